// Fetches MNIST from its public mirrors; a file counts only once its content has the right SHA-256.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeWhole } from '../output/write-files.js';
import { fetchFile } from './fetch-file.js';
import { checkMnistFile, findMnistFile } from './load-mnist.js';
import { MNIST_FILES, MNIST_MIRRORS } from './mnist-files.js';

const OTHERWISE = "Without a way to the internet, copy MNIST's four files into a folder and set MNIST_DIR to it.";

/**
 * Makes sure that all four files are in `folder`: keeps those that are there and right, fetches the others.
 * @param say Told of each file as it is done.
 * @throws UserError when a file that is there is wrong (it is left as it is), or no mirror gives it.
 */
export async function downloadMnist(
  folder: string,
  say: (line: string) => void,
  mirrors: readonly string[] = MNIST_MIRRORS,
): Promise<void> {
  await makeFolder(folder);
  for (const file of Object.values(MNIST_FILES)) {
    const found = findMnistFile(folder, file);
    if (found) {
      checkMnistFile(found, await readFile(found), file);
      say(`${found}: already there, checksum right`);
      continue;
    }
    const name = `${file.name}.gz`;
    const packed = await fetchFile(
      mirrors.map((mirror) => `${mirror}${name}`),
      (url, content) => {
        checkMnistFile(url, content, file);
        return content;
      },
      { name, otherwise: OTHERWISE },
    );
    const path = join(folder, name);
    await writeWhole(path, packed);
    say(`${path}: fetched, ${(packed.length / 1e6).toFixed(1)} MB, checksum right`);
  }
}
