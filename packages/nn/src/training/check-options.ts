// Refuses options that cannot train, with a sentence each.
import { type Shape, sizeOf } from '../graph/graph.js';
import { placeLayers } from '../shapes.js';
import type { Dataset } from './messages.js';
import type { TrainOptions } from './train.js';

function checkDataset(name: string, { images, labels }: Dataset, inputShape: Shape, classes: number): void {
  const expected = labels.length * sizeOf(inputShape);
  if (images.length !== expected) {
    throw new RangeError(
      `The ${name} data have ${labels.length} labels, so ${expected} bytes of images are due, not ${images.length}.`,
    );
  }
  if (labels.length === 0) throw new RangeError(`The ${name} data are empty.`);
  const largest = labels.reduce((a, b) => Math.max(a, b));
  if (largest >= classes) {
    throw new RangeError(
      `The ${name} data have the label ${largest}, but the network has ${classes} outputs, 0–${classes - 1}.`,
    );
  }
}

function checkRange(name: string, value: number, low: number, high: number, whole: boolean): void {
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return;
  const allowed = `${whole ? 'a whole number ' : ''}from ${low}${high === Number.POSITIVE_INFINITY ? '' : ` to ${high}`}`;
  throw new RangeError(`${name} is ${value}; it must be ${allowed}.`);
}

/** @throws RangeError that quotes what does not fit. */
export function checkOptions(options: TrainOptions): void {
  const { network, inputShape, training, validation, batchSize, epochs, seed } = options;
  const { labelSmoothing = 0, emaDecay = 0, patience = 0, threads = 1 } = options;
  const output = placeLayers(network, inputShape).at(-1)?.output ?? inputShape;
  checkDataset('training', training, inputShape, output[0] ?? 0);
  checkDataset('validation', validation, inputShape, output[0] ?? 0);
  const unlimited = Number.POSITIVE_INFINITY;
  checkRange('batchSize', batchSize, 1, unlimited, true);
  checkRange('epochs', epochs, 1, unlimited, true);
  checkRange('seed', seed, 0, 2 ** 31 - 1, true);
  checkRange('threads', threads, 1, unlimited, true);
  checkRange('patience', patience, 0, unlimited, true);
  checkRange('labelSmoothing', labelSmoothing, 0, 0.999, false);
  checkRange('emaDecay', emaDecay, 0, 0.999999, false);
  if (training.labels.length < batchSize) {
    throw new RangeError(`${training.labels.length} training images do not fill one batch of ${batchSize}.`);
  }
}
