// Refuses options that cannot train, with a sentence each.
import { type Shape, sizeOf } from '../graph/graph.js';
import { countParameters } from '../parameters.js';
import { classesOf, parametersOf } from '../shapes.js';
import type { Dataset } from './messages.js';
import { microBatchSize } from './micro-batch-size.js';
import type { TrainOptions } from './train.js';

/** Images that one thread may take in one piece, where a batch cannot be cut: more would need gigabytes. */
const MOST_AT_ONCE = 256;

function checkDataset(name: string, { images, labels }: Dataset, inputShape: Shape, classes: number): void {
  if (!(images instanceof Uint8Array && labels instanceof Uint8Array)) {
    throw new RangeError(`The ${name} data must be bytes, Uint8Array: images from 0 to 255, and labels.`);
  }
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
  const { labelSmoothing = 0, emaDecay = 0, patience = 0, threads = 1, scale } = options;
  const classes = classesOf(network, inputShape);
  if (countParameters(parametersOf(network, inputShape)) === 0)
    throw new RangeError('The network has nothing to learn.');
  checkDataset('training', training, inputShape, classes);
  checkDataset('validation', validation, inputShape, classes);
  const unlimited = Number.POSITIVE_INFINITY;
  checkRange('batchSize', batchSize, 1, unlimited, true);
  checkRange('epochs', epochs, 1, unlimited, true);
  checkRange('seed', seed, 0, 2 ** 31 - 1, true);
  checkRange('threads', threads, 1, unlimited, true);
  checkRange('patience', patience, 0, unlimited, true);
  checkRange('labelSmoothing', labelSmoothing, 0, 0.999, false);
  checkRange('emaDecay', emaDecay, 0, 0.999999, false);
  if (scale !== undefined && !(Number.isFinite(scale) && scale > 0)) {
    throw new RangeError(`scale is ${scale}; it must be a number above 0.`);
  }
  if (training.labels.length < batchSize) {
    throw new RangeError(`${training.labels.length} training images do not fill one batch of ${batchSize}.`);
  }
  const size = microBatchSize(batchSize);
  if (size > MOST_AT_ONCE) {
    const [near] = Array.from({ length: batchSize }, (_, i) => batchSize - i).filter((n) => microBatchSize(n) <= 64);
    throw new RangeError(
      `batchSize ${batchSize} has no divisor from 8 to 64 to cut it by, and is too large to take at once: ${near} will do.`,
    );
  }
}
