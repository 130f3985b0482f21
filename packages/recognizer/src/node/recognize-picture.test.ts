// Pictures with the released model: one digit, several, none.
import { fileURLToPath } from 'node:url';
import { paintStrokes, pixelsToImage, type Stroke } from '@digits/ink';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadRecognizer, type Recognizer } from './load-recognizer.js';
import { recognizePicture } from './recognize-picture.js';
import { currentModelFolder } from './released-models.js';

const SEVEN: Stroke[] = [
  [
    [60, 50],
    [220, 50],
    [120, 240],
  ],
];
const ONE: Stroke[] = [
  [
    [140, 40],
    [140, 240],
  ],
];

let recognizer: Recognizer;
beforeAll(async () => {
  recognizer = await loadRecognizer(currentModelFolder(fileURLToPath(new URL('../../../../models', import.meta.url))));
});
afterAll(() => recognizer.close());

const painted = (strokes: readonly Stroke[], side: number) => {
  const { width, height, data } = paintStrokes(strokes, 280, (20 * side) / 280, side);
  return sharp(data, { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
};

describe('recognizePicture', () => {
  it("says of one digit what it is and where, in the file's own pixels, larger than it is decoded or not", async () => {
    for (const side of [280, 2800]) {
      const answer = await recognizePicture(recognizer, await painted(SEVEN, side));
      expect(answer.digit).toBe(7);
      const [digit, ...more] = answer.digits;
      expect(more).toEqual([]);
      expect(digit).toMatchObject({ digit: 7, confidence: answer.confidence, probabilities: answer.probabilities });
      // The pen's width around the points.
      const near = [50, 40, 180, 210].map((pixels) => (pixels * side) / 280);
      const { left = 0, top = 0, width = 0, height = 0 } = digit?.box ?? {};
      [left, top, width, height].forEach((pixels, i) => {
        expect(Math.abs(pixels - (near[i] ?? 0))).toBeLessThanOrEqual(side / 140);
        expect(Number.isInteger(pixels)).toBe(true);
      });
      expect(answer.image).toEqual(side === 280 ? pixelsToImage(paintStrokes(SEVEN, 280, 20)) : expect.any(Uint8Array));
    }
  });

  it('says of several digits which each is, and of the whole that it is none', async () => {
    const row = sharp({ create: { width: 840, height: 280, channels: 3, background: '#fff' } }).composite([
      { input: await painted(SEVEN, 280), left: 0, top: 0 },
      { input: await painted(ONE, 280), left: 280, top: 0 },
      { input: await painted(SEVEN, 280), left: 560, top: 0 },
    ]);
    const answer = await recognizePicture(recognizer, await row.png().toBuffer());
    expect(answer.digits.map(({ digit }) => digit)).toEqual([7, 1, 7]);
    expect(answer.digits.map(({ box }) => Math.floor((box.left + box.width / 2) / 280))).toEqual([0, 1, 2]);
    expect(answer).toMatchObject({ digit: null, rejected: true, notDigit: 1, confidence: 0 });
    expect(answer.probabilities).toHaveLength(10);
    expect(answer.image).toHaveLength(784);
    const [whole] = await recognizer.recognize([answer.image]);
    expect(answer.probabilities).toEqual(whole?.probabilities);
  });

  it('refuses a texture as surely as several digits, however much it is like one when it is shrunk', async () => {
    // A 7 of dots, as a sign shows it.
    const { width, height, data } = paintStrokes(SEVEN, 280, 40, 560);
    const dotted = data.map((gray, i) => ((i % width) % 10 < 6 && Math.floor(i / width) % 10 < 6 ? gray : 255));
    const file = sharp(dotted, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
    const answer = await recognizePicture(recognizer, await file.png().toBuffer());
    expect(answer.digits).toEqual([]);
    const [whole] = await recognizer.recognize([answer.image]);
    expect(whole).toMatchObject({ digit: 7, rejected: false });
    expect(answer).toMatchObject({ digit: null, rejected: true, confidence: 0, probabilities: whole?.probabilities });
  });

  it('is done soon with files made to keep it busy', async () => {
    const strip = new Uint8Array(1_000_000).fill(255);
    strip.fill(0, 2_000, 2_200).fill(0, 990_000, 990_200);
    for (const [width, height] of [
      [1, 1_000_000],
      [1_000_000, 1],
    ] as const) {
      const file = sharp(strip, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
      const answer = await recognizePicture(recognizer, await file.png().toBuffer());
      expect(answer.digits).toHaveLength(2);
    }
    const dots = Uint8Array.from({ length: 1e6 }, (_, i) => (i % 2 === 0 && Math.floor(i / 1000) % 2 === 0 ? 0 : 255));
    const file = sharp(dots, { raw: { width: 1000, height: 1000, channels: 1 } }).toColourspace('b-w');
    expect(await recognizePicture(recognizer, await file.png().toBuffer())).toMatchObject({ digit: null, digits: [] });
  });

  it('says that a blank is one', async () => {
    const blank = sharp({ create: { width: 50, height: 40, channels: 3, background: '#fff' } });
    const answer = await recognizePicture(recognizer, await blank.png().toBuffer());
    expect(answer).toMatchObject({ digit: null, confidence: 0, rejected: true, digits: [], image: null });
  });

  it('passes on why a file cannot be read', async () => {
    await expect(recognizePicture(recognizer, Buffer.from('hello'))).rejects.toThrow('This is not an image');
  });
});
