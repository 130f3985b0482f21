// Released models: folders under models/, which never change once they are there.
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  currentModelFolder,
  currentPointerFile,
  loadRecognizer,
  MODEL_NAME,
  ModelError,
} from '@digits/recognizer/node';
import { MODELS_FOLDER } from './paths.js';
import { UserError } from './user-error.js';

/** The version of a model until somebody releases it. */
export const UNRELEASED = 'unreleased';

export const RELEASES_FOLDER = join(MODELS_FOLDER, MODEL_NAME);

/** The version in use; null before the first release. */
export const currentVersion = (): string | null =>
  existsSync(currentPointerFile(MODELS_FOLDER)) ? basename(currentModelFolder(MODELS_FOLDER)) : null;

/** Keeps a run from writing over a release. @throws UserError when `folder` holds one. */
export async function refuseReleased(folder: string): Promise<void> {
  if (!existsSync(join(folder, 'manifest.json'))) return;
  let version: string;
  try {
    const { manifest, close } = await loadRecognizer(folder);
    await close();
    version = manifest.version;
  } catch (error) {
    if (error instanceof ModelError) return;
    throw error;
  }
  if (version !== UNRELEASED) {
    throw new UserError(`${folder}: holds ${MODEL_NAME} ${version}, and releases never change: choose another --out.`);
  }
}
