// The server goes away while a person draws, and comes back: nothing is lost, and nothing is logged twice.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Application, freePort, startApplication } from './support/application.js';
import { hasBrowser, launchBrowser, type WindowWatch, watchWindow } from './support/browser.js';
import { type Database, hasPostgres, startDatabase } from './support/database.js';
import { drawWithMouse, inkOn, ONE, SEVEN } from './support/drawing.js';
import { button, cards, labelButton, openPage, predictionOf, submit } from './support/page.js';

describe.runIf(hasBrowser && hasPostgres)('a server that goes away', () => {
  let database: Database;
  let application: Application;
  let browser: Browser;
  let context: BrowserContext;
  let watch: WindowWatch;
  let page: Page;
  let port: number;

  const start = () => startApplication({ DATABASE_URL: database.url }, port);

  beforeAll(async () => {
    [database, port, browser] = await Promise.all([startDatabase(), freePort(), launchBrowser()]);
    application = await start();
  });

  afterAll(async () => {
    await browser?.close();
    await application?.stop();
    await database?.stop();
  });

  beforeEach(async () => {
    await database.clear();
    context = await browser.newContext();
    watch = await watchWindow(context);
    page = await context.newPage();
    await openPage(page, application.url);
  });
  afterEach(async () => {
    // What is asked of a server that is not there fails: nothing more may go wrong.
    await watch.close(
      /net::ERR_(CONNECTION_REFUSED|FAILED)|^failed: \w+ http:\S+\/api\/|status of 503|^503: \S+\/api\//,
    );
  });

  const labels = async () => (await database.rows()).map(({ label }) => label);

  it('says so, keeps the drawing, and logs it once, by itself, when the server is back', async () => {
    await drawWithMouse(page, SEVEN);
    const ink = await inkOn(page);
    await application.stop();
    await button(page, 'Submit').click();
    const alert = page.getByRole('alert');
    await alert.waitFor();
    expect(await alert.innerText()).toContain(
      'The server cannot be reached. Your drawing is kept on this device, and sent by itself.',
    );
    expect(await inkOn(page)).toBe(ink);
    expect(await predictionOf(page).textContent()).toBe('7');

    application = await start();
    // Nobody has to ask for it.
    await expect.poll(labels, { timeout: 20_000 }).toEqual([null]);
    await expect.poll(() => alert.count()).toBe(0);
    expect(await predictionOf(page).textContent()).toBe('7');
  });

  it('goes on without its database: what is submitted is in it once it is back, what needs it says so', async () => {
    await drawWithMouse(page, SEVEN);
    await database.server.halt();
    await submit(page);
    expect(await predictionOf(page).textContent()).toBe('7');
    expect(await cards(page).count()).toBe(1);
    await labelButton(page, 7).click();
    await page.getByText('The digit was not saved. The server could not answer just now.').waitFor();
    await database.server.resume();
    await expect.poll(labels, { timeout: 20_000 }).toEqual([null]);
    await labelButton(page, 7).click();
    await expect.poll(labels).toEqual([7]);
  });

  it('logs once what the server received and could not confirm', async () => {
    // The request arrives, its answer does not: the page cannot tell this from a request that was lost.
    let isFirst = true;
    await page.route('**/api/v1/predictions', async (route) => {
      if (!isFirst) return route.continue();
      isFirst = false;
      await route.fetch();
      await route.abort();
    });
    await drawWithMouse(page, ONE);
    await button(page, 'Submit').click();
    await button(page, 'Try again').click();
    await page.getByText('Submitted', { exact: true }).waitFor();
    expect(await labels()).toEqual([null]);
    expect(await cards(page).count()).toBe(1);
  });

  it('shows a label that was not saved as it was before, and why', async () => {
    await drawWithMouse(page, SEVEN);
    await submit(page);
    await labelButton(page, 7).click();
    await expect.poll(labels).toEqual([7]);
    await application.stop();
    await labelButton(page, 1).click();
    await page.getByText('The digit was not saved. The server cannot be reached.').waitFor();
    expect(await labelButton(page, 1).getAttribute('aria-pressed')).toBe('false');
    expect(await labelButton(page, 7).getAttribute('aria-pressed')).toBe('true');

    application = await start();
    await labelButton(page, 1).click();
    await expect.poll(labels).toEqual([1]);
    expect(await page.getByText('The digit was not saved.').count()).toBe(0);
  });

  it('says that the latest predictions could not be loaded, and loads them when asked again', async () => {
    await drawWithMouse(page, SEVEN);
    await submit(page);
    await page.route('**/api/v1/predictions?*', (route) => route.abort());
    await page.reload();
    await page.getByText('The latest predictions could not be loaded.').waitFor();
    await page.unroute('**/api/v1/predictions?*');
    await button(page, 'Try again').click();
    await expect.poll(() => cards(page).count()).toBe(1);
  });
});
