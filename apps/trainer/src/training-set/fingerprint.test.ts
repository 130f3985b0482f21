import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PEN_DIGITS_FILE, type PenDigit } from '../data/load-pen-digits.js';
import { PRESETS, type Recipe } from '../presets.js';
import type * as NonDigits from '../synthesis/non-digits/index.js';
import { withFingerprint } from './fingerprint.js';
import { mixTrainingSet } from './mix.js';

/** Whether the generator of non-digits is another one than usual. */
const generator = vi.hoisted(() => ({ isChanged: false }));
vi.mock('../synthesis/non-digits/index.js', async (importOriginal) => {
  const { randomNonDigit } = await importOriginal<typeof NonDigits>();
  return {
    randomNonDigit: (...args: Parameters<typeof randomNonDigit>) =>
      randomNonDigit(...args).slice(0, generator.isChanged ? 1 : undefined),
  };
});

/** Ten writers, each of two digits: upright strokes, which end lower the higher `longer` is. */
const penDigits = (longer = 0): PenDigit[] =>
  Array.from({ length: 20 }, (_, i) => ({
    label: i % 10,
    writer: `p${1 + (i >> 1)}`,
    strokes: [
      [
        [10, 10],
        [10 + i, 100 + longer],
        [60, 100 + 3 * i],
      ],
    ],
  }));
const mnist = (level = 200) => ({
  images: Uint8Array.from({ length: 6 * 784 }, (_, i) => (i % 784 > 300 && i % 784 < 320 ? level : 0)),
  labels: Uint8Array.of(5, 0, 4, 1, 9, 2),
});
const recipe: Recipe = { ...PRESETS.release, penRepeats: 3, generatedDigits: 150, nonDigits: 40, heldOutFold: 2 };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'digits-'));
  vi.stubEnv('STROKES_DIR', folder);
  generator.isChanged = false;
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** The fingerprint of the mix that is trained on, where these are the pen digits in the file. */
function fingerprint({ pen = penDigits(), images = mnist(), changes = {} as Partial<Recipe> } = {}) {
  const lines = pen.map((digit, id) => JSON.stringify({ id, size: 200, ...digit, label: String(digit.label) }));
  writeFileSync(join(folder, PEN_DIGITS_FILE), `${lines.join('\n')}\n`);
  return withFingerprint(mixTrainingSet(images, pen, { ...recipe, ...changes })).augmentation?.options.fingerprint;
}

describe('withFingerprint', () => {
  it('gives the same for the same', () => {
    expect(fingerprint()).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprint()).toBe(fingerprint());
  });

  it('gives another for other pen digits of the same number, other labels, other images, other generators', () => {
    const usual = fingerprint();
    const relabelled = penDigits().map((digit) => ({ ...digit, label: 9 - digit.label }));
    const others = [
      fingerprint({ pen: penDigits(30) }),
      fingerprint({ pen: relabelled }),
      fingerprint({ images: mnist(190) }),
    ];
    generator.isChanged = true;
    others.push(fingerprint());
    expect(new Set([usual, ...others]).size).toBe(5);
  });

  it('looks at no kind that the mix lacks', () => {
    const drawn = { penRepeats: 0, generatedDigits: 0, nonDigits: 0 };
    const alone = fingerprint({ changes: drawn });
    generator.isChanged = true;
    expect(fingerprint({ pen: penDigits(30), changes: drawn })).toBe(alone);
  });

  it('changes nothing else', () => {
    const pen = penDigits();
    fingerprint();
    const { training, augmentation } = mixTrainingSet(mnist(), pen, recipe);
    const marked = withFingerprint({ training, ...(augmentation && { augmentation }) });
    expect(marked).toEqual({
      training,
      augmentation: { ...augmentation, options: { ...augmentation?.options, fingerprint: expect.any(String) } },
    });
    const plain = { ...recipe, augmentation: 'none', penRepeats: 0, generatedDigits: 0, nonDigits: 0 } as const;
    expect(withFingerprint(mixTrainingSet(mnist(), [], plain))).toEqual({ training: mnist() });
  });
});
