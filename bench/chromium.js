// Chromium, as found on this machine, for the benchmarks.
import { existsSync } from 'node:fs';
import process from 'node:process';
import { chromium } from 'playwright-core';

/** @returns Chromium's path: CHROMIUM_PATH, or where Debian has it; undefined where there is none. */
export const findChromium = () => [process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'].find((path) => existsSync(path));

/** Starts it, without its sandbox for root, as in most containers. @param {string} executablePath */
export function launchChromium(executablePath) {
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({
    executablePath,
    args: [...(isRoot ? ['--no-sandbox'] : []), '--disable-gpu', '--disable-quic', '--no-first-run'],
  });
}
