// How the page stands on a phone, a tablet and a desk, in light and in dark, and how it is for assistive technology.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from './support/application.js';
import { hasBrowser, launchBrowser, watchWindow } from './support/browser.js';
import { canvasOf, drawWithMouse, LETTER, SEVEN } from './support/drawing.js';
import {
  button,
  cards,
  correctDigit,
  labelButton,
  openPage,
  predictionOf,
  submit,
  waitForModel,
} from './support/page.js';
import { choosePicture, pictureOfSevens } from './support/pictures.js';

const SIZES = [
  { width: 360, height: 740 },
  { width: 768, height: 1024 },
  { width: 1440, height: 900 },
] as const;
const SCHEMES = ['light', 'dark'] as const;
const CASES = SIZES.flatMap((viewport) => SCHEMES.map((colorScheme) => ({ ...viewport, colorScheme })));

/** The dialogs: what opens them, and what they are called. */
const DIALOGS = [
  ['Settings', 'Settings'],
  ['Keyboard shortcuts', 'Keyboard'],
  ['Picture', 'Read a picture'],
] as const;

/** How far the page is wider than the window, CSS pixels. */
const overflow = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What axe finds against WCAG 2.2 A and AA and its best practices: rule, and where. */
async function violations(page: Page): Promise<string[]> {
  const results: AxeResults = await page.evaluate('axe.run()');
  expect(results.passes.length).toBeGreaterThan(15);
  return results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

describe.runIf(hasBrowser)('the page', () => {
  let folder: string;
  let axe: string;
  let application: Application;
  let browser: Browser;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'digits-'));
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    [application, browser] = await Promise.all([startApplication({ DATA_DIR: folder }), launchBrowser()]);
  });

  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(CASES)('fits $width px, $colorScheme, without errors', async ({ width, height, colorScheme }) => {
    const context = await browser.newContext({ viewport: { width, height }, colorScheme });
    const watch = await watchWindow(context);
    const page = await context.newPage();
    await openPage(page, application.url);
    expect(await overflow(page)).toBe(0);
    const empty = await canvasOf(page).boundingBox();
    await drawWithMouse(page, SEVEN);
    await submit(page);
    await labelButton(page, 7).click();
    expect(await overflow(page)).toBe(0);

    // The drawing stays where it is, and its answer is in sight with it.
    expect(await canvasOf(page).boundingBox()).toEqual(empty);
    const answer = await predictionOf(page).boundingBox();
    expect((answer?.y ?? height) + (answer?.height ?? 0)).toBeLessThanOrEqual(height);
    const canvas = await canvasOf(page).boundingBox();
    expect(canvas?.width).toBe(canvas?.height);

    for (const [opener, title] of DIALOGS) {
      await button(page, opener).click();
      await page.getByRole('dialog', { name: title }).waitFor();
      expect(await overflow(page)).toBe(0);
      await button(page, 'Close').click();
    }
    await cards(page).first().getByRole('link').click();
    await page.getByRole('heading', { name: 'Read as 7' }).waitFor();
    expect(await overflow(page)).toBe(0);
    await page.getByRole('link', { name: 'History', exact: true }).click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await cards(page, 'main').first().waitFor();
    expect(await overflow(page)).toBe(0);
    await watch.close();
  });

  it('comes in 60 KB of scripts, and 300 KB with the model', async () => {
    const context = await browser.newContext();
    const watch = await watchWindow(context);
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Network.enable');
    const kinds = new Map<string, string>();
    const bytes = { Script: 0, all: 0 };
    session.on('Network.responseReceived', ({ requestId, type }) => kinds.set(requestId, type));
    session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      bytes.all += encodedDataLength;
      if (kinds.get(requestId) === 'Script') bytes.Script += encodedDataLength;
    });
    await page.goto(application.url, { waitUntil: 'networkidle' });
    await waitForModel(page);
    expect(bytes.Script).toBeGreaterThan(10_000);
    expect(bytes.Script).toBeLessThan(60_000);
    expect(bytes.all).toBeGreaterThan(bytes.Script);
    expect(bytes.all).toBeLessThan(300_000);
    await watch.close();
  });

  it('lays nothing out anew when the answer comes', async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const watch = await watchWindow(context);
    const page = await context.newPage();
    await openPage(page, application.url);
    const places = async () => [
      await button(page, 'Submit').boundingBox(),
      await page.getByTestId('probability-0').boundingBox(),
      await correctDigit(page).boundingBox(),
    ];
    const before = await places();
    await drawWithMouse(page, SEVEN);
    await submit(page);
    expect(await places()).toEqual(before);
    await labelButton(page, 7).click();
    expect(await places()).toEqual(before);
    await watch.close();
  });

  it.each(CASES)('passes axe at $width px, $colorScheme', async ({ width, height, colorScheme }) => {
    // The page's own security policy forbids scripts put in from outside, axe among them.
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme,
      reducedMotion: 'reduce',
      bypassCSP: true,
    });
    // Of every document, since the page is loaded anew on the way.
    await context.addInitScript(axe);
    const watch = await watchWindow(context);
    const page = await context.newPage();
    await page.goto(`${application.url}/history?digit=7&verdict=wrong`);
    await page.getByText('Nothing fits these filters.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Show everything' }).click();
    await page.getByText('Nothing yet.').waitFor();
    expect(await violations(page)).toEqual([]);
    await openPage(page, application.url);
    expect(await violations(page)).toEqual([]);

    await button(page, 'Submit').click();
    await page.getByText('Draw a digit first').waitFor();
    expect(await violations(page)).toEqual([]);

    await canvasOf(page).focus();
    await page.keyboard.press('ArrowDown');
    expect(await violations(page)).toEqual([]);

    await drawWithMouse(page, LETTER);
    await page.getByText('This does not look like a digit.').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await button(page, 'Clear').click();

    await drawWithMouse(page, SEVEN);
    expect(await violations(page)).toEqual([]);
    await submit(page);
    await labelButton(page, 1).click();
    expect(await violations(page)).toEqual([]);

    await button(page, 'Why this answer?').click();
    await page.getByRole('img', { name: /speaks for a 7/ }).waitFor();
    expect(await violations(page)).toEqual([]);
    await button(page, 'Why this answer?').click();

    for (const [opener, title] of DIALOGS) {
      await button(page, opener).click();
      await page.getByRole('dialog', { name: title }).waitFor();
      expect(await violations(page)).toEqual([]);
      await button(page, 'Close').click();
    }

    await cards(page).first().getByRole('link').click();
    await page.getByRole('heading', { name: 'Read as 7' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await button(page, 'Delete').click();
    expect(await violations(page)).toEqual([]);
    await button(page, 'Cancel').click();

    await page.getByRole('link', { name: 'History', exact: true }).click();
    await cards(page, 'main').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await button(page, 'Delete everything').click();
    expect(await violations(page)).toEqual([]);
    await button(page, 'Cancel').click();
    await page.getByRole('link', { name: 'Draw', exact: true }).click();

    for (const [count, found] of [
      [1, 'Submitted'],
      [3, '3 digits, read from left to right.'],
    ] as const) {
      await choosePicture(page, await pictureOfSevens(count));
      await page.getByText(found, { exact: true }).first().waitFor();
      expect(await violations(page)).toEqual([]);
    }
    await cards(page).first().getByRole('link').click();
    await page.getByRole('heading', { name: '3 digits: 777' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Draw', exact: true }).click();
    await button(page, 'Back to drawing').click();

    await page.route('**/api/v1/predictions', (route) => route.abort());
    await button(page, 'Clear').click();
    await drawWithMouse(page, SEVEN);
    await button(page, 'Submit').click();
    await page.getByRole('alert').waitFor();
    expect(await violations(page)).toEqual([]);

    await page.goto(`${application.url}/predictions/00000000-0000-4000-8000-000000000000`);
    await page.getByText('There is no prediction at this address.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.goto(`${application.url}/nothing`);
    await page.getByRole('heading', { name: 'Nothing is here' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.route('**/api/v1/predictions?*', (route) => route.abort());
    await page.goto(`${application.url}/history`);
    await page.getByText('The history could not be loaded.').waitFor();
    expect(await violations(page)).toEqual([]);
    // What was kept from the server, and what is not there.
    await watch.close(
      /^console: Failed to load resource: (net::ERR_FAILED|the server responded with a status of 404)|^failed: \w+ \S+\/api\/v1\/predictions(\?\S*)?$|^404: \S+\/(nothing|predictions\/0{8}-0000-4000-8000-0{12})$/,
    );
  });

  it.each([360, 1280])('has room for text of twice the size, %d px', async (width) => {
    const context = await browser.newContext({ viewport: { width, height: 800 }, bypassCSP: true });
    // Of every document from its start: put in later, it would move everything.
    await context.addInitScript(() => {
      addEventListener('DOMContentLoaded', () => {
        document.documentElement.style.fontSize = '200%';
      });
    });
    const watch = await watchWindow(context);
    const page = await context.newPage();
    await openPage(page, application.url);
    expect(await overflow(page)).toBe(0);
    await drawWithMouse(page, SEVEN);
    await submit(page);
    expect(await overflow(page)).toBe(0);
    for (const [opener, title] of DIALOGS) {
      await button(page, opener).click();
      const dialog = page.getByRole('dialog', { name: title });
      await dialog.waitFor();
      expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
      await button(page, 'Close').click();
    }
    await cards(page).first().getByRole('link').click();
    await page.getByRole('heading', { name: 'Read as 7' }).waitFor();
    expect(await overflow(page)).toBe(0);
    await page.getByRole('link', { name: 'History', exact: true }).click();
    await cards(page, 'main').first().waitFor();
    expect(await overflow(page)).toBe(0);
    await watch.close();
  });

  it('moves nothing for those who asked for no motion', async () => {
    /** How long a button, a switch and a card take to change their looks, as styles say. */
    const durations = async (reducedMotion: 'reduce' | 'no-preference') => {
      const context = await browser.newContext({ reducedMotion });
      const watch = await watchWindow(context);
      const page = await context.newPage();
      await openPage(page, application.url);
      await drawWithMouse(page, SEVEN);
      await submit(page);
      await button(page, 'Settings').click();
      const parts = [button(page, 'Undo'), page.getByRole('switch').first(), page.locator('.card .thumbnail').first()];
      const found = await Promise.all(
        parts.map((part) => part.evaluate((element) => getComputedStyle(element).transitionDuration)),
      );
      await watch.close();
      return found.flatMap((text) => text.split(', ').map(Number.parseFloat));
    };
    expect(Math.min(...(await durations('no-preference')))).toBeGreaterThan(0);
    expect(Math.max(...(await durations('reduce')))).toBe(0);
  });
});
