// Fetches MNIST from its public mirrors; a file counts only once its content has the right SHA-256.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, writeWhole } from '../output/write-files.js';
import { UserError } from '../user-error.js';
import { checkMnistFile, findMnistFile } from './load-mnist.js';
import { MNIST_FILES, MNIST_MIRRORS, type MnistFile } from './mnist-files.js';

/** A mirror that says nothing for this long is given up, ms. */
const TIMEOUT = 60_000;

/** Node's fetch hides the reason (no such host, refused, …) in `cause`. */
function networkReason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}

async function fetchFile(file: MnistFile, mirrors: readonly string[]): Promise<Uint8Array> {
  const failures: string[] = [];
  for (const mirror of mirrors) {
    const url = `${mirror}${file.name}.gz`;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const packed = new Uint8Array(await response.arrayBuffer());
      checkMnistFile(url, packed, file);
      return packed;
    } catch (error) {
      failures.push(error instanceof UserError ? error.message : `${url}: ${networkReason(error)}`);
    }
  }
  throw new UserError(
    `${file.name}.gz could not be fetched:\n  ${failures.join('\n  ')}\nWithout a way to the internet, copy MNIST's four files into a folder and set MNIST_DIR to it.`,
  );
}

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
    const packed = await fetchFile(file, mirrors);
    const path = join(folder, `${file.name}.gz`);
    await writeWhole(path, packed);
    say(`${path}: fetched, ${(packed.length / 1e6).toFixed(1)} MB, checksum right`);
  }
}
