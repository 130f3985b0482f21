import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Augment } from '@digits/nn';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { loadPenDigits, PEN_DIGITS_FILE, type PenDigit } from '../data/load-pen-digits.js';
import { PRESETS, type Recipe } from '../presets.js';
import { seededRandom } from '../synthesis/seeded-random.js';
import { UserError } from '../user-error.js';
import drawSample from './draw-sample.js';
import { type Mix, mixTrainingSet, NOT_A_DIGIT, trainingPenDigits } from './mix.js';
import { writePreview } from './preview.js';
import { mixValidationSet } from './validation-set.js';
import { FOLDS, writerFold } from './writer-folds.js';

/** Ten writers, each of two digits: upright strokes of their own length. */
const penDigits: PenDigit[] = Array.from({ length: 20 }, (_, i) => ({
  label: i % 10,
  writer: `p${1 + (i >> 1)}`,
  strokes: [
    [
      [10, 10],
      [10 + i, 100],
      [60, 100 + 3 * i],
    ],
  ],
}));
const mnist = {
  images: Uint8Array.from({ length: 6 * 784 }, (_, i) => (i % 784 > 300 && i % 784 < 320 ? 200 : 0)),
  labels: Uint8Array.of(5, 0, 4, 1, 9, 2),
};
const recipe: Recipe = { ...PRESETS.release, penRepeats: 3, generatedDigits: 15, nonDigits: 4, heldOutFold: 2 };
const folder = mkdtempSync(join(tmpdir(), 'digits-'));

