// What the threads of a run share: parameters, gradients, batches, and where each stands.
import type { Dataset } from './messages.js';

/** Places in `control`. */
export const CONTROL = {
  /** Set to 1 by the caller to stop after the step that is running. */
  stopRequested: 0,
  /** The first thread's answer to it, which all follow: they must stop at the same step. */
  stopping: 1,
  /** Threads that have arrived at the barrier, and how often it has opened. */
  arrived: 2,
  opened: 3,
  /** Batches that the loader has filled, and that the threads are done with. */
  filled: 4,
  consumed: 5,
  /** Set to 1 when a thread has failed: the others must not wait for it. */
  failed: 6,
} as const;

/** Batches that the loader may be ahead of the training; it sleeps until there is room for a whole block of them. */
export const RING = 8;
export const BLOCK = 4;

export interface SharedMemory {
  readonly control: Int32Array;
  /** The vector of all parameters. */
  readonly parameters: Float32Array;
  /** Micro-batch by micro-batch, gradients in the parameters' order. */
  readonly gradients: Float32Array;
  /** State by state; up to date at the end of an epoch and of the run. */
  readonly states: Float32Array;
  /** One a micro-batch: mean loss and right answers. */
  readonly losses: Float64Array;
  readonly correct: Int32Array;
  /** One element: the norm of the mean gradient. */
  readonly gradientNorm: Float64Array;
  /** `RING` batches. */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly validationLogits: Float32Array;
}

export interface SharedSizes {
  readonly parameters: number;
  readonly states: number;
  readonly microBatches: number;
  readonly batchSize: number;
  readonly pixels: number;
  readonly validationLogits: number;
}

export function allocate(sizes: SharedSizes): SharedMemory {
  const floats = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * length));
  const doubles = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length));
  const integers = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));
  return {
    control: integers(Object.keys(CONTROL).length),
    parameters: floats(sizes.parameters),
    gradients: floats(sizes.parameters * sizes.microBatches),
    states: floats(sizes.parameters * sizes.states),
    losses: doubles(sizes.microBatches),
    correct: integers(sizes.microBatches),
    gradientNorm: doubles(1),
    images: shareBytes(new Uint8Array(RING * sizes.batchSize * sizes.pixels)),
    labels: shareBytes(new Uint8Array(RING * sizes.batchSize)),
    validationLogits: floats(sizes.validationLogits),
  };
}

/** A copy that threads share; the same bytes where they are shared already. */
function shareBytes(bytes: Uint8Array): Uint8Array {
  if (bytes.buffer instanceof SharedArrayBuffer) return bytes;
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

/** A data set that threads share. */
export const shareDataset = ({ images, labels }: Dataset): Dataset => ({
  images: shareBytes(images),
  labels: shareBytes(labels),
});

/** Looks this often (some 0.2 ms) before it sleeps: waking takes the system longer than most waits last. */
const SPINS = 20_000;

/** A thread that another one's failure ends. */
export class AbandonedError extends Error {
  override readonly name = 'AbandonedError';
}

const checkFailure = (control: Int32Array): void => {
  if (Atomics.load(control, CONTROL.failed) !== 0) throw new AbandonedError('Another thread of the run has failed.');
};

/** Waits until `control[place]` is at least `value`. @throws AbandonedError */
export function waitUntil(control: Int32Array, place: number, value: number): void {
  let seen = Atomics.load(control, place);
  for (let spin = 0; spin < SPINS && seen < value; spin++) seen = Atomics.load(control, place);
  while (seen < value) {
    checkFailure(control);
    Atomics.wait(control, place, seen);
    seen = Atomics.load(control, place);
  }
  checkFailure(control);
}

/** Sets `control[place]` and wakes who waits for it. */
export function announce(control: Int32Array, place: number, value: number): void {
  Atomics.store(control, place, value);
  Atomics.notify(control, place);
}

/** Waits for all threads to come here. @throws AbandonedError when one has failed. */
export function barrier(control: Int32Array, threads: number): void {
  const opened = Atomics.load(control, CONTROL.opened);
  if (Atomics.add(control, CONTROL.arrived, 1) === threads - 1) {
    Atomics.store(control, CONTROL.arrived, 0);
    announce(control, CONTROL.opened, opened + 1);
  } else {
    waitUntil(control, CONTROL.opened, opened + 1);
  }
  checkFailure(control);
}

/** Tells all threads that one has failed, and wakes them. */
export function fail(control: Int32Array): void {
  Atomics.store(control, CONTROL.failed, 1);
  for (const place of [CONTROL.opened, CONTROL.filled, CONTROL.consumed]) {
    Atomics.add(control, place, 1 << 20);
    Atomics.notify(control, place);
  }
}
