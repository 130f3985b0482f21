// Without a connection: the page opens, recognises, and keeps what is submitted until it can be sent, once each.
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Application, startApplication } from './support/application.js';
import { hasBrowser, launchBrowser, type WindowWatch, watchWindow } from './support/browser.js';
import { type Database, hasPostgres, startDatabase } from './support/database.js';
import { drawWithMouse, inkOn, ONE, SEVEN, THREE, ZERO } from './support/drawing.js';
import { button, cards, labelButton, openPage, predictionOf, waitForModel } from './support/page.js';

describe.runIf(hasBrowser && hasPostgres)('without a connection', () => {
  let database: Database;
  let application: Application;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let watch: WindowWatch;

  beforeAll(async () => {
    [database, browser] = await Promise.all([startDatabase(), launchBrowser()]);
    application = await startApplication({ DATABASE_URL: database.url });
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
    await waitForModel(page);
    // The page's files are kept once its service worker is at work.
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  });
  afterEach(async () => {
    // What is asked of the server meanwhile gets no answer, or that of somebody else: nothing more may go wrong.
    await watch.close(/ERR_INTERNET_DISCONNECTED|^failed: \w+ http:\S+\/api\/|status of 403|^403: \S+\/api\//);
  });

  const submitNow = () => button(page, 'Submit').click();
  const digits = async () => (await database.rows()).map(({ digit }) => digit);

  it('opens, recognises, and sends three drawings once each when the connection is back', async () => {
    await context.setOffline(true);
    await page.reload();
    await waitForModel(page);
    for (const [strokes, digit] of [
      [SEVEN, 7],
      [ZERO, 0],
      [THREE, 3],
    ] as const) {
      await drawWithMouse(page, strokes);
      expect(await predictionOf(page).textContent()).toBe(String(digit));
      await submitNow();
      await page.getByText('Your drawing is kept on this device, and sent by itself.').waitFor();
      expect(await predictionOf(page).textContent()).toBe(String(digit));
      await button(page, 'Clear').click();
    }
    expect(await cards(page).count()).toBe(3);
    expect(await cards(page).first().innerText()).toContain('Waiting to be sent');
    expect(await digits()).toEqual([]);

    await context.setOffline(false);
    await expect.poll(digits, { timeout: 10_000 }).toEqual([7, 0, 3]);
    await expect.poll(() => page.getByText('Waiting to be sent').count()).toBe(0);
    expect(await cards(page).count()).toBe(3);
    // Nothing comes after: neither at once nor with the next visit.
    await page.reload();
    await expect.poll(() => cards(page).count()).toBe(3);
    expect(await digits()).toEqual([7, 0, 3]);
  });

  it('keeps them while the page is closed, with the labels that were given', async () => {
    await context.setOffline(true);
    await drawWithMouse(page, SEVEN);
    await submitNow();
    await page.getByText('Waiting to be sent').first().waitFor();
    await labelButton(page, 1).click();
    await expect.poll(() => labelButton(page, 1).getAttribute('aria-pressed')).toBe('true');
    await page.close();

    await context.setOffline(false);
    page = await context.newPage();
    await page.goto(application.url);
    await expect.poll(async () => (await database.rows()).map(({ digit, label }) => [digit, label])).toEqual([[7, 1]]);
    await expect.poll(() => cards(page).count()).toBe(1);
    expect(await cards(page).first().innerText()).toContain('✗ It was 1');
  });

  it('sends from one of two tabs, not from both', async () => {
    const other = await context.newPage();
    await openPage(other, application.url);
    const posts: string[] = [];
    // Answered: what is tried without a connection is not sent.
    context.on('response', (response) => {
      if (response.request().method() === 'POST') posts.push(response.url());
    });
    await context.setOffline(true);
    for (const tab of [page, other]) {
      await drawWithMouse(tab, ONE);
      await button(tab, 'Submit').click();
      await tab.getByText('Waiting to be sent').first().waitFor();
    }
    await context.setOffline(false);
    await expect.poll(digits, { timeout: 10_000 }).toEqual([1, 1]);
    for (const tab of [page, other]) {
      await expect.poll(() => tab.getByText('Waiting to be sent').count()).toBe(0);
      await tab.getByText('Submitted', { exact: true }).waitFor();
      await expect.poll(() => cards(tab).count()).toBe(2);
    }
    expect(posts.length).toBe(2);
  });

  it('does not send what the person takes away again', async () => {
    await context.setOffline(true);
    for (const strokes of [SEVEN, ONE]) {
      await drawWithMouse(page, strokes);
      await submitNow();
      await page.getByText('Your drawing is kept on this device').waitFor();
      await button(page, 'Clear').click();
    }
    await button(page, 'Don’t send').first().click();
    await expect.poll(() => cards(page).count()).toBe(1);
    await context.setOffline(false);
    await expect.poll(digits, { timeout: 10_000 }).toEqual([1]);
    await expect.poll(() => page.getByText('Waiting to be sent').count()).toBe(0);
    expect(await digits()).toEqual([1]);
  });

  it('keeps what something between answers in the server’s place', async () => {
    await page.route('**/api/v1/predictions', (route) =>
      route.request().method() === 'POST'
        ? route.fulfill({ status: 403, contentType: 'text/html', body: '<h1>Log in to the network</h1>' })
        : route.continue(),
    );
    await drawWithMouse(page, SEVEN);
    await submitNow();
    await page.getByText('Your drawing is kept on this device').waitFor();
    await page.unroute('**/api/v1/predictions');
    await button(page, 'Try again').click();
    await expect.poll(digits).toEqual([7]);
  });

  it('says that a view cannot be shown, and leads on', async () => {
    const other = await browser.newContext();
    const otherWatch = await watchWindow(other);
    const lost = await other.newPage();
    await openPage(lost, application.url);
    await lost.evaluate(async () => void (await navigator.serviceWorker.ready));
    await other.setOffline(true);
    // Of no character: the server, which would say so, is not there.
    await lost.goto(`${application.url}/predictions/%E0%A4%A`);
    await lost.getByRole('heading', { name: 'This view cannot be shown' }).waitFor();
    await lost.getByRole('link', { name: 'Draw a digit' }).click();
    await drawWithMouse(lost, SEVEN);
    await expect.poll(() => predictionOf(lost).textContent()).toBe('7');
    await otherWatch.close(/ERR_INTERNET_DISCONNECTED|^failed: GET \S+\/api\/|^console: URIError/);
  });

  it('opens the history’s address too, and says that it cannot be loaded', async () => {
    await context.setOffline(true);
    await page.goto(`${application.url}/history?digit=7`);
    await page.getByText('The history could not be loaded. The server cannot be reached.').waitFor();
    await page.getByRole('link', { name: 'Draw' }).click();
    await drawWithMouse(page, SEVEN);
    expect(await inkOn(page)).toBeGreaterThan(0);
    expect(await predictionOf(page).textContent()).toBe('7');
  });
});
