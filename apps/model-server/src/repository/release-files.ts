// The files that a release is read from. Only regular ones are opened: a pipe or a device would keep its reader for ever.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError } from '@digits/recognizer/node';

/** What a model is loaded from. */
const FILES = ['manifest.json', 'model.onnx'];

/**
 * Makes sure that `path` can be read to an end. One that is missing passes: whoever reads it says so.
 * @throws ModelError where it is anything but a regular file
 */
export async function requireRegularFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => null);
  if (found && !found.isFile()) throw new ModelError(`${path} is not a regular file: release the model anew.`);
}

/** Makes sure that the files in a version's `folder` can be read to an end. @throws ModelError */
export async function requireRegularFiles(folder: string): Promise<void> {
  for (const file of FILES) await requireRegularFile(join(folder, file));
}

/** Sizes, times and places of the files in a version's `folder`: equal, and nothing has changed since they were last looked at. */
export async function folderFingerprint(folder: string): Promise<string> {
  const describe = async (file: string): Promise<string> => {
    try {
      const { mode, size, mtimeMs, ino } = await stat(join(folder, file));
      return `${mode} ${size} ${mtimeMs} ${ino}`;
    } catch {
      return 'none';
    }
  };
  return (await Promise.all(FILES.map(describe))).join(', ');
}
