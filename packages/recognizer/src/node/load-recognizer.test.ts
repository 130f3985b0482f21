// The released model, loaded from disk and asked; what is wrong with a model folder is told in a line.
import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strokesToImage } from '@digits/ink';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadRecognizer, ModelError, type Recognizer } from './load-recognizer.js';
import { currentModelFolder, MODEL_NAME } from './released-models.js';

const MODELS = fileURLToPath(new URL('../../../../models', import.meta.url));
const one = strokesToImage([
  [
    [0, 0],
    [0, 100],
  ],
]);
const seven = strokesToImage([
  [
    [0, 0],
    [60, 0],
    [25, 100],
  ],
]);

describe('the released model', () => {
  let recognizer: Recognizer;
  beforeAll(async () => {
    recognizer = await loadRecognizer(currentModelFolder(MODELS));
  });
  afterAll(() => recognizer.close());

  it('answers in order, blanks among digits, more than one batch', async () => {
    const images = Array.from({ length: 250 }, (_, i) => [one, null, seven][i % 3] ?? null);
    const answers = await recognizer.recognize(images);
    expect(answers.map(({ digit }) => digit)).toEqual(images.map((_, i) => [1, null, 7][i % 3]));
    expect(answers.every(({ rejected, digit }) => rejected === (digit === null))).toBe(true);
    expect(await recognizer.recognize([])).toEqual([]);
  });

  it('gives the same answer alone and in a batch', async () => {
    const [alone] = await recognizer.recognize([seven]);
    const [, inBatch] = await recognizer.recognize([one, seven, one]);
    alone?.probabilities.forEach((p, digit) => void expect(inBatch?.probabilities[digit]).toBeCloseTo(p, 5));
  });

  it('refuses an image of another size', async () => {
    await expect(recognizer.recognize([new Uint8Array(100)])).rejects.toThrow(
      'An image has 100 bytes, the model takes 784.',
    );
  });
});

describe('a model that cannot be used', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'model-'));
    await cp(currentModelFolder(MODELS), folder, { recursive: true });
  });
  const expectRefusal = async (message: RegExp) => {
    const error = await loadRecognizer(folder).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ModelError);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain('\n');
  };

  it('lacks a file', async () => {
    await rm(join(folder, 'model.onnx'));
    await expectRefusal(/model\.onnx: there is no such file\.$/);
    await rm(join(folder, 'manifest.json'));
    await expectRefusal(/manifest\.json: there is no such file\.$/);
  });

  it('has a manifest that does not fit', async () => {
    const file = join(folder, 'manifest.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    await writeFile(file, JSON.stringify({ ...manifest, calibration: { temperature: 0 } }));
    await expectRefusal(/manifest\.json: calibration\.temperature: /);
    await writeFile(file, JSON.stringify({ ...manifest, network: [{ type: 'teleport' }] }));
    await expectRefusal(/manifest\.json: network\[0\]\.type: /);
  });

  it('has another model than its manifest says', async () => {
    await writeFile(join(folder, 'model.onnx'), 'something else');
    await expectRefusal(/model\.onnx has SHA-256 [0-9a-f]{64}, its manifest says [0-9a-f]{64}\.$/);
  });

  it('has a model that ONNX Runtime refuses', async () => {
    const file = join(folder, 'manifest.json');
    const sha256 = createHash('sha256').update('something else').digest('hex');
    await writeFile(file, JSON.stringify({ ...JSON.parse(await readFile(file, 'utf8')), sha256 }));
    await writeFile(join(folder, 'model.onnx'), 'something else');
    await expectRefusal(/ONNX Runtime refuses .*model\.onnx: /);
  });
});

describe('currentModelFolder', () => {
  it('follows the pointer, and refuses one that leads elsewhere', async () => {
    const models = await mkdtemp(join(tmpdir(), 'models-'));
    expect(() => currentModelFolder(models)).toThrow('No model is released');
    await cp(join(MODELS, MODEL_NAME), join(models, MODEL_NAME), { recursive: true });
    expect(currentModelFolder(models)).toBe(join(models, MODEL_NAME, basename(currentModelFolder(MODELS))));
    await writeFile(join(models, MODEL_NAME, 'current.json'), '{"version": "../../etc"}');
    expect(() => currentModelFolder(models)).toThrow('No model is released');
  });
});
