// Runs Vitest in the repository's root, and ends with its code. Loaded before anything is installed: Node's own modules only.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { root } from './prepare.js';

/** @param {string[]} args what Vitest is told, before what the command itself is told */
export function runVitest(...args) {
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const { status } = spawnSync(process.execPath, [vitest, 'run', ...args, ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
  process.exitCode = status ?? 1;
}
