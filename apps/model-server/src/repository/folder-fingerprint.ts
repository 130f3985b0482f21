// Whether the files of a release have changed since they were last looked at.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Sizes, times and places of the files that a model is loaded from: equal, and nothing has changed. */
export async function folderFingerprint(folder: string): Promise<string> {
  const describe = async (file: string): Promise<string> => {
    try {
      const { size, mtimeMs, ino } = await stat(join(folder, file));
      return `${size} ${mtimeMs} ${ino}`;
    } catch {
      return 'none';
    }
  };
  return (await Promise.all(['manifest.json', 'model.onnx'].map(describe))).join(', ');
}
