import { strokesToImage } from '@digits/ink';
import { currentModelFolder, loadRecognizer } from '@digits/recognizer/node';
import { expect, it } from 'vitest';
import { MODELS_FOLDER } from '../../paths.js';
import { seededRandom } from '../seeded-random.js';
import { drawDigit } from './index.js';

const DIGITS = Array.from({ length: 10 }, (_, digit) => digit);

it.each(DIGITS)('draws a %i: strokes of at least two points, about one unit high, never twice the same', (digit) => {
  const random = seededRandom(digit);
  const drawings = Array.from({ length: 300 }, () => drawDigit(digit, random));
  for (const strokes of drawings) {
    expect(strokes.length).toBeGreaterThan(0);
    expect(strokes.every((stroke) => stroke.length >= 2)).toBe(true);
    const points = strokes.flat();
    expect(points.every(([x, y]) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
    const heights = points.map(([, y]) => y);
    const height = Math.max(...heights) - Math.min(...heights);
    expect(height).toBeGreaterThan(0.75);
    expect(height).toBeLessThan(1.5);
  }
  expect(new Set(drawings.map((strokes) => JSON.stringify(strokes))).size).toBe(300);
});

it('draws the same from the same numbers', () => {
  for (const digit of DIGITS) expect(drawDigit(digit, seededRandom(9))).toEqual(drawDigit(digit, seededRandom(9)));
});

it('refuses what is no digit', () => {
  expect(() => drawDigit(10, Math.random)).toThrow('There is no digit 10: 0 to 9 can be drawn.');
});

it('draws what the released model reads as that digit, each of them nearly always', async () => {
  const recognizer = await loadRecognizer(currentModelFolder(MODELS_FOLDER));
  const random = seededRandom(5);
  const labels = Array.from({ length: 2_000 }, (_, i) => i % 10);
  const answers = await recognizer.recognize(labels.map((digit) => strokesToImage(drawDigit(digit, random))));
  await recognizer.close();
  const share = (digit: number): number => {
    const own = answers.filter((_, i) => labels[i] === digit);
    return own.filter((answer) => answer.digit === digit).length / own.length;
  };
  // Release 2 reads every one of them right; it also learnt from such digits.
  for (const digit of DIGITS) expect(share(digit), `of the drawn ${digit}s`).toBeGreaterThan(0.97);
});
