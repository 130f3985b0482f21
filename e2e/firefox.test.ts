// The main path in Firefox: draw, see the answer, submit, correct, find it in the history, delete it.
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from './support/application.js';
import { type Database, hasPostgres, startDatabase } from './support/database.js';
import { SEVEN } from './support/drawing.js';
import { hasFirefox, launchFirefox } from './support/firefox.js';

describe.runIf(hasFirefox && hasPostgres)('the page in Firefox', () => {
  let database: Database;
  let application: Application;
  let browser: Browser;
  let page: Page;
  const problems: string[] = [];

  beforeAll(async () => {
    [database, browser] = await Promise.all([startDatabase(), launchFirefox()]);
    application = await startApplication({ DATABASE_URL: database.url });
    page = await browser.newPage();
    await page.setViewport({ width: 1280, height: 800 });
    page.on('console', (message) => {
      if (['error', 'warn'].includes(message.type())) problems.push(message.text());
    });
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('requestfailed', (request) => problems.push(`failed: ${request.method()} ${request.url()}`));
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
    });
  });
  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    await database?.stop();
  });

  const textOf = (testId: string) => page.$eval(`[data-testid="${testId}"]`, (element) => element.textContent ?? '');
  const rows = async () => (await database.rows()).map(({ digit, label }) => [digit, label]);

  it('is drawn on, answers, logs, is corrected, and found again', async () => {
    await page.goto(application.url);
    await page.waitForFunction(() => document.querySelector('footer')?.textContent?.startsWith('Model'));
    const box = await (await page.waitForSelector('[data-testid="canvas"]'))?.boundingBox();
    if (!box) throw new Error('The canvas is not on the page.');
    for (const [first, ...rest] of SEVEN) {
      const place = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
      await page.mouse.move(...place(first ?? [0, 0]));
      await page.mouse.down();
      for (const point of rest) await page.mouse.move(...place(point));
      await page.mouse.up();
    }
    await expect.poll(() => textOf('prediction')).toBe('7');
    expect(await textOf('confidence')).toMatch(/ %$/);

    await page.locator('::-p-aria(Submit[role="button"])').click();
    await expect.poll(rows).toEqual([[7, null]]);
    await page.locator('::-p-aria(Correct digit) >>> ::-p-aria(1[role="button"])').click();
    await expect.poll(rows).toEqual([[7, 1]]);

    await page.locator('::-p-aria(History[role="link"])').click();
    await page.locator('main .card-link').click();
    await page.locator('::-p-aria(Read as 7[role="heading"])').wait();
    await page.locator('::-p-aria(Delete[role="button"])').click();
    await page.locator('dialog ::-p-aria(Delete[role="button"])').click();
    await expect.poll(rows).toEqual([]);
    expect(problems).toEqual([]);
  });
});
