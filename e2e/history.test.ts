// What a person submitted, found again: filtered, ordered, paged, shared, exported, deleted; and nobody else's.
import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser, watchWindow } from './support/browser.js';
import { hasPostgres } from './support/database.js';
import { drawWithMouse, ONE, SEVEN, type Strokes, ZERO } from './support/drawing.js';
import { setUpPage } from './support/fixture.js';
import { button, cards, labelButton, openPage, submit, waitForModel } from './support/page.js';

/** Logs drawings as the page would, with their labels, one after another. */
function log(page: Page, drawings: readonly (readonly [strokes: Strokes, label?: number])[]): Promise<void> {
  return page.evaluate(async (drawings) => {
    const headers = { 'content-type': 'application/json' };
    for (const [strokes, label] of drawings) {
      const body = JSON.stringify({ strokes, size: 1 });
      const { id } = await (await fetch('/api/v1/predictions', { method: 'POST', headers, body })).json();
      if (label === undefined) continue;
      const put = { method: 'PUT', headers, body: JSON.stringify({ label }) };
      await (await fetch(`/api/v1/predictions/${id}/label`, put)).json();
    }
  }, drawings);
}

const shown = (page: Page) => page.getByRole('main').getByRole('listitem');
const digits = async (page: Page) => (await page.locator('.card-digit').allInnerTexts()).join('');

async function openHistory(page: Page, url: string, search = ''): Promise<void> {
  const loaded = page.waitForResponse((response) => response.url().includes('/api/v1/predictions?limit=24'));
  await page.goto(`${url}/history${search}`);
  await loaded;
}

/** Sets one of the filters, and waits for what fits. */
async function filter(page: Page, name: string, value: string): Promise<void> {
  const loaded = page.waitForResponse((response) => response.url().includes('/api/v1/predictions?limit=24'));
  const control = page.getByLabel(name, { exact: true });
  if ((await control.evaluate((element) => element.tagName)) === 'SELECT') await control.selectOption(value);
  else {
    await control.fill(value);
    await control.blur();
  }
  await loaded;
}

