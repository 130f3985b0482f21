import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ModelError } from './load-recognizer.js';
import { loadWeights } from './load-weights.js';

const BYTES = Buffer.from('these are no weights, but these bytes');
const sha256 = createHash('sha256').update(BYTES).digest('hex');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('reads the file that the manifest names, and none where it names none', async () => {
  await expect(loadWeights(folder, { weights: { sha256 } })).rejects.toThrow(/weights\.bin: there is no such file\.$/);
  await writeFile(join(folder, 'weights.bin'), BYTES);
  expect(await loadWeights(folder, { weights: { sha256 } })).toEqual(BYTES);
  expect(await loadWeights(folder, {})).toBeNull();
});

it('refuses another file than the manifest names', async () => {
  await writeFile(join(folder, 'weights.bin'), 'other bytes');
  const loading = loadWeights(folder, { weights: { sha256 } });
  await expect(loading).rejects.toThrow(ModelError);
  await expect(loading).rejects.toThrow(/weights\.bin has SHA-256 [0-9a-f]{64}, its manifest says [0-9a-f]{64}/);
});
