// Whole runs on a small problem, in the real threads: they learn, report, export what they learnt, and stop when told to.
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { exportModel } from '../inference/export-model.js';
import { foldBatchNorm } from '../inference/fold-batch-norm.js';
import { batchNorm, conv, dense, dropout, gelu, globalAvgPool, relu, residual } from '../layers.js';
import { adam, adamW, sgd } from '../optimizers.js';
import { constant, cosine, oneCycle } from '../schedules.js';
import { bars, options, SIDE, smallNetwork } from '../testing/bars.js';
import { openSession } from '../testing/run-graph.js';
import { largestDifference } from '../testing/values.js';
import type { EpochReport, StepReport } from './messages.js';
import { scoreLogits } from './score.js';
import { train } from './train.js';

describe('train', () => {
  it.each([
    ['sgd', sgd(), 0.1],
    ['sgd with Nesterov momentum, decay and clipping', sgd({ nesterov: true, weightDecay: 1e-3, clipNorm: 1 }), 0.1],
    ['adam', adam(), 0.02],
    ['adamW', adamW({ weightDecay: 0.05 }), 0.02],
  ] as const)('learns with %s, and reports what it reached', async (_, optimizer, peak) => {
    const epochs: EpochReport[] = [];
    const steps: StepReport[] = [];
    const result = await train({
      ...options,
      optimizer,
      schedule: oneCycle(peak),
      onEpoch: (report) => void epochs.push(report),
      onStep: (report) => void steps.push(report),
    });
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(result).toMatchObject({ reason: 'finished', epochs: 8 });
    expect(result.validation.accuracy).toBeGreaterThan(0.95);
    expect(result.validation).toEqual(epochs.at(-1)?.validation);
    expect(scoreLogits(result.validationLogits, options.validation.labels)).toEqual(result.validation);
    const [first, last] = [epochs[0], epochs.at(-1)];
    expect(last?.training.loss).toBeLessThan((first?.training.loss ?? 0) / 2);
    expect(last?.training.accuracy).toBeGreaterThan(0.9);
    // The last step of an epoch is always told.
    const ends = steps.filter(({ step }) => step === 12);
    expect(ends.map(({ epoch, training }) => [epoch, training])).toEqual(epochs.map((e) => [e.epoch, e.training]));
  });

  it('learns with every kind of layer, and exports a model that gives the same logits', async () => {
    const network = [
      conv(8, 3, { padding: 'same', bias: false }),
      batchNorm(),
      relu(),
      dropout(0.1),
      residual(conv(8, 3, { padding: 'same' }), batchNorm(), gelu()),
      globalAvgPool(),
      dense(8),
      batchNorm(),
      relu(),
      dense(3),
    ];
    const settings = { network, optimizer: adamW(), schedule: cosine(0.02), labelSmoothing: 0.1, emaDecay: 0.8 };
    const { parameters, validation, validationLogits } = await train({ ...options, ...settings });
    expect(validation.accuracy).toBeGreaterThan(0.9);
    const folded = foldBatchNorm({ network, parameters }, options.inputShape);
    const session = await openSession(exportModel(folded, options.inputShape));
    const { labels, images } = options.validation;
    const image = Float32Array.from(images, (byte) => byte / 255);
    const { logits } = await session.run({ image: new Tensor('float32', image, [labels.length, 1, SIDE, SIDE]) });
    expect(largestDifference(logits?.data as Float32Array, validationLogits)).toBeLessThan(1e-4);
  });

  it('takes the learning rate at the middle of each step', async () => {
    const rates: number[] = [];
    await train({
      ...options,
      training: bars(51, 1),
      schedule: (progress) => progress,
      epochs: 2,
      onStep: ({ learningRate }) => void rates.push(learningRate),
    });
    expect(rates).toEqual([0.25, 0.75]);
  });

  it('leaves the images beyond the last whole batch for another epoch, and the data as they were', async () => {
    const training = bars(120, 5);
    const before = { images: training.images.slice(), labels: training.labels.slice() };
    const steps: number[] = [];
    await train({ ...options, training, epochs: 1, onStep: (report) => void steps.push(report.steps) });
    expect(new Set(steps)).toEqual(new Set([2]));
    expect(training).toEqual(before);
  });

  it('divides bytes by 255 unless it is told another scale', async () => {
    const run = (scale: number) => train({ ...options, epochs: 1, schedule: constant(0), scale });
    const usual = await train({ ...options, epochs: 1, schedule: constant(0) });
    expect((await run(1 / 255)).validationLogits).toEqual(usual.validationLogits);
    // Without biases in it yet, the network's logits grow with its input.
    const doubled = await run(2 / 255);
    const expected = usual.validationLogits.map((z) => 2 * z);
    expect(largestDifference(doubled.validationLogits, expected)).toBeLessThan(1e-5);
  });

  it('stops when it is told to, and gives what it has', async () => {
    const controller = new AbortController();
    const { reason, epochs, parameters, validation, validationLogits } = await train({
      ...options,
      epochs: 5_000,
      signal: controller.signal,
      onEpoch: () => controller.abort(),
    });
    expect(reason).toBe('stopped');
    expect(epochs).toBeGreaterThanOrEqual(1);
    expect(epochs).toBeLessThan(5_000);
    expect(parameters['0.weight']).toHaveLength(6 * 9);
    expect(scoreLogits(validationLogits, options.validation.labels)).toEqual(validation);
  });

  it('takes one step where it is told to stop before it starts', async () => {
    const { reason, epochs, checkpoint } = await train({ ...options, signal: AbortSignal.abort() });
    expect([reason, epochs, checkpoint.step]).toEqual(['stopped', 0, 1]);
  });

  it('has finished, not stopped, where the signal comes with the last step', async () => {
    const settings = { training: bars(51, 1), epochs: 1, signal: AbortSignal.abort() };
    const { reason, epochs } = await train({ ...options, ...settings, network: smallNetwork });
    expect([reason, epochs]).toEqual(['finished', 1]);
  });
});
