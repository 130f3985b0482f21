// Training steps against PyTorch's, of two networks: fixtures/README.md says what was recorded.
import { describe, expect, it } from 'vitest';
import { foldBatchNorm } from '../inference/fold-batch-norm.js';
import type { Network } from '../layers.js';
import { sgd } from '../optimizers.js';
import { layOut, pack, unpack } from '../parameter-layout.js';
import type { Parameters } from '../parameters.js';
import { parametersOf } from '../shapes.js';
import * as pytorch from '../testing/pytorch-fixture.js';
import { runOnce } from '../testing/run-graph.js';
import { runInference, runStep } from '../testing/run-step.js';
import { largestDifference } from '../testing/values.js';
import { GRADIENT } from './gradient-graph.js';
import { buildUpdateGraph, zoneNames } from './update-graph.js';

const { INPUT_SHAPE, batch, fixture, recorded, thinned } = pytorch;

/** Adds up float32 rounding over a step; what the project promises is 1e-4. */
const TOLERANCE = 5e-6;

/** The outputs of a training step whose names start with `gradient.`, without it. */
const gradientsOf = (step: Readonly<Record<string, Float32Array>>): Parameters =>
  Object.fromEntries(
    Object.entries(step).flatMap(([name, values]) =>
      name.startsWith(GRADIENT) ? [[name.slice(GRADIENT.length), values] as const] : [],
    ),
  );

/** The parameters after one update of all of them at once. */
async function update(network: Network, before: Parameters, gradients: Parameters): Promise<Parameters> {
  const layout = layOut(parametersOf(network, INPUT_SHAPE));
  const [vector, gradient] = [new Float32Array(layout.length), new Float32Array(layout.length)];
  pack(layout, before, vector);
  pack(layout, gradients, gradient);
  const optimizer = sgd({ momentum: 0.9, nesterov: true, weightDecay: 5e-4 });
  const zones = layout.zones.filter(({ length }) => length > 0);
  const graph = buildUpdateGraph({ zones, optimizer, microBatches: 1, emaDecay: 0 });
  const feeds = zones.flatMap(({ offset, length }, z) => [
    [zoneNames.parameter(z), vector.slice(offset, offset + length)] as const,
    [zoneNames.gradient(z, 0), gradient.slice(offset, offset + length)] as const,
    [zoneNames.state(z, 'velocity'), new Float32Array(length)] as const,
  ]);
  const next = await runOnce(graph, {
    ...Object.fromEntries(feeds),
    learningRate: Float32Array.of(0.05),
    step: Float32Array.of(1),
    gradientNorm: new Float32Array(1),
    emaDecay: new Float32Array(1),
  });
  zones.forEach(({ offset }, z) => {
    vector.set(next[zoneNames.next(zoneNames.parameter(z))] ?? [], offset);
  });
  return unpack(layout, vector);
}

describe("the reference network's step with Nesterov momentum and weight decay", () => {
  const { firstSeed, loss, logits, parametersAfterStep } = fixture.reference;
  const before = pytorch.startParameters(pytorch.referenceNetwork, firstSeed);
  const step = runStep(pytorch.referenceNetwork, INPUT_SHAPE, batch, before);

  it("has PyTorch's logits and loss", async () => {
    const outputs = await step;
    expect(largestDifference(outputs.logits ?? [], recorded(logits))).toBeLessThan(TOLERANCE);
    expect(Math.abs((outputs.loss?.[0] ?? Number.NaN) - loss)).toBeLessThan(TOLERANCE);
  });

  it("ends in PyTorch's parameters", async () => {
    const after = await update(pytorch.referenceNetwork, before, gradientsOf(await step));
    expect(Object.keys(after).toSorted()).toEqual(parametersAfterStep.map(({ name }) => name).toSorted());
    const differences = parametersAfterStep.map((entry) => {
      const moved = largestDifference(before[entry.name] ?? [], recorded(entry));
      expect(moved, `${entry.name} as it was`).toBeGreaterThan(10 * TOLERANCE);
      return largestDifference(after[entry.name] ?? [], recorded(entry));
    });
    console.log(
      `Parameters after a step differ from PyTorch's by at most ${Math.max(...differences).toExponential(1)}.`,
    );
    for (const difference of differences) expect(difference).toBeLessThan(TOLERANCE);
  });
});

describe('the network with batch normalisation', () => {
  const { firstSeed, loss, evalLogits, gradients, runningStatistics } = fixture.batchNorm;
  const network = pytorch.batchNormNetwork;
  const parameters = pytorch.startParameters(network, firstSeed);
  const step = runStep(network, INPUT_SHAPE, batch, parameters);

  it("has PyTorch's logits in use, folded or not", async () => {
    const logits = await runInference(network, INPUT_SHAPE, batch.images, parameters);
    expect(largestDifference(logits, recorded(evalLogits))).toBeLessThan(TOLERANCE);
    const folded = foldBatchNorm({ network, parameters }, INPUT_SHAPE);
    const fewer = await runInference(folded.network, INPUT_SHAPE, batch.images, folded.parameters);
    expect(largestDifference(fewer, recorded(evalLogits))).toBeLessThan(TOLERANCE);
  });

  it("has PyTorch's loss in training", async () => {
    expect(Math.abs(((await step).loss?.[0] ?? Number.NaN) - loss)).toBeLessThan(TOLERANCE);
  });

  it("has PyTorch's gradients", async () => {
    const outputs = gradientsOf(await step);
    // What PyTorch recorded for the biases before batch normalisation is rounding; here they are exactly 0.
    const normalised = ['0.bias', '4.bias'];
    const errors = gradients
      .filter(({ name }) => !normalised.includes(name))
      .map((entry) => {
        const expected = recorded(entry);
        const largest = expected.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
        const error = largestDifference(thinned(outputs[entry.name] ?? new Float32Array(), entry), expected) / largest;
        return [entry.name, error] as const;
      });
    const listed = errors.map(([name, error]) => `${name} ${error.toExponential(1)}`).join(', ');
    console.log(`Gradients differ from PyTorch's, relative to each tensor's largest, by: ${listed}.`);
    expect(errors.filter(([, error]) => !(error < 1e-4))).toEqual([]);
    expect(errors).toHaveLength(10);
    for (const name of normalised) expect(outputs[name]?.every((value) => value === 0)).toBe(true);
  });

  it("turns the batch's statistics into PyTorch's running ones", async () => {
    const after = await update(network, parameters, gradientsOf(await step));
    for (const entry of runningStatistics) {
      const name = entry.name.replace('running_mean', 'runningMean').replace('running_var', 'runningVariance');
      expect(largestDifference(after[name] ?? [], recorded(entry)), name).toBeLessThan(TOLERANCE);
      expect(largestDifference(parameters[name] ?? [], recorded(entry)), `${name} as it was`).toBeGreaterThan(1e-3);
    }
    expect(runningStatistics).toHaveLength(4);
  });
});
