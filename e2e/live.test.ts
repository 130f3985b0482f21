// The answer while the pen moves, from the model in the browser.
import { describe, expect, it } from 'vitest';
import { hasBrowser, watchWindow } from './support/browser.js';
import { hasPostgres } from './support/database.js';
import { drawWithMouse, inkOn, ONE, ONE_OR_SEVEN, placeOnCanvas, SEVEN } from './support/drawing.js';
import { setUpPage } from './support/fixture.js';
import {
  button,
  cards,
  confidenceOf,
  labelButton,
  openPage,
  predictionOf,
  setSettings,
  submit,
  waitForModel,
} from './support/page.js';

describe.runIf(hasBrowser && hasPostgres)('live recognition', () => {
  const fixture = setUpPage();

  it('reads the digit before the pen is lifted, and logs nothing', async () => {
    const page = fixture.page();
    await waitForModel(page);
    const place = await placeOnCanvas(page);
    const [first = [0, 0], ...rest] = SEVEN[0] ?? [];
    await page.mouse.move(...place(first));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...place(point));
    expect(await predictionOf(page).textContent()).toBe('7');
    expect(await page.getByTestId('probability-7').getAttribute('aria-valuetext')).toBe(
      await confidenceOf(page).textContent(),
    );
    expect(await labelButton(page, 7).isDisabled()).toBe(true);
    await page.mouse.up();
    expect(await labelButton(page, 7).isEnabled()).toBe(true);
    expect(await page.getByText('Not submitted yet').isVisible()).toBe(true);
    expect(await fixture.rows()).toEqual([]);
  });

  it('names the runner-up where it is close, and only there', async () => {
    const page = fixture.page();
    await waitForModel(page);
    const remark = page.getByText(/^sure/);
    await drawWithMouse(page, SEVEN);
    expect(await remark.textContent()).toBe('sure');
    await button(page, 'Clear').click();
    await drawWithMouse(page, ONE_OR_SEVEN);
    const likeliest = await page.getByRole('meter').evaluateAll((meters) =>
      meters
        .map((meter, digit) => ({ digit, value: Number(meter.getAttribute('aria-valuenow')) }))
        .sort((a, b) => b.value - a.value)
        .map(({ digit }) => digit),
    );
    expect(await predictionOf(page).textContent()).toBe(String(likeliest[0]));
    expect(await remark.textContent()).toBe(`sure. It could also be a ${likeliest[1]}.`);
  });

  it('says what the server then says, to the last shown digit', async () => {
    const page = fixture.page();
    await waitForModel(page);
    await drawWithMouse(page, SEVEN);
    const live = [await predictionOf(page).textContent(), await confidenceOf(page).textContent()];
    await submit(page);
    await page.getByText('Submitted', { exact: true }).waitFor();
    expect([await predictionOf(page).textContent(), await confidenceOf(page).textContent()]).toEqual(live);
  });

  it('submits where the browser keeps nothing', async () => {
    const context = await fixture.browser().newContext();
    const watch = await watchWindow(context);
    await context.addInitScript(() => {
      const deny = () => {
        throw new DOMException('The request was denied.', 'SecurityError');
      };
      IDBFactory.prototype.open = deny;
      // Not there on the empty page that a window begins with.
      if ('locks' in navigator) LockManager.prototype.request = async () => deny();
      Object.defineProperty(globalThis, 'BroadcastChannel', { value: deny });
      if ('caches' in globalThis) CacheStorage.prototype.open = async () => deny();
      for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, { get: deny });
    });
    const page = await context.newPage();
    await openPage(page, fixture.url());
    await drawWithMouse(page, SEVEN);
    await submit(page);
    await page.getByText('Submitted', { exact: true }).waitFor();
    expect((await fixture.rows()).map(({ digit }) => digit)).toEqual([7]);
    await watch.close();
  });

  it('knows after a reload what was submitted long before others', async () => {
    const page = fixture.page();
    await drawWithMouse(page, SEVEN);
    await submit(page);
    await labelButton(page, 4).click();
    await page.evaluate(async () => {
      const items = Array.from({ length: 13 }, () => ({
        strokes: [
          [
            [140, 30],
            [140, 250],
          ],
        ],
        size: 280,
      }));
      const headers = { 'content-type': 'application/json' };
      await fetch('/api/v1/predictions/batch', { method: 'POST', headers, body: JSON.stringify({ items }) });
    });
    await page.reload();
    await page.getByText('Submitted', { exact: true }).waitFor();
    expect(await labelButton(page, 4).getAttribute('aria-pressed')).toBe('true');
    expect(await cards(page).count()).toBe(12);
  });

  it('submits with the label that is tapped first', async () => {
    const page = fixture.page();
    await waitForModel(page);
    await drawWithMouse(page, SEVEN);
    await labelButton(page, 7).click();
    await expect.poll(async () => (await fixture.rows()).map(({ digit, label }) => [digit, label])).toEqual([[7, 7]]);
    await expect.poll(() => labelButton(page, 7).getAttribute('aria-pressed')).toBe('true');
    expect(await cards(page).count()).toBe(1);
  });

  it('is as empty as the canvas after Clear, and as it was after Undo', async () => {
    const page = fixture.page();
    await waitForModel(page);
    await drawWithMouse(page, ONE);
    await button(page, 'Clear').click();
    expect(await predictionOf(page).textContent()).toBe('–');
    expect(await confidenceOf(page).textContent()).toBe('');
    await button(page, 'Undo').click();
    expect(await predictionOf(page).textContent()).toBe('1');
  });

  it('can be turned off: then Submit answers', async () => {
    const page = fixture.page();
    await setSettings(page, { live: false });
    await openPage(page, fixture.url());
    await waitForModel(page);
    await drawWithMouse(page, SEVEN);
    expect(await predictionOf(page).textContent()).toBe('–');
    await submit(page);
    expect(await predictionOf(page).textContent()).toBe('7');
  });

  it('submits by itself once the pen has rested, if that is wanted', async () => {
    const page = fixture.page();
    await setSettings(page, { autoSubmit: true });
    await openPage(page, fixture.url());
    await drawWithMouse(page, SEVEN);
    await expect.poll(async () => (await fixture.rows()).length, { timeout: 10_000 }).toBe(1);
    await page.getByText('Submitted', { exact: true }).waitFor();
  });

  it('submits nothing by itself that Undo or a reload has brought back', async () => {
    const page = fixture.page();
    await setSettings(page, { autoSubmit: true });
    await openPage(page, fixture.url());
    const isSubmitted = async (count: number) => {
      await expect.poll(async () => (await fixture.rows()).length, { timeout: 10_000 }).toBe(count);
      await page.getByText('Submitted', { exact: true }).waitFor();
    };
    await drawWithMouse(page, ONE);
    await isSubmitted(1);
    await drawWithMouse(page, SEVEN);
    await isSubmitted(2);
    await openPage(page, fixture.url());
    await page.keyboard.press('Control+z');
    await page.getByText('Submitted', { exact: true }).waitFor();
    // Longer than the pen has to rest.
    await page.waitForTimeout(2500);
    expect((await fixture.rows()).length).toBe(2);
  });

  it('is there after a reload, with the drawing, its steps back, its answer and its label', async () => {
    const page = fixture.page();
    await drawWithMouse(page, SEVEN);
    await submit(page);
    await labelButton(page, 7).click();
    await expect.poll(async () => (await fixture.rows()).map(({ label }) => label)).toEqual([7]);
    const ink = await inkOn(page);
    await openPage(page, fixture.url());
    expect(await inkOn(page)).toBe(ink);
    await expect.poll(() => labelButton(page, 7).getAttribute('aria-pressed')).toBe('true');
    expect(await predictionOf(page).textContent()).toBe('7');
    await submit(page);
    expect((await fixture.rows()).length).toBe(1);
    await button(page, 'Undo').click();
    expect(await inkOn(page)).toBe(0);
  });

  it('keeps the drawing while the person looks at the history', async () => {
    const page = fixture.page();
    await drawWithMouse(page, SEVEN);
    const ink = await inkOn(page);
    await page.getByRole('link', { name: 'History' }).first().click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
    await page.goBack();
    expect(await inkOn(page)).toBe(ink);
  });
});
