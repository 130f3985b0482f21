// Makes a folder for data, or says in a few words why there can be none.
import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes the folder, and those above it, where there is none. Not by mkdir's `recursive`, which tries for ever where the
 * system never makes one, as in /proc.
 * @throws an error whose message completes "cannot be written: …".
 */
export async function makeFolder(folder: string, wanted = folder): Promise<void> {
  // What cannot be looked at is tried: the error of making it says more.
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (found) throw new Error(`${folder === wanted ? 'it' : folder} is a file`);
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent, wanted);
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`no folder can be made in ${parent}`, { cause: error });
    // Another process was faster.
    if (code !== 'EEXIST') throw error;
  }
}
