// Folders and files, made with errors that say what is wrong.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileErrorReason, UserError } from '../user-error.js';

/**
 * Makes a folder and those above it that are missing, one by one: Node's recursive mkdir never returns where the system
 * takes no folders, as under /proc.
 */
async function makeFolders(folder: string): Promise<void> {
  if (existsSync(folder)) {
    if (!(await stat(folder)).isDirectory()) throw new UserError(`${folder}: is a file, not a folder.`);
    return;
  }
  await makeFolders(dirname(folder));
  await mkdir(folder);
}

/** Makes a folder, unless it is there. @throws UserError when that is not possible. */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await makeFolders(resolve(folder));
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`${folder}: cannot be made: ${fileErrorReason(error)}.`);
  }
}

/** Writes beside the file and renames, so that a reader never sees half of it. @throws UserError */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(`${path}.part`, content);
    await rename(`${path}.part`, path);
  } catch (error) {
    await rm(`${path}.part`, { force: true }).catch(() => undefined);
    throw new UserError(`${path}: cannot be written: ${fileErrorReason(error)}.`);
  }
}

/** Takes a file away, if it is there. @throws UserError */
export async function removeFile(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw new UserError(`${path}: cannot be taken away: ${fileErrorReason(error)}.`);
  }
}