beforeAll(() => {
  const lines = penDigits.map((digit, id) => JSON.stringify({ id, size: 200, ...digit, label: String(digit.label) }));
  writeFileSync(join(folder, PEN_DIGITS_FILE), `${lines.join('\n')}\n`);
  vi.stubEnv('STROKES_DIR', folder);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('cuts writers into folds of equal size, by their number', () => {
  const folds = Array.from({ length: 30 }, (_, i) => writerFold(`p${i + 1}`));
  expect(Array.from({ length: FOLDS }, (_, fold) => folds.filter((of) => of === fold).length)).toEqual([6, 6, 6, 6, 6]);
});

it('names a writer who cannot be held out for want of a number', () => {
  for (const writer of ['anna', '', 'p1-2']) {
    expect(() => writerFold(writer)).toThrow(UserError);
    expect(() => writerFold(writer)).toThrow(`The writer "${writer}" has not one number in its name`);
  }
});

describe('mixTrainingSet', () => {
  it('has MNIST, each pen digit of the training writers so many times, generated digits and non-digits', () => {
    const { training, augmentation } = mixTrainingSet(mnist, penDigits, recipe);
    const pen = trainingPenDigits(penDigits, recipe.heldOutFold);
    expect(pen).toHaveLength(16);
    expect(training.labels).toHaveLength(6 + 3 * 16 + 15 + 4);
    expect(training.labels.subarray(0, 6)).toEqual(mnist.labels);
    const repeated = [...training.labels.subarray(6, 54)];
    expect(repeated).toEqual([...pen, ...pen, ...pen].map(({ label }) => label));
    expect(new Set(training.labels.subarray(54, 69))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
    expect([...training.labels.subarray(69)]).toEqual([NOT_A_DIGIT, NOT_A_DIGIT, NOT_A_DIGIT, NOT_A_DIGIT]);
    expect(training.images).toHaveLength(training.labels.length * 784);
    // In a build, what the loader is to load is there.
    expect(augmentation?.module).toMatch(/^file:.*\/training-set\/draw-sample\.js$/);
  });

  it('is MNIST as it is where nothing is added and nothing changed', () => {
    const plain = { ...recipe, augmentation: 'none', penRepeats: 0, generatedDigits: 0, nonDigits: 0 } as const;
    expect(mixTrainingSet(mnist, [], plain)).toEqual({ training: mnist });
  });
});

describe('drawSample', () => {
  const mixOf = (changes: Partial<Mix>): Mix => ({ ...recipe, mnist: 6, ...changes });
  const draw = (augment: Augment, index: number, seed: number): Uint8Array => {
    const into = new Uint8Array(784).fill(77);
    const image = index < 6 ? mnist.images.subarray(index * 784, (index + 1) * 784) : new Uint8Array(784);
    augment(image, into, seededRandom(seed), index);
    return into;
  };
  const ink = (image: Uint8Array): number => image.reduce((sum, level) => sum + level, 0);

  it('draws every sample of the mix, with ink, alike for the same numbers and unlike for others', () => {
    const augment = drawSample(mixOf({}));
    for (let index = 0; index < 73; index++) {
      expect(ink(draw(augment, index, index))).toBeGreaterThan(1_000);
      expect(draw(augment, index, 5)).toEqual(draw(augment, index, 5));
      expect(
        [6, 7, 8, 9].some((seed) => !Buffer.from(draw(augment, index, seed)).equals(draw(augment, index, 5))),
      ).toBe(true);
    }
  });

  it('leaves MNIST and the pen digits as they are without augmentation', () => {
    const augment = drawSample(mixOf({ augmentation: 'none' }));
    expect(draw(augment, 3, 1)).toEqual(mnist.images.subarray(3 * 784, 4 * 784));
    const penDigit = draw(augment, 6, 1);
    expect(draw(augment, 6, 2)).toEqual(penDigit);
    expect(draw(augment, 6 + 16, 3)).toEqual(penDigit);
    expect(draw(augment, 7, 1)).not.toEqual(penDigit);
  });

  it('warps some drawings as images and leaves some of MNIST alone: where an image is from must not show', () => {
    const augment = drawSample(mixOf({}));
    const seeds = Array.from({ length: 200 }, (_, seed) => seed);
    const untouched = seeds.filter((seed) => Buffer.from(draw(augment, 0, seed)).equals(mnist.images.subarray(0, 784)));
    expect(untouched.length).toBeGreaterThan(60);
    expect(untouched.length).toBeLessThan(140);
  });
});

describe('mixValidationSet', () => {
  it('has MNIST, the held-out writers’ pen digits, and non-digits, always the same', () => {
    const set = mixValidationSet(mnist, penDigits, recipe);
    const heldOut = penDigits.filter(({ writer }) => writerFold(writer) === recipe.heldOutFold);
    expect([set.drawings, set.nonDigits]).toEqual([6, 10]);
    expect([...set.labels.subarray(0, 10)]).toEqual([...mnist.labels, ...heldOut.map(({ label }) => label)]);
    expect(set.labels.subarray(10).every((label) => label === NOT_A_DIGIT)).toBe(true);
    expect(set.labels.length).toBeGreaterThan(1_000);
    expect(set.images).toHaveLength(set.labels.length * 784);
    const again = mixValidationSet(mnist, penDigits, recipe);
    // Compared as bytes: number by number, a million and a half of them take seconds.
    expect(Buffer.compare(again.images, set.images)).toBe(0);
    expect({ ...again, images: null }).toEqual({ ...set, images: null });
  });

  it('is MNIST alone where nothing else is learnt', () => {
    const set = mixValidationSet(mnist, [], PRESETS.fast);
    expect(set).toEqual({ ...mnist, drawings: 6, nonDigits: 6 });
  });
});

describe('loadPenDigits', () => {
  it('reads what is there', () => {
    expect(loadPenDigits(folder)).toEqual(penDigits);
  });

  it('says what is missing and what to do', () => {
    const empty = mkdtempSync(join(tmpdir(), 'digits-'));
    expect(() => loadPenDigits(empty)).toThrow(
      /pendigits-30-writers\.jsonl\[\.gz\] is missing\. Fetch it with .*: --pen-repeats 0\.$/,
    );
    expect(existsSync(empty)).toBe(true);
    rmSync(empty, { recursive: true });
  });

  it('says which line is wrong', () => {
    const wrong = mkdtempSync(join(tmpdir(), 'digits-'));
    const line = (label: unknown) => JSON.stringify({ size: 9, strokes: [], writer: 'p1', label });
    writeFileSync(join(wrong, PEN_DIGITS_FILE), `${line('1')}\n${line('x')}\n`);
    expect(() => loadPenDigits(wrong)).toThrow('line 2: has no "label" from "0" to "9"');
    writeFileSync(join(wrong, PEN_DIGITS_FILE), `${line('1')}\nnonsense\n`);
    expect(() => loadPenDigits(wrong)).toThrow('line 2: is not JSON');
    // As an editor counts them: empty lines too.
    writeFileSync(join(wrong, PEN_DIGITS_FILE), `\n${line('1')}\n  \nnonsense\n`);
    expect(() => loadPenDigits(wrong)).toThrow('line 4: is not JSON');
    writeFileSync(join(wrong, PEN_DIGITS_FILE), `\n${line('1')}\n  \n${line('x')}\n`);
    expect(() => loadPenDigits(wrong)).toThrow('line 4: has no "label" from "0" to "9"');
    rmSync(wrong, { recursive: true });
  });
});

it('leaves a picture of each kind of sample that a recipe has', async () => {
  const out = mkdtempSync(join(tmpdir(), 'digits-'));
  const paths = await writePreview(out, mnist, penDigits, recipe, 1);
  expect(paths.map((path) => basename(path))).toEqual(
    ['mnist', 'pen-digits', 'generated-digits', 'non-digits'].map((kind) => `training-${kind}.png`),
  );
  for (const path of paths) expect((await sharp(path).metadata()).width).toBe(2 * (16 * 36 + 8));
  const withoutPen = await writePreview(out, mnist, [], { ...recipe, penRepeats: 0, nonDigits: 0 }, 1);
  expect(withoutPen).toHaveLength(2);
  rmSync(out, { recursive: true });
});
