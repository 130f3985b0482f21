// The training step's forward pass against the graph of the network in use, which computes the same in another layout.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { Shape } from '../graph/graph.js';
import { sizeOf } from '../graph/graph.js';
import { avgPool, batchNorm, conv, dense, dropout, flatten, maxPool, type Network, relu, residual } from '../layers.js';
import type { Parameters } from '../parameters.js';
import { type PlacedLayer, placeLayers } from '../shapes.js';
import { networkFrom, randomParameters } from '../testing/networks.js';
import { type Batch, runInference, runStep } from '../testing/run-step.js';
import { bytes, largestDifference, unit } from '../testing/values.js';
import { buildGradientGraph, GRADIENT } from './gradient-graph.js';

const TOLERANCE = 1e-4;
const CLASSES = 5;

const flat = (placed: readonly PlacedLayer[]): PlacedLayer[] =>
  placed.flatMap((entry) => [entry, ...flat(entry.inner)]);

/** The parameters with the batch's mean and variance, which a step told, in place of the running ones. */
function withBatchStatistics(
  network: Network,
  inputShape: Shape,
  parameters: Parameters,
  batch: number,
  step: Readonly<Record<string, Float32Array>>,
): Parameters {
  const norms = flat(placeLayers(network, inputShape)).filter(({ layer }) => layer.type === 'batchNorm');
  const told = norms.flatMap(({ place, input }) => {
    const count = batch * sizeOf(input.slice(1));
    const variance = step[`${GRADIENT}${place}.runningVariance`]?.map((unbiased) => (unbiased * (count - 1)) / count);
    return [
      [`${place}.runningMean`, step[`${GRADIENT}${place}.runningMean`]],
      [`${place}.runningVariance`, variance],
    ];
  });
  return { ...parameters, ...Object.fromEntries(told) };
}

const makeBatch = (inputShape: Shape, count: number, seed: number): Batch => ({
  images: bytes(count * sizeOf(inputShape), seed),
  labels: Uint8Array.from({ length: count }, (_, i) => Math.floor(CLASSES * unit(i, seed + 1))),
});

/** The largest difference between the logits of the step and of the network in use, relative to those above 1. */
async function forwardError(network: Network, inputShape: Shape, count: number, seed: number): Promise<number> {
  const batch = makeBatch(inputShape, count, seed);
  const parameters = randomParameters(network, inputShape, seed);
  const step = await runStep(network, inputShape, batch, parameters);
  const inUse = withBatchStatistics(network, inputShape, parameters, count, step);
  const logits = await runInference(network, inputShape, batch.images, inUse);
  const scale = logits.reduce((largest, z) => Math.max(largest, Math.abs(z)), 1);
  return largestDifference(logits, step.logits ?? []) / scale;
}

const seen = new Map<string, number>();
let worst = 0;
afterAll(() => {
  const layers = [...seen].map(([type, count]) => `${count} ${type}`).join(', ');
  console.log(`Step and network in use differ by at most ${worst.toExponential(1)} in the logits. Layers: ${layers}.`);
});

