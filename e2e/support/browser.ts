// Chromium, as found on this machine, driven by Playwright.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];

/** The browser's path: CHROMIUM_PATH, or the first that is installed; undefined where there is none. */
function findBrowser(): string | undefined {
  if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter)];
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...candidates, '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'].find((path) =>
    existsSync(path),
  );
}

const path = findBrowser();

/** False where the browser tests cannot run; then a line has said how to get a browser. In CI it is an error. */
export const hasBrowser = path !== undefined;

if (!hasBrowser) {
  const help =
    'No Chromium was found: install one (Debian: apt-get install chromium) or set CHROMIUM_PATH to its file.';
  if (process.env.CI) throw new Error(help);
  console.warn(`Browser tests are skipped. ${help}`);
}

/** @param flags further ones of Chromium's command line. */
export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    ...(path === undefined ? {} : { executablePath: path }),
    args: [
      // Chromium's sandbox does not work for root, as in most containers.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  });
}

/** Collects what goes wrong in a page: errors and warnings on its console, uncaught errors, failed and refused requests. */
export function watchForProblems(page: Page): readonly string[] {
  const problems: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => {
    // Requests that the page's own leaving cut short are none.
    if (request.failure()?.errorText === 'net::ERR_ABORTED') return;
    problems.push(`failed: ${request.method()} ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
  });
  return problems;
}

/** Notes from now on, on every page of the window, how far its layout moves without anybody having asked for it. */
export async function watchLayout(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    Object.assign(globalThis, { layoutShift: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) {
        if (!entry.hadRecentInput) Object.assign(globalThis, { layoutShift: layoutShift + entry.value });
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

declare const layoutShift: number;

/** The cumulative layout shift of a page whose window is watched, since it was loaded. */
export const layoutShiftOf = (page: Page): Promise<number> => page.evaluate(() => layoutShift);
