// Options that cannot train are refused at once, with a sentence that quotes what does not fit.
import { describe, expect, it } from 'vitest';
import { dense, flatten, globalAvgPool } from '../layers.js';
import { bars, options, SIDE } from '../testing/bars.js';
import { checkOptions } from './check-options.js';
import { type TrainOptions, train } from './train.js';

const { images } = options.training;
const labelled = (label: number) => ({
  images: images.subarray(0, 64 * SIDE ** 2),
  labels: new Uint8Array(64).fill(label),
});

describe('checkOptions', () => {
  it('takes what can train', () => {
    expect(() => checkOptions(options)).not.toThrow();
    const most = { labelSmoothing: 0.9, emaDecay: 0.9999, patience: 5, threads: 64, seed: 2 ** 31 - 1, batchSize: 612 };
    expect(() => checkOptions({ ...options, ...most })).not.toThrow();
  });

  it.each<[string, Partial<TrainOptions>, string]>([
    [
      'images that are not as many as their labels',
      { training: { images, labels: new Uint8Array(5) } },
      'The training data have 5 labels, so 320 bytes of images are due, not 39168.',
    ],
    [
      'validation data of another size',
      { validation: { images: new Uint8Array(783), labels: new Uint8Array(1) } },
      'The validation data have 1 labels, so 64 bytes of images are due, not 783.',
    ],
    [
      'images of another shape',
      { inputShape: [1, 7, 7] },
      'The training data have 612 labels, so 29988 bytes of images are due, not 39168.',
    ],
    [
      'no validation data',
      { validation: { images: new Uint8Array(), labels: new Uint8Array() } },
      'The validation data are empty.',
    ],
    [
      'a label that the network has no output for',
      { training: labelled(3) },
      'The training data have the label 3, but the network has 3 outputs, 0–2.',
    ],
    [
      'such a label in the validation data',
      { validation: labelled(200) },
      'The validation data have the label 200, but the network has 3 outputs, 0–2.',
    ],
    [
      'layers that do not fit',
      { network: [dense(3)] },
      'Layer 0 (dense) of the network: takes features, not 1×8×8: put flatten() or globalAvgPool() before it.',
    ],
    ['more in a batch than there is', { batchSize: 613 }, '612 training images do not fill one batch of 613.'],
    [
      'a batch that is too large to take at once, and cannot be cut',
      { batchSize: 509 },
      'batchSize 509 has no divisor from 8 to 64 to cut it by, and is too large to take at once: 507 will do.',
    ],
    [
      'images that are no bytes',
      { training: { images: new Float32Array(64) as unknown as Uint8Array, labels: new Uint8Array(1) } },
      'The training data must be bytes, Uint8Array: images from 0 to 255, and labels.',
    ],
    ['a network with nothing to learn', { network: [flatten()] }, 'The network has nothing to learn.'],
    [
      'a network that ends in images',
      { network: [] },
      'The network ends in images of 1×8×8: end it with flatten() and dense().',
    ],
    ['a scale of no number', { scale: Number.NaN }, 'scale is NaN; it must be a number above 0.'],
    ['a batch of none', { batchSize: 0 }, 'batchSize is 0; it must be a whole number from 1.'],
    ['half an image', { batchSize: 0.5 }, 'batchSize is 0.5; it must be a whole number from 1.'],
    ['no epochs', { epochs: 0 }, 'epochs is 0; it must be a whole number from 1.'],
    ['epochs of no number', { epochs: Number.NaN }, 'epochs is NaN; it must be a whole number from 1.'],
    ['no threads', { threads: 0 }, 'threads is 0; it must be a whole number from 1.'],
    ['a broken seed', { seed: 1.5 }, 'seed is 1.5; it must be a whole number from 0 to 2147483647.'],
    ['too large a seed', { seed: 2 ** 31 }, 'seed is 2147483648; it must be a whole number from 0 to 2147483647.'],
    ['negative patience', { patience: -1 }, 'patience is -1; it must be a whole number from 0.'],
    ['too much label smoothing', { labelSmoothing: 1 }, 'labelSmoothing is 1; it must be from 0 to 0.999.'],
    ['negative label smoothing', { labelSmoothing: -0.1 }, 'labelSmoothing is -0.1; it must be from 0 to 0.999.'],
    ['an average that never moves', { emaDecay: 1 }, 'emaDecay is 1; it must be from 0 to 0.999999.'],
  ])('refuses %s', async (_, changes, message) => {
    expect(() => checkOptions({ ...options, ...changes })).toThrow(new RangeError(message));
    await expect(train({ ...options, ...changes })).rejects.toThrow(message);
  });

  it('looks at the outputs of the last layer', () => {
    const network = [globalAvgPool(), dense(2)];
    expect(() => checkOptions({ ...options, network })).toThrow('has 2 outputs, 0–1.');
    const many = { network: [flatten(), dense(2 ** 8)], training: bars(100, 3) };
    expect(() => checkOptions({ ...options, ...many })).not.toThrow();
  });

  it('takes an option of undefined for one that is left out', async () => {
    const leftOut = { threads: undefined, scale: undefined } as unknown as Partial<TrainOptions>;
    const { reason } = await train({ ...options, epochs: 1, ...leftOut });
    expect(reason).toBe('finished');
  });
});
