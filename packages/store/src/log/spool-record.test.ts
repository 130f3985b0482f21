// Lines of a spool: what is written is read, what is damaged is seen.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { examplePrediction } from '../testing/example-prediction.js';
import { type LoggedPrediction, toLogged } from './logged-prediction.js';
import { decodeRecord, encodeRecord, splitRecords } from './spool-record.js';

const share = fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0);
const point = fc.tuple(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer()).map(([x, y]) => [x + 0, y]);
const pictureDigit = fc.record({
  digit: fc.option(fc.integer({ min: 0, max: 9 })),
  confidence: share,
  probabilities: fc.array(share, { minLength: 10, maxLength: 10 }),
  box: fc.record({ left: fc.nat(), top: fc.nat(), width: fc.nat(), height: fc.nat() }),
});
const predictions: fc.Arbitrary<LoggedPrediction> = fc
  .record({
    id: fc.uuid(),
    digit: fc.option(fc.integer({ min: 0, max: 9 })),
    confidence: share,
    probabilities: fc.array(share, { minLength: 10, maxLength: 10 }),
    digits: fc.option(fc.array(pictureDigit, { minLength: 2 }), { nil: undefined }),
    model: fc.record({ name: fc.string({ unit: 'grapheme' }), version: fc.string() }),
    ink: fc.option(fc.record({ strokes: fc.array(fc.array(point)), size: fc.integer({ min: 1 }) })),
    pixels: fc.uint8Array({ minLength: 784, maxLength: 784 }),
    visitor: fc.option(fc.uuid()),
    latencyMs: share,
  })
  .map((fields) => {
    const source = fields.ink === null ? 'upload' : 'draw';
    return toLogged(examplePrediction({ ...(fields as Partial<LoggedPrediction>), source }));
  });

const plain = (prediction: LoggedPrediction | null) => prediction && { ...prediction, pixels: [...prediction.pixels] };

async function linesOf(bytes: Buffer, chunkSize: number) {
  async function* chunks() {
    for (let i = 0; i < bytes.length; i += chunkSize) yield bytes.subarray(i, i + chunkSize);
  }
  const lines = [];
  for await (const line of splitRecords(chunks(), 0)) lines.push(line);
  return lines;
}

describe('a line', () => {
  test('gives back any prediction to the last bit', () => {
    fc.assert(
      fc.property(predictions, (prediction) => {
        const line = encodeRecord(prediction);
        expect(line.indexOf('\n')).toBe(line.length - 1);
        expect(plain(decodeRecord(line.subarray(0, -1)))).toEqual(plain(prediction));
      }),
    );
  });

  test('with any byte changed is no prediction', () => {
    const line = encodeRecord(toLogged(examplePrediction())).subarray(0, -1);
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const damaged = Buffer.from(line);
        damaged[place] = (damaged[place] ?? 0) ^ change;
        expect(decodeRecord(damaged)).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  test('of any other bytes is no prediction, and nothing is thrown', () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => decodeRecord(Buffer.from(bytes)) === null));
    fc.assert(fc.property(fc.json(), (json) => decodeRecord(Buffer.from(`00000000 ${json}`)) === null));
  });
});

test('a file is split into the same lines whatever pieces it is read in', async () => {
  const logged = Array.from({ length: 4 }, () => toLogged(examplePrediction()));
  const bytes = Buffer.concat(logged.map(encodeRecord));
  for (const chunkSize of [1, 7, 1_000, bytes.length]) {
    const lines = await linesOf(bytes, chunkSize);
    expect(lines.map(({ prediction }) => prediction?.id)).toEqual(logged.map(({ id }) => id));
    expect(lines.reduce((sum, { length }) => sum + length, 0)).toBe(bytes.length);
    expect(lines.every(({ isComplete }) => isComplete)).toBe(true);
  }
});

test('a file cut anywhere has its whole lines before the cut', async () => {
  const lines = Array.from({ length: 3 }, () => encodeRecord(toLogged(examplePrediction())));
  const bytes = Buffer.concat(lines);
  const ends = lines.map((_, i) => lines.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0));
  for (let cut = 0; cut < bytes.length; cut += 13) {
    const found = await linesOf(bytes.subarray(0, cut), 512);
    const whole = ends.filter((end) => end <= cut).length;
    expect(found.filter(({ isComplete }) => isComplete)).toHaveLength(whole);
    expect(found.length - whole).toBe(cut === 0 || ends.includes(cut) ? 0 : 1);
  }
});
