// A run on every kind of sample that was interrupted, and goes on from its checkpoint's file: with the built files, as threads load them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type Checkpoint, train } from '@digits/nn';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PEN_DIGITS_FILE, type PenDigit } from '../data/load-pen-digits.js';
import { PRESETS, type Recipe } from '../presets.js';
import { drawDigit } from '../synthesis/digits/index.js';
import { seededRandom } from '../synthesis/seeded-random.js';
import { withFingerprint } from '../training-set/fingerprint.js';
import { mixTrainingSet } from '../training-set/mix.js';
import { mixValidationSet } from '../training-set/validation-set.js';
import { readCheckpoint, writeCheckpoint } from './checkpoint-file.js';
import { engineOptions } from './engine-options.js';

const recipe: Recipe = {
  ...PRESETS.release,
  network: 'small',
  epochs: 2,
  batchSize: 60,
  penRepeats: 3,
  generatedDigits: 130,
  nonDigits: 130,
};

const random = seededRandom(1);
const penDigits: PenDigit[] = Array.from({ length: 50 }, (_, i) => ({
  label: i % 10,
  writer: `p${1 + (i % 5)}`,
  strokes: drawDigit(i % 10, random),
}));
/** Noise will do for images: nothing is to be learnt, only the same. */
const mnist = {
  images: Uint8Array.from({ length: 40 * 784 }, () => 256 * random()),
  labels: Uint8Array.from({ length: 40 }, (_, i) => i % 10),
};

const folder = mkdtempSync(join(tmpdir(), 'digits-resumed-'));
function writePenDigits(digits: readonly PenDigit[]): void {
  const lines = digits.map((digit) => JSON.stringify({ size: 1, ...digit, label: String(digit.label) }));
  writeFileSync(join(folder, PEN_DIGITS_FILE), `${lines.join('\n')}\n`);
}
beforeAll(() => {
  vi.stubEnv('STROKES_DIR', folder);
  writePenDigits(penDigits);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

/** What the engine is given, as `digits train` gives it, of the pen digits that are in the folder. */
function optionsOf(digits: readonly PenDigit[]) {
  const { training, augmentation } = withFingerprint(mixTrainingSet(mnist, digits, recipe));
  const built = fileURLToPath(new URL('../../dist/training-set/draw-sample.js', import.meta.url));
  return {
    ...engineOptions(recipe),
    training,
    augmentation: { ...augmentation, module: pathToFileURL(built).href },
    validation: mixValidationSet(mnist, digits, { ...recipe, nonDigits: 0 }),
    seed: 3,
    threads: 2,
  };
}

/** The checkpoint of a run that is stopped after one step more, by way of its file. */
async function interrupted(resume?: Checkpoint): Promise<Checkpoint> {
  const { checkpoint, reason } = await train({
    ...optionsOf(penDigits),
    ...(resume && { resume }),
    signal: AbortSignal.abort(),
  });
  expect(reason).toBe('stopped');
  const path = join(folder, 'checkpoint.bin');
  await writeCheckpoint(path, { command: 'digits train', checkpoint, rows: [], seconds: 0, ended: false });
  return (await readCheckpoint(path)).checkpoint;
}

describe('a run with pen digits, generated digits, non-digits and full augmentation', () => {
  it('that was interrupted goes on to the very weights of one that was not', async () => {
    const whole = await train(optionsOf(penDigits));
    const checkpoint = await interrupted(await interrupted());
    expect(checkpoint.step).toBe(2);
    const resumed = await train({ ...optionsOf(penDigits), threads: 1, resume: checkpoint });
    expect(resumed.reason).toBe('finished');
    expect(resumed.parameters).toEqual(whole.parameters);
    expect(resumed.validationLogits).toEqual(whole.validationLogits);
  });

  it('does not go on where its samples would be drawn otherwise', async () => {
    const checkpoint = await interrupted();
    const others = penDigits.map((digit, i) => ({ ...digit, strokes: penDigits[(i + 10) % 50]?.strokes ?? [] }));
    writePenDigits(others);
    await expect(train({ ...optionsOf(others), resume: checkpoint })).rejects.toThrow(
      'The checkpoint is of a run with other settings or other data: go on with the same ones.',
    );
    writePenDigits(penDigits);
  });
});
