// The program `compress` for the tests that hold our unpacking to it. In CI it must be there.
import { spawnSync } from 'node:child_process';

/** Its name; undefined, with a line that says how to get it, where it is not installed. @throws Error in CI. */
export function findCompress(): string | undefined {
  if (!spawnSync('compress', ['-V']).error) return 'compress';
  const how = 'The program compress is not there: install the package ncompress.';
  if (process.env.CI) throw new Error(how);
  console.warn(`Skipping the tests against compress. ${how}`);
  return undefined;
}
