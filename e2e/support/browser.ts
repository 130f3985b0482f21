// Chromium, as found on this machine, driven by Playwright.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { expect } from 'vitest';

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
export function watchForProblems(page: Page, problems: string[] = []): readonly string[] {
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

/** What counts as unmoved: a fifth of what is called good (web.dev/cls). */
const MOST_LAYOUT_SHIFT = 0.02;

export interface WindowWatch {
  /** Closes the window; fails where anything went wrong on a page of it, but for what `expected` is, or moved unasked. */
  close(expected?: RegExp): Promise<void>;
}

/** Watches all pages of a window that are opened from now on. */
export async function watchWindow(context: BrowserContext): Promise<WindowWatch> {
  const problems: string[] = [];
  /** By document: how far what moved. */
  const shifts = new Map<string, { shift: number; what: string }[]>();
  context.on('page', (page) => watchForProblems(page, problems));
  await context.exposeBinding('reportLayoutShift', (_, document: string, shift: number, what: string) => {
    shifts.set(document, [...(shifts.get(document) ?? []), { shift, what }]);
  });
  await context.addInitScript(() => {
    const document = `${location.href} at ${performance.timeOrigin}`;
    new PerformanceObserver((list) => {
      for (const { value, hadRecentInput, sources } of list.getEntries() as LayoutShift[]) {
        if (hadRecentInput) continue;
        const what = sources.map(({ node }) => (node instanceof Element ? node.className : node?.textContent));
        reportLayoutShift(document, value, what.join(', '));
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
  return {
    async close(expected) {
      // What moved in the last frames is told of after them.
      const frames = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      await Promise.all(context.pages().map((page) => page.evaluate(frames)));
      await context.close();
      expect(problems.filter((problem) => !expected?.test(problem))).toEqual([]);
      for (const [document, all] of shifts) {
        const sum = all.reduce((total, { shift }) => total + shift, 0);
        expect(sum, `${document}: ${JSON.stringify(all)}`).toBeLessThan(MOST_LAYOUT_SHIFT);
      }
    },
  };
}

declare function reportLayoutShift(document: string, shift: number, what: string): void;

/** Of the Layout Instability API, which TypeScript's DOM library does not know. */
interface LayoutShift extends PerformanceEntry {
  readonly value: number;
  readonly hadRecentInput: boolean;
  readonly sources: readonly { readonly node: Node | null }[];
}
