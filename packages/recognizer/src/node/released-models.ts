// Released models on disk: models/<name>/<version>/, and a movable name, current.json, that points at one of them.
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ModelError } from './load-recognizer.js';

/** The one model that this project releases. */
export const MODEL_NAME = 'mnist-cnn';

/** What the name of a version may be: also the name of its folder. */
export const VERSION_PATTERN = /^[A-Za-z0-9][A-Za-z0-9.-]*$/;

const pointerSchema = z.object({ version: z.string().regex(VERSION_PATTERN) });

/** Where the pointer to the current version stands. */
export const currentPointerFile = (modelsFolder: string): string => join(modelsFolder, MODEL_NAME, 'current.json');

/**
 * The folder of the model in use.
 * @param modelsFolder The repository's `models/`.
 * @throws ModelError when the pointer is missing or damaged.
 */
export function currentModelFolder(modelsFolder: string): string {
  const file = currentPointerFile(modelsFolder);
  try {
    return join(modelsFolder, MODEL_NAME, pointerSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).version);
  } catch {
    throw new ModelError(
      `No model is released: ${file} should say which version is current, such as {"version": "1"}.`,
    );
  }
}

/**
 * Names of the released versions, in order: every folder of that name but those that start with ".", which are being made.
 * @param modelsFolder The repository's `models/`.
 */
export async function releasedVersions(modelsFolder: string): Promise<string[]> {
  const entries = await readdir(join(modelsFolder, MODEL_NAME), { withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  const names = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink()).map(({ name }) => name);
  return names.filter((name) => VERSION_PATTERN.test(name)).sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
