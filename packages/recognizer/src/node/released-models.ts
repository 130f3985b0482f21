// Released models on disk: models/<name>/<version>/, and a movable name, current.json, that points at one of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ModelError } from './load-recognizer.js';

/** The one model that this project releases. */
export const MODEL_NAME = 'mnist-cnn';

const pointerSchema = z.object({ version: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9.-]*$/) });

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
