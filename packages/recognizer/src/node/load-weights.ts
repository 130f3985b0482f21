// Reads a model's weights.bin, which browsers run the network with.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../manifest.js';
import { checkWeights } from '../weights/weights-file.js';
import { ModelError } from './load-recognizer.js';

/**
 * The bytes of weights.bin in the model's folder; null where its manifest names none, as of models from before there was one.
 * @throws ModelError when the file is missing, damaged, or of another model.
 */
export async function loadWeights(folder: string, { weights }: Pick<Manifest, 'weights'>): Promise<Buffer | null> {
  if (!weights) return null;
  const path = join(folder, 'weights.bin');
  try {
    const bytes = await readFile(path);
    await checkWeights(bytes, weights.sha256);
    return bytes;
  } catch (error) {
    const why =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file.' : (error as Error).message;
    throw new ModelError(`The model cannot be used: ${path}: ${why}`);
  }
}
