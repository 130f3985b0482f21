// A model in a thread of its own says what it says in this one, and what is wrong with a model is told alike.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KNOWN_DIGIT, KNOWN_IMAGE } from './known-image.js';
import { loadRecognizer, ModelError, type Recognizer } from './load-recognizer.js';
import { currentModelFolder } from './released-models.js';
import { loadThreadedRecognizer } from './threaded-recognizer.js';

const FOLDER = currentModelFolder(fileURLToPath(new URL('../../../../models', import.meta.url)));

let here: Recognizer;
let threaded: Recognizer;
beforeAll(async () => {
  [here, threaded] = await Promise.all([loadRecognizer(FOLDER), loadThreadedRecognizer(FOLDER)]);
});
afterAll(async () => {
  await Promise.all([here.close(), threaded.close()]);
});

const noise = (seed: number) => Uint8Array.from({ length: 784 }, (_, i) => (i * (2 * seed + 3) * 7_919) % 256);

test('gives the same answers, one and many at once, blanks among them', async () => {
  expect(threaded.manifest).toEqual(here.manifest);
  const batches = Array.from({ length: 20 }, (_, i) => [
    KNOWN_IMAGE,
    null,
    noise(i),
    ...Array.from({ length: i }, () => noise(-i)),
  ]);
  const answers = await Promise.all(batches.map((images) => threaded.recognize(images)));
  expect(answers).toEqual(await Promise.all(batches.map((images) => here.recognize(images))));
  expect(answers[7]?.slice(0, 2).map(({ digit }) => digit)).toEqual([KNOWN_DIGIT, null]);
  expect(await threaded.recognize([])).toEqual([]);
  expect(await threaded.recognize([null])).toEqual(await here.recognize([null]));
});

test('leaves this thread free while it runs', async () => {
  let turns = 0;
  let isOver = false;
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await threaded.logits(Array.from({ length: 300 }, () => noise(1)));
  isOver = true;
  // Here it would be three runs, each in a turn of its own.
  expect(turns).toBeGreaterThan(20);
});

test('refuses images of another size, and folders without a model', async () => {
  await expect(threaded.recognize([new Uint8Array(783)])).rejects.toThrow(RangeError);
  const empty = mkdtempSync(join(tmpdir(), 'digits-model-'));
  await expect(loadThreadedRecognizer(empty)).rejects.toThrow(ModelError);
  rmSync(empty, { recursive: true });
});
