// Whole runs on a small problem, in the real worker: they learn, repeat, stop, diverge with a word, and export what they learnt.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { exportModel } from '../export-model.js';
import { conv, dense, flatten, maxPool, type Network, relu } from '../layers.js';
import { decodeParameters } from '../onnx/decode-parameters.js';
import { adam, sgd } from '../optimizers.js';
import type { Dataset, EpochReport } from './messages.js';
import { scoreLogits } from './score.js';
import { type TrainOptions, train } from './train.js';

const SIDE = 8;
const network: Network = [conv(6, 3), maxPool(2), relu(), flatten(), dense(3)];

/** Bars: upright (0), lying (1), slanting (2), at random places, with noise. */
function bars(count: number, seed: number): Dataset {
  let state = seed;
  const random = (): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
  const images = new Uint8Array(count * SIDE * SIDE);
  const labels = new Uint8Array(count);
  for (let n = 0; n < count; n++) {
    const kind = Math.floor(random() * 3);
    const place = Math.floor(random() * SIDE);
    labels[n] = kind;
    for (let p = 0; p < SIDE * SIDE; p++) {
      const [y, x] = [Math.floor(p / SIDE), p % SIDE];
      const inked = kind === 0 ? x === place : kind === 1 ? y === place : (x + y) % SIDE === place;
      images[n * SIDE * SIDE + p] = Math.floor(random() * 100) + (inked ? 155 : 0);
    }
  }
  return { images, labels };
}

const options: TrainOptions = {
  network,
  inputShape: [1, SIDE, SIDE],
  training: bars(600, 1),
  validation: bars(200, 2),
  optimizer: sgd(),
  schedule: { peak: 0.1, warmup: 0.2 },
  batchSize: 20,
  epochs: 6,
  seed: 7,
};

describe('train', () => {
  it.each([
    ['sgd', sgd(), 0.1],
    ['adam', adam(), 0.01],
  ] as const)('learns with %s, and reports what it reached', async (_, optimizer, peak) => {
    const epochs: EpochReport[] = [];
    const result = await train({
      ...options,
      optimizer,
      schedule: { peak, warmup: 0.2 },
      onEpoch: (report) => void epochs.push(report),
    });
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(result).toMatchObject({ stopped: false, epochs: 6 });
    expect(result.validation.accuracy).toBeGreaterThan(0.95);
    expect(result.validation).toEqual(epochs.at(-1)?.validation);
    expect(scoreLogits(result.validationLogits, options.validation.labels)).toEqual(result.validation);
  });

  it('makes the same weights from the same seed, and others from another', async () => {
    const run = (seed: number) => train({ ...options, epochs: 2, seed, threads: 1 });
    const [a, b, c] = [await run(3), await run(3), await run(4)];
    expect(a.parameters).toEqual(b.parameters);
    expect(a.parameters).not.toEqual(c.parameters);
  });

  it('exports a model that gives the same logits', async () => {
    const { parameters, validationLogits } = await train({ ...options, epochs: 1 });
    const bytes = exportModel(network, options.inputShape, parameters);
    expect(decodeParameters(bytes)).toEqual(parameters);
    const session = await InferenceSession.create(bytes);
    const { labels, images } = options.validation;
    const input = Float32Array.from(images, (byte) => byte / 255);
    const { logits } = await session.run({ image: new Tensor('float32', input, [labels.length, 1, SIDE, SIDE]) });
    const values = logits?.data as Float32Array;
    expect(values.length).toBe(validationLogits.length);
    const differences = values.map((value, i) => Math.abs(value - (validationLogits[i] ?? Number.NaN)));
    expect(Math.max(...differences)).toBeLessThan(1e-4);
  });

  it('stops when it is told to, and gives what it has', async () => {
    const controller = new AbortController();
    const result = await train({
      ...options,
      epochs: 1_000,
      signal: controller.signal,
      onEpoch: () => controller.abort(),
    });
    expect(result.stopped).toBe(true);
    expect(result.epochs).toBeGreaterThanOrEqual(1);
    expect(result.epochs).toBeLessThan(1_000);
    expect(result.parameters['0.weight']).toHaveLength(6 * 9);
  });

  it('says what to change when the loss diverges', async () => {
    await expect(train({ ...options, schedule: { peak: 1e30, warmup: 0.2 } })).rejects.toThrow(
      /The loss became (NaN|Infinity) in epoch 1, step \d+, at learning rate .*: train again with a lower one\./,
    );
  });

  it('refuses data that do not fit', async () => {
    const { images } = options.training;
    expect(() => train({ ...options, training: { images, labels: new Uint8Array(5) } })).toThrow(
      'The training data have 5 labels, so 320 bytes of images are due, not 38400.',
    );
    expect(() => train({ ...options, batchSize: 601 })).toThrow('600 training images do not fill one batch of 601.');
  });
});
