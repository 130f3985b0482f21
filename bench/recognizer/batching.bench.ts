// What it brings to run together what is asked at the same time: 64 callers with an image each. Run: npx vitest bench bench/recognizer
import {
  createBatchingRecognizer,
  currentModelFolder,
  KNOWN_IMAGE,
  loadRecognizer,
  type Recognizer,
} from '@digits/recognizer/node';
import { bench, describe } from 'vitest';

const recognizer = await loadRecognizer(currentModelFolder('models'));
const CALLERS = 64;

const ask = async ({ recognize }: Pick<Recognizer, 'recognize'>): Promise<void> => {
  await Promise.all(Array.from({ length: CALLERS }, () => recognize([KNOWN_IMAGE])));
};

describe(`${CALLERS} images, each asked for by itself`, () => {
  bench('each in a run of its own', () => ask(recognizer), { time: 3_000 });
  for (const maxBatch of [8, 32, 64]) {
    const shared = createBatchingRecognizer(recognizer, { maxBatch, maxQueue: CALLERS });
    bench(`up to ${maxBatch} in a run`, () => ask(shared), { time: 3_000 });
  }
});
