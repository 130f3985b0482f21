// MNIST from disk, checked: under MNIST_DIR, or data/mnist in the repository; gzipped or not.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Dataset } from '@digits/nn';
import { MNIST_FOLDER } from '../paths.js';
import { fileErrorReason, UserError } from '../user-error.js';
import { type IdxArray, parseIdx } from './idx.js';
import { MNIST_FILES, type MnistFile } from './mnist-files.js';

/** The folder that MNIST is read from: MNIST_DIR when it is set, else data/mnist. */
export const mnistFolder = (): string => process.env.MNIST_DIR || MNIST_FOLDER;

/** The path of a file in `folder`, unpacked or gzipped; undefined when it is not there. */
export function findMnistFile(folder: string, { name }: MnistFile): string | undefined {
  return [join(folder, name), join(folder, `${name}.gz`)].find(existsSync);
}

/**
 * Unpacks and checks one file of MNIST.
 * @param path For messages; unpacked when it ends in .gz.
 * @throws UserError that says which file is wrong and why: not gzip, wrong magic number, size or checksum.
 */
export function checkMnistFile(path: string, packed: Uint8Array, { rank, sha256 }: MnistFile): IdxArray {
  let bytes = packed;
  if (path.endsWith('.gz')) {
    try {
      bytes = gunzipSync(packed);
    } catch (error) {
      throw new UserError(`${path}: is not a whole gzip file (${(error as Error).message}).`);
    }
  }
  const array = parseIdx(path, bytes, rank);
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== sha256) {
    throw new UserError(
      `${path}: its content has SHA-256 ${actual}, not MNIST's ${sha256}: it is another or a changed file.`,
    );
  }
  return array;
}

function read(folder: string, file: MnistFile): Uint8Array {
  const path = findMnistFile(folder, file);
  if (!path) {
    throw new UserError(
      `MNIST is not in ${folder}: ${file.name}[.gz] is missing. Fetch it with "npm run digits -- data download", or set MNIST_DIR to the folder that has it.`,
    );
  }
  let packed: Uint8Array;
  try {
    packed = readFileSync(path);
  } catch (error) {
    throw new UserError(`${path}: cannot be read: ${fileErrorReason(error)}.`);
  }
  return checkMnistFile(path, packed, file).data;
}

/** The 60,000 digits that may be learnt from. */
export const loadMnistTraining = (folder = mnistFolder()): Dataset => ({
  images: read(folder, MNIST_FILES.trainingImages),
  labels: read(folder, MNIST_FILES.trainingLabels),
});

/** The 10,000 digits that only measure: nothing is chosen by them. */
export const loadMnistTest = (folder = mnistFolder()): Dataset => ({
  images: read(folder, MNIST_FILES.testImages),
  labels: read(folder, MNIST_FILES.testLabels),
});