describe("a training step's forward pass", () => {
  it('gives the logits of the network in use, for random networks of all layers', async () => {
    const side = fc.integer({ min: 4, max: 11 });
    const choices = fc.array(fc.nat(9_999), { minLength: 2, maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(
        fc.record({ choices, channels: fc.integer({ min: 1, max: 3 }), height: side, width: side, seed: fc.nat(99) }),
        fc.integer({ min: 2, max: 4 }),
        async ({ choices, channels, height, width, seed }, count) => {
          const inputShape = [channels, height, width];
          const network = networkFrom(choices, inputShape, CLASSES);
          const error = await forwardError(network, inputShape, count, seed);
          expect(error).toBeLessThan(TOLERANCE);
          worst = Math.max(worst, error);
          for (const { layer } of flat(placeLayers(network, inputShape))) {
            seen.set(layer.type, (seen.get(layer.type) ?? 0) + 1);
          }
        },
      ),
      { numRuns: 150, seed: 5 },
    );
    const types = ['conv', 'maxPool', 'avgPool', 'globalAvgPool', 'batchNorm', 'relu', 'silu', 'gelu', 'residual'];
    expect([...types, 'flatten', 'dense'].filter((type) => (seen.get(type) ?? 0) < 5)).toEqual([]);
  });

  it.each<[string, Network]>([
    ['a stack of 3×3 convolutions', [conv(8, 3), relu(), conv(8, 3), maxPool(2), conv(9, 3, { padding: 'same' })]],
    ['batchNorm first', [batchNorm(), conv(8, 3), batchNorm(), relu(), maxPool(2)]],
    ['batchNorm twice', [conv(3, 3), batchNorm(), batchNorm()]],
    ['a residual layer that pools its own copy of the map', [conv(4, 3), residual(maxPool(1), relu()), avgPool(2)]],
    ['pooling twice, overlapping', [conv(4, 2), maxPool(3, { stride: 1 }), avgPool(2, { stride: 1 }), batchNorm()]],
  ])('gives them for %s', async (_, layers) => {
    expect(await forwardError([...layers, flatten(), dense(CLASSES)], [2, 10, 9], 3, 7)).toBeLessThan(TOLERANCE);
  });

  it('is the same for every image, whatever else is in the batch', async () => {
    const network = [conv(8, 3), relu(), conv(8, 3), maxPool(2), flatten(), dense(CLASSES)];
    const inputShape = [1, 9, 9];
    const batch = makeBatch(inputShape, 4, 1);
    const parameters = randomParameters(network, inputShape, 1);
    const { logits: all = [] } = await runStep(network, inputShape, batch, parameters);
    const last = { images: batch.images.subarray(3 * 81), labels: batch.labels.subarray(3) };
    const { logits: alone = [] } = await runStep(network, inputShape, last, parameters);
    expect(largestDifference(Array.from(all).slice(3 * CLASSES), alone)).toBeLessThan(1e-6);
  });
});

describe('buildGradientGraph', () => {
  const inputShape = [1, 6, 6];
  const smoothed = { labelSmoothing: 0.2 };

  it('asks for a mask a dropout layer, of the size of what it is laid on', () => {
    const network = [dropout(0.5), conv(3, 3), dropout(0.25), dropout(0), flatten(), dense(4)];
    const { masks } = buildGradientGraph({ network, inputShape, batchSize: 5, scale: 1, labelSmoothing: 0 });
    expect(masks.map(({ name, size, rate }) => ({ name, size, rate }))).toEqual([
      { name: 'mask.0', size: 5 * 36, rate: 0.5 },
      { name: 'mask.1', size: 5 * 3 * 16, rate: 0.25 },
    ]);
    expect(masks.map(({ shape }) => sizeOf(shape))).toEqual(masks.map(({ size }) => size));
  });

  it('computes as without dropout where a mask keeps everything', async () => {
    const tail = [flatten(), dense(CLASSES)];
    const parameters = randomParameters(tail, inputShape, 2);
    const moved = Object.fromEntries(Object.entries(parameters).map(([name, v]) => [name.replace('1.', '2.'), v]));
    const batch = makeBatch(inputShape, 3, 2);
    const { logits = [] } = await runStep(tail, inputShape, batch, parameters);
    const { logits: kept = [] } = await runStep([dropout(0.5), ...tail], inputShape, batch, moved);
    expect(Array.from(kept)).toEqual(Array.from(logits));
  });

  it.each([0, 0.2])('gives the mean loss of its own logits, with label smoothing %d', async (labelSmoothing) => {
    const network = [conv(2, 3), relu(), flatten(), dense(CLASSES)];
    const batch = makeBatch(inputShape, 4, 3);
    const parameters = randomParameters(network, inputShape, 3);
    const { loss = [], logits = [] } = await runStep(network, inputShape, batch, parameters, { labelSmoothing });
    const losses = Array.from(batch.labels, (label, n) => {
      const row = Array.from(logits).slice(n * CLASSES, (n + 1) * CLASSES);
      const total = Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0));
      const target = (k: number): number => labelSmoothing / CLASSES + (k === label ? 1 - labelSmoothing : 0);
      return row.reduce((sum, z, k) => sum + target(k) * (total - z), 0);
    });
    expect(loss[0]).toBeCloseTo(losses.reduce((a, b) => a + b) / 4, 5);
  });

  it('gives a gradient for every parameter, 0 for a bias that batchNorm takes out again', async () => {
    const network = [conv(2, 3), batchNorm(), flatten(), dense(CLASSES)];
    const parameters = randomParameters(network, inputShape, 4);
    const outputs = await runStep(network, inputShape, makeBatch(inputShape, 4, 4), parameters, smoothed);
    for (const [name, values] of Object.entries(parameters)) {
      expect(outputs[GRADIENT + name], name).toHaveLength(values.length);
    }
    expect(Array.from(outputs[`${GRADIENT}0.bias`] ?? [])).toEqual([0, 0]);
    expect(outputs[`${GRADIENT}1.bias`]?.some((value) => value !== 0)).toBe(true);
  });

  it('refuses a network that ends in images', () => {
    const options = { network: [conv(4, 3)], inputShape, batchSize: 2, scale: 1, labelSmoothing: 0 };
    expect(() => buildGradientGraph(options)).toThrow(
      'The network ends in images of 4×4×4: end it with flatten() and dense().',
    );
  });
});
