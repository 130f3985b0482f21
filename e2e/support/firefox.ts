// Firefox, as found on this machine, driven by Puppeteer over WebDriver BiDi.
import { existsSync } from 'node:fs';
import { type Browser, launch } from 'puppeteer-core';

const path = [process.env.FIREFOX_PATH, '/usr/bin/firefox-esr', '/usr/bin/firefox'].find(
  (candidate) => candidate !== undefined && existsSync(candidate),
);

/** False where the tests in Firefox cannot run; then a line has said how to get it. In CI it is an error. */
export const hasFirefox = path !== undefined;

if (!hasFirefox) {
  const help =
    'No Firefox was found: install one (Debian: apt-get install firefox-esr) or set FIREFOX_PATH to its file.';
  if (process.env.CI) throw new Error(help);
  console.warn(`The tests in Firefox are skipped. ${help}`);
}

export function launchFirefox(): Promise<Browser> {
  return launch({ browser: 'firefox', headless: true, ...(path === undefined ? {} : { executablePath: path }) });
}
