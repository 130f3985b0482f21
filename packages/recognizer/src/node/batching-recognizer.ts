// Runs requests that arrive together together: the network takes less time for an image of a batch than for a lone one.
// There is no timer: what arrives while a run is under way is the next run.
import { setImmediate as nextTurn } from 'node:timers/promises';
import { checkImageSizes, classesOf, type Recognizer, recognizeBy } from './load-recognizer.js';

/** The queue has no place for a request; the message says so in a sentence. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError';
}

export interface BatchingOptions {
  /** Images in one run, at most. */
  readonly maxBatch: number;
  /** Images that may wait, at most; a request for more than that is always refused. */
  readonly maxQueue: number;
  /** Is told of each run. @param images how many it takes */
  readonly onRun?: (images: number) => void;
}

export interface BatchingRecognizer extends Recognizer {
  /** As of any recogniser. @param signal when aborted, images that still wait are dropped, and the call rejects with its reason. */
  logits(images: readonly Uint8Array[], signal?: AbortSignal): Promise<Float32Array>;
  /** How many images wait. */
  readonly queued: number;
  /** Refuses what is asked from now on, waits for what was asked before, and closes the recogniser. */
  close(): Promise<void>;
}

/** A request: its images are run in one batch or in several. */
interface Waiting {
  readonly images: readonly Uint8Array[];
  readonly rows: Float32Array;
  /** How many of its images were taken into a run. */
  taken: number;
  settle(error?: unknown): void;
}

/** A part of a request in one run. */
interface Part {
  readonly request: Waiting;
  readonly first: number;
  readonly images: readonly Uint8Array[];
}

/**
 * Wraps a recogniser so that calls under way at the same time share its runs, in the order in which they came.
 * Calls reject with QueueFullError when their images find no place in the queue.
 */
export function createBatchingRecognizer(
  recognizer: Recognizer,
  { maxBatch, maxQueue, onRun }: BatchingOptions,
): BatchingRecognizer {
  const { manifest } = recognizer;
  const classes = classesOf(manifest);
  let queue: Waiting[] = [];
  let queued = 0;
  let running: Promise<void> | null = null;
  let closed = false;

  /** Takes the next batch from the front of the queue. */
  function takeBatch(): Part[] {
    const parts: Part[] = [];
    let free = maxBatch;
    for (const request of queue) {
      if (free === 0) break;
      const first = request.taken;
      const images = request.images.slice(first, first + free);
      request.taken += images.length;
      free -= images.length;
      parts.push({ request, first, images });
    }
    queue = queue.filter(({ taken, images }) => taken < images.length);
    queued -= maxBatch - free;
    return parts;
  }

  async function runBatch(parts: readonly Part[]): Promise<void> {
    const images = parts.flatMap((part) => part.images);
    try {
      onRun?.(images.length);
      const rows = await recognizer.logits(images);
      let row = 0;
      for (const { request, first, images: own } of parts) {
        request.rows.set(rows.subarray(row * classes, (row + own.length) * classes), first * classes);
        row += own.length;
        if (first + own.length === request.images.length) request.settle();
      }
    } catch (error) {
      for (const { request } of parts) {
        drop(request);
        request.settle(error);
      }
    }
  }

  async function runQueue(): Promise<void> {
    while (queue.length > 0) {
      // What arrives in the same turn of the event loop, or came in while the last run kept it busy, is taken along.
      await nextTurn();
      const parts = takeBatch();
      if (parts.length > 0) await runBatch(parts);
    }
    running = null;
  }

  /** Takes what still waits of a request out of the queue. */
  function drop(request: Waiting): void {
    if (!queue.includes(request)) return;
    queue = queue.filter((other) => other !== request);
    queued -= request.images.length - request.taken;
  }

  async function logits(images: readonly Uint8Array[], signal?: AbortSignal): Promise<Float32Array> {
    // Found here, it spoils no other request's run.
    checkImageSizes(images, manifest);
    signal?.throwIfAborted();
    if (closed) throw new Error(`The model ${manifest.name} ${manifest.version} is closed.`);
    if (images.length === 0) return new Float32Array();
    if (queued + images.length > maxQueue) {
      throw new QueueFullError(`The queue is full: ${queued} of ${maxQueue} images wait. Try again in a moment.`);
    }
    const rows = new Float32Array(images.length * classes);
    return new Promise((resolve, reject) => {
      const abort = () => {
        drop(request);
        request.settle(signal?.reason);
      };
      const request: Waiting = {
        images,
        rows,
        taken: 0,
        settle(error) {
          signal?.removeEventListener('abort', abort);
          if (error === undefined) resolve(rows);
          else reject(error);
        },
      };
      signal?.addEventListener('abort', abort, { once: true });
      queue.push(request);
      queued += images.length;
      running ??= runQueue();
    });
  }

  return {
    manifest,
    get queued() {
      return queued;
    },
    logits,
    recognize: recognizeBy(logits, manifest),
    async close() {
      closed = true;
      await running;
      await recognizer.close();
    },
  };
}