describe.runIf(hasBrowser && hasPostgres)('the history', () => {
  const fixture = setUpPage();

  it('invites to draw while it is empty', async () => {
    const page = fixture.page();
    await page.getByRole('link', { name: 'History' }).first().click();
    await page.getByText('Nothing yet. Draw a digit and submit it').waitFor();
    expect(await page.title()).toBe('History · MNIST Digit Classifier');
    await page.getByRole('main').getByRole('link', { name: 'Draw a digit' }).click();
    expect(new URL(page.url()).pathname).toBe('/');
  });

  it('filters and orders, all in the address', async () => {
    const page = fixture.page();
    const scribble: Strokes = [
      Array.from({ length: 60 }, (_, i) => [0.1 + ((i * 37) % 80) / 100, 0.1 + ((i * 53) % 80) / 100]),
    ];
    await log(page, [[ONE], [SEVEN, 7], [ZERO, 6], [SEVEN, 1], [scribble]]);
    await openHistory(page, fixture.url());
    await expect.poll(() => digits(page)).toBe('–7071');

    await filter(page, 'Read as', '7');
    await expect.poll(() => digits(page)).toBe('77');
    await filter(page, 'Verdict', 'wrong');
    await expect.poll(() => digits(page)).toBe('7');
    expect(new URL(page.url()).search).toBe('?digit=7&verdict=wrong');
    await page.reload();
    await expect.poll(() => digits(page)).toBe('7');
    expect(await page.getByText('✗ It was 1').count()).toBe(1);
    await page.goBack();
    await expect.poll(() => digits(page)).toBe('77');
    expect(await page.getByLabel('Verdict', { exact: true }).inputValue()).toBe('');

    await page.getByRole('link', { name: 'Reset' }).click();
    await expect.poll(() => digits(page)).toBe('–7071');
    await filter(page, 'Read as', 'none');
    await expect.poll(() => digits(page)).toBe('–');
    await filter(page, 'Read as', '');
    await filter(page, 'It was', 'no');
    await expect.poll(() => digits(page)).toBe('–1');
    await filter(page, 'It was', '6');
    await expect.poll(() => digits(page)).toBe('0');
    await filter(page, 'It was', '');
    await filter(page, 'At least so sure', '50');
    await expect.poll(() => digits(page)).toBe('7071');
    await filter(page, 'Order', 'oldest');
    await expect.poll(() => digits(page)).toBe('1707');
    await filter(page, 'Order', 'leastSure');
    const sure = async () =>
      (await page.locator('.card-confidence').allInnerTexts()).map((text) => Number.parseFloat(text));
    // The answer has arrived; the list follows it.
    await expect.poll(async () => (await sure()).every((share, k, all) => share >= (all[k - 1] ?? 0))).toBe(true);
    expect((await sure()).length).toBe(4);
    await filter(page, 'Source', 'upload');
    await page.getByText('Nothing fits these filters.').waitFor();
    await filter(page, 'Source', 'draw');
    await filter(page, 'From', '2999-01-01');
    await page.getByText('Nothing fits these filters.').waitFor();
    await filter(page, 'From', '2020-01-01');
    await expect.poll(async () => (await digits(page)).length).toBe(4);
  });

  it('takes what is written once it is meant, and nothing of it back', async () => {
    const page = fixture.page();
    await log(page, [[ONE], [SEVEN]]);
    await openHistory(page, fixture.url());
    await expect.poll(() => digits(page)).toBe('71');
    const least = page.getByLabel('At least so sure');
    const most = page.getByLabel('At most so sure');
    const search = () => new URL(page.url()).search;

    await least.pressSequentially('10');
    await page.keyboard.press('Tab');
    await page.keyboard.type('99');
    await page.keyboard.press('Tab');
    await expect.poll(search).toBe('?least=10&most=99');
    expect([await least.inputValue(), await most.inputValue()]).toEqual(['10', '99']);

    // A number that is written slowly, a control that is changed before one is through, and a date on its way to its year.
    await most.fill('');
    await most.pressSequentially('98', { delay: 900 });
    await page.getByLabel('Read as').selectOption('7');
    await expect.poll(search).toBe('?digit=7&least=10&most=98');
    await page.getByLabel('From').fill('0202-01-01');
    await page.getByLabel('Read as').selectOption('1');
    await expect.poll(search).toBe('?digit=1&least=10&most=98');
    expect(await page.getByLabel('From').inputValue()).toBe('0202-01-01');
    await page.getByLabel('From').fill('2020-01-01');
    await expect.poll(search).toBe('?digit=1&least=10&most=98&from=2020-01-01');

    // Written in one go, it is one step back.
    await page.goBack();
    await expect.poll(search).toBe('?digit=1&least=10&most=98');
    await least.fill('99');
    await page.getByText('The range is the wrong way round').waitFor();
    await least.fill('1e1');
    await page.keyboard.press('Enter');
    await expect.poll(search).toBe('?digit=1&least=10&most=98');
  });

  it('is corrected by a digit’s key, in the list and on a page of its own', async () => {
    const page = fixture.page();
    await log(page, [[SEVEN]]);
    await openHistory(page, fixture.url());
    const labels = async () => (await fixture.rows()).map(({ label }) => label);
    const card = cards(page, 'main').first();
    await page.keyboard.press('1');
    await card.getByRole('link').focus();
    await page.keyboard.press('7');
    await expect.poll(() => card.innerText()).toContain('✓ Right');
    await expect.poll(labels).toEqual([7]);
    await page.keyboard.press('7');
    await expect.poll(labels).toEqual([null]);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Read as 7' }).waitFor();
    await page.keyboard.press('1');
    await page.getByText('✗ It was 1').waitFor();
    await expect.poll(labels).toEqual([1]);
    await page.keyboard.press('?');
    expect(await page.getByRole('dialog').innerText()).not.toContain('Undo');
    await page.keyboard.press('Escape');
    // Back to the card that led here.
    await page.goBack();
    await card.getByText('✗ It was 1').waitFor();
    await expect.poll(() => card.getByRole('link').evaluate((link) => document.activeElement === link)).toBe(true);
  });

  it('holds whoever deletes until that is done, and gives the focus back', async () => {
    const page = fixture.page();
    await log(page, [[SEVEN], [ONE]]);
    await openHistory(page, fixture.url(), '?order=oldest');
    await cards(page, 'main').last().getByRole('link').click();
    const opener = button(page, 'Delete');
    await opener.focus();
    for (const leave of [() => button(page, 'Cancel').click(), () => page.keyboard.press('Escape')]) {
      await page.keyboard.press('Enter');
      await page.getByRole('alertdialog').waitFor();
      await leave();
      await expect.poll(() => page.getByRole('alertdialog').count()).toBe(0);
      expect(await opener.evaluate((element) => document.activeElement === element)).toBe(true);
    }
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route('**/api/v1/predictions/*', async (route) => {
      if (route.request().method() === 'DELETE') await held;
      await route.continue();
    });
    await opener.click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await button(page, 'Deleting…').waitFor();
    expect(await button(page, 'Cancel').isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.getByRole('alertdialog').count()).toBe(1);
    letGo();
    // To the history as it was left.
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await expect.poll(() => new URL(page.url()).search).toBe('?order=oldest');
    await expect.poll(() => digits(page)).toBe('7');
    await page.goBack();
    expect(new URL(page.url()).pathname).toBe('/history');
  });

  it('turns pages that stay as they are while more arrive', async () => {
    const page = fixture.page();
    await log(
      page,
      Array.from({ length: 30 }, (_, i) => [i < 6 ? ZERO : ONE] as const),
    );
    await openHistory(page, fixture.url());
    await expect.poll(() => digits(page)).toBe('1'.repeat(24));
    await log(page, [[SEVEN], [SEVEN]]);
    await page.getByRole('link', { name: 'Next page' }).click();
    await expect.poll(() => digits(page)).toBe('0'.repeat(6));
    expect(new URL(page.url()).searchParams.get('cursor')).not.toBeNull();
    await page.reload();
    await expect.poll(() => digits(page)).toBe('0'.repeat(6));
    await page.goBack();
    await expect.poll(async () => (await digits(page)).length).toBe(24);
    await page.goForward();
    await page.getByRole('link', { name: 'First page' }).click();
    await expect.poll(() => digits(page)).toBe(`77${'1'.repeat(22)}`);
  });

  it('is a page for each prediction, to be corrected, read again and deleted', async () => {
    const page = fixture.page();
    await drawWithMouse(page, SEVEN);
    await submit(page);
    await page.getByRole('region', { name: 'Latest predictions' }).getByRole('listitem').getByRole('link').click();
    await page.getByRole('heading', { name: 'Read as 7' }).waitFor();
    await labelButton(page, 1).click();
    await expect.poll(async () => (await fixture.rows()).map(({ label }) => label)).toEqual([1]);
    expect(await page.getByText('✗ It was 1').count()).toBe(1);
    await waitForModel(page);
    await button(page, 'Read it again').click();
    expect(await page.getByText(/^mnist-cnn \S+ says: 7, .* sure\.$/).count()).toBe(1);

    await button(page, 'Delete').click();
    await button(page, 'Cancel').click();
    expect((await fixture.rows()).length).toBe(1);
    await button(page, 'Delete').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await page.getByText('Nothing yet.').waitFor();
    expect(await fixture.rows()).toEqual([]);
  });

  it('can be shown to others, who see that one, change nothing, and have a history of their own', async () => {
    const page = fixture.page();
    await drawWithMouse(page, SEVEN);
    await submit(page);
    await page.getByRole('region', { name: 'Latest predictions' }).getByRole('listitem').getByRole('link').click();
    await page.getByRole('heading', { name: 'Read as 7' }).waitFor();
    const address = page.url();

    const context = await fixture.browser().newContext();
    const watch = await watchWindow(context);
    const other = await context.newPage();
    await other.goto(address);
    await other.getByRole('heading', { name: 'Read as 7' }).waitFor();
    expect(await button(other, 'Delete').count()).toBe(0);
    expect(await other.getByRole('group', { name: 'Correct digit' }).count()).toBe(0);
    const path = `/api/v1/predictions/${address.split('/').at(-1)}`;
    const status = await other.evaluate(async (path) => (await fetch(path, { method: 'DELETE' })).status, path);
    expect(status).toBe(403);
    await other.getByRole('link', { name: 'History' }).first().click();
    await other.getByText('Nothing yet.').waitFor();
    // What the server refuses to others.
    await watch.close(
      /^console: Failed to load resource: the server responded with a status of 403|^403: \S+\/api\/v1\/predictions\/[0-9a-f-]{36}$/,
    );
    expect((await fixture.rows()).length).toBe(1);
  });

  it('says so where there is no prediction', async () => {
    // In a window of its own: the browser notes every 404 on the console.
    const context = await fixture.browser().newContext();
    const watch = await watchWindow(context);
    const page = await context.newPage();
    await page.goto(`${fixture.url()}/predictions/00000000-0000-4000-8000-000000000000`);
    await page.getByText('There is no prediction at this address. It may have been deleted.').waitFor();
    await page.getByRole('link', { name: 'To the history' }).click();
    await page.getByText('Nothing yet.').waitFor();
    for (const place of ['/predictions/seven', '/history/7', '/digits']) {
      const response = await page.goto(fixture.url() + place);
      expect(response?.status()).toBe(404);
      await page.getByRole('heading', { name: 'Nothing is here' }).waitFor();
      // The page, not a bare sentence: with all of its ways out.
      expect(await page.getByRole('navigation', { name: 'Views' }).getByRole('link').count()).toBe(2);
    }
    await watch.close(
      /^console: Failed to load resource: the server responded with a status of 404|^404: \S+\/(predictions\/(seven|0{8}-0000-4000-8000-0{12})|history\/7|digits)$/,
    );
  });

  it('is exported as it is filtered', async () => {
    const page = fixture.page();
    await log(page, [[ONE], [SEVEN, 7], [ZERO]]);
    await openHistory(page, fixture.url(), '?digit=7');
    for (const format of ['CSV', 'JSON']) {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('link', { name: `Export ${format}` }).click(),
      ]);
      const text = await readFile(await download.path(), 'utf8');
      expect(download.suggestedFilename()).toBe(`predictions.${format.toLowerCase()}`);
      if (format === 'JSON') expect(JSON.parse(text)).toMatchObject([{ digit: 7, label: 7 }]);
      else expect(text.trim().split('\r\n').length).toBe(2);
    }
  });

  it('is deleted as a whole, once that is confirmed', async () => {
    const page = fixture.page();
    await log(page, [[ONE], [SEVEN]]);
    await openHistory(page, fixture.url());
    await button(page, 'Delete everything').click();
    await page.getByRole('alertdialog').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('alertdialog').count()).toBe(0);
    expect((await fixture.rows()).length).toBe(2);
    await button(page, 'Delete everything').click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete everything' }).click();
    await page.getByText('Nothing yet.').waitFor();
    expect(await fixture.rows()).toEqual([]);
    await openPage(page, fixture.url());
    expect(await shown(page).count()).toBe(10);
  });
});
