// Requests that share runs of the released model: the same answers, in fewer runs; a queue with an end; requests that are dropped.
import { fileURLToPath } from 'node:url';
import { strokesToImage } from '@digits/ink';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type BatchingRecognizer, createBatchingRecognizer, QueueFullError } from './batching-recognizer.js';
import { KNOWN_DIGIT, KNOWN_IMAGE } from './known-image.js';
import { loadRecognizer, type Recognizer } from './load-recognizer.js';
import { currentModelFolder } from './released-models.js';

const MODELS = fileURLToPath(new URL('../../../../models', import.meta.url));
const ONE = strokesToImage([
  [
    [0, 0],
    [0, 100],
  ],
]);

let recognizer: Recognizer;
let runs: number[] = [];
const batching = (maxBatch: number, maxQueue = 1_000): BatchingRecognizer =>
  createBatchingRecognizer(recognizer, { maxBatch, maxQueue, onRun: (images) => runs.push(images) });

beforeAll(async () => {
  recognizer = await loadRecognizer(currentModelFolder(MODELS));
});
afterEach(() => {
  runs = [];
});
afterAll(() => recognizer.close());

it('gives each request its own answers, however requests are cut into runs', async () => {
  const digits = fc.array(fc.constantFrom(0, 1, null), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(digits, { maxLength: 12 }),
      fc.integer({ min: 1, max: 9 }),
      async (requests, maxBatch) => {
        runs = [];
        const shared = batching(maxBatch);
        const answers = await Promise.all(
          requests.map((images) => shared.recognize(images.map((digit) => [KNOWN_IMAGE, ONE][digit ?? 2] ?? null))),
        );
        expect(answers.map((row) => row.map(({ digit }) => digit))).toEqual(requests);
        expect(Math.max(0, ...runs)).toBeLessThanOrEqual(maxBatch);
        expect(shared.queued).toBe(0);
      },
    ),
    { numRuns: 30 },
  );
});

it('says the same of an image as the recogniser alone', async () => {
  const [alone] = await recognizer.recognize([KNOWN_IMAGE]);
  const [shared] = await batching(32).recognize([KNOWN_IMAGE]);
  expect(shared).toEqual(alone);
});

it('runs together what arrives together', async () => {
  const shared = batching(32);
  await Promise.all(Array.from({ length: 64 }, () => shared.recognize([KNOWN_IMAGE])));
  expect(runs).toEqual([32, 32]);
});

it('refuses what finds no place, and nothing else', async () => {
  const shared = batching(4, 8);
  const first = [shared.recognize(Array(5).fill(KNOWN_IMAGE)), shared.recognize(Array(3).fill(KNOWN_IMAGE))];
  expect(shared.queued).toBe(8);
  const error = await shared.recognize([KNOWN_IMAGE]).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(QueueFullError);
  expect((error as Error).message).toBe('The queue is full: 8 of 8 images wait. Try again in a moment.');
  expect((await Promise.all(first)).flat().map(({ digit }) => digit)).toEqual(Array(8).fill(KNOWN_DIGIT));
  expect(await shared.recognize([KNOWN_IMAGE])).toHaveLength(1);
  await expect(shared.logits(Array(9).fill(KNOWN_IMAGE))).rejects.toThrow(QueueFullError);
});

it('does not run the images of a request that is given up', async () => {
  const shared = batching(2);
  const controller = new AbortController();
  const given = shared.logits(Array(6).fill(KNOWN_IMAGE), controller.signal);
  const other = shared.logits([KNOWN_IMAGE]);
  controller.abort(new Error('gone'));
  expect(shared.queued).toBe(1);
  await expect(given).rejects.toThrow('gone');
  expect(await other).toHaveLength(11);
  expect(runs).toEqual([1]);
  await expect(shared.logits([KNOWN_IMAGE], controller.signal)).rejects.toThrow('gone');
});

it('drops what is left of a request that is given up while it is run', async () => {
  const controller = new AbortController();
  const shared = createBatchingRecognizer(recognizer, {
    maxBatch: 2,
    maxQueue: 100,
    onRun(images) {
      runs.push(images);
      controller.abort(new Error('gone'));
    },
  });
  await expect(shared.logits(Array(6).fill(KNOWN_IMAGE), controller.signal)).rejects.toThrow('gone');
  await shared.logits([KNOWN_IMAGE]);
  expect([runs, shared.queued]).toEqual([[2, 1], 0]);
});

it('refuses an image of another size without spoiling the run of others', async () => {
  const shared = batching(32);
  const good = shared.recognize([KNOWN_IMAGE]);
  await expect(shared.logits([new Uint8Array(3)])).rejects.toThrow('An image has 3 bytes, the model takes 784.');
  expect(await good).toHaveLength(1);
});

it('passes a failed run on to all that were in it, and runs the next', async () => {
  let fails = true;
  const shared = createBatchingRecognizer(
    { ...recognizer, logits: (images) => (fails ? Promise.reject(new Error('no memory')) : recognizer.logits(images)) },
    { maxBatch: 4, maxQueue: 100 },
  );
  const failed = await Promise.allSettled([shared.logits(Array(6).fill(KNOWN_IMAGE)), shared.logits([KNOWN_IMAGE])]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await shared.recognize([KNOWN_IMAGE])).toHaveLength(1);
  expect(shared.queued).toBe(0);
});

it('closes once all that was asked is answered', async () => {
  const own = await loadRecognizer(currentModelFolder(MODELS));
  const shared = createBatchingRecognizer(own, { maxBatch: 2, maxQueue: 100 });
  const answers = shared.recognize(Array(7).fill(KNOWN_IMAGE));
  const closed = shared.close();
  await expect(shared.logits([KNOWN_IMAGE])).rejects.toThrow(/is closed/);
  expect(await answers).toHaveLength(7);
  await closed;
});
