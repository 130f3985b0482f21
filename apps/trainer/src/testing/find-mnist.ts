// Where MNIST is for the tests: MNIST_DIR, or data/mnist. In CI it must be there.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mnistFolder } from '../data/load-mnist.js';
import { MNIST_FILES } from '../data/mnist-files.js';

/** The folder; undefined, with a line that says how to get it, when MNIST is not there. @throws Error in CI. */
export function findTestMnist(): string | undefined {
  const folder = mnistFolder();
  const there = Object.values(MNIST_FILES).every(({ name }) =>
    [name, `${name}.gz`].some((file) => existsSync(join(folder, file))),
  );
  if (there) return folder;
  const how = `MNIST is not in ${folder}: fetch it with "npm run digits -- data download", or set MNIST_DIR.`;
  if (process.env.CI) throw new Error(how);
  console.warn(`Skipping the tests on MNIST. ${how}`);
  return undefined;
}
