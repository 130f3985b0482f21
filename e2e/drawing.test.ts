// A person draws, sees the answer, corrects it and finds it again; what happened is then read from PostgreSQL itself.
import { describe, expect, it } from 'vitest';
import { hasBrowser } from './support/browser.js';
import { hasPostgres } from './support/database.js';
import { canvasOf, drawWithMouse, inkOn, ONE, placeOnCanvas, SEVEN, THREE, ZERO } from './support/drawing.js';
import { setUpPage } from './support/fixture.js';
import {
  button,
  cards,
  confidenceOf,
  correctDigit,
  labelButton,
  openPage,
  predictionOf,
  setSettings,
  submit,
} from './support/page.js';

const PERCENTAGE = /^\d{1,2}\.\d %$/;

describe.runIf(hasBrowser && hasPostgres)('drawing on the page', () => {
  const fixture = setUpPage();

  it.each([
    ['a zero', ZERO, 0],
    ['a one', ONE, 1],
    ['a three', THREE, 3],
    ['a seven', SEVEN, 7],
  ])('reads %s, and logs what was drawn', async (_, strokes, digit) => {
    const page = fixture.page();
    await drawWithMouse(page, strokes);
    await submit(page);
    expect(await predictionOf(page).textContent()).toBe(String(digit));
    expect(await confidenceOf(page).textContent()).toMatch(PERCENTAGE);
    const likeliest = page.getByTestId(`probability-${digit}`);
    expect(await likeliest.getAttribute('aria-valuetext')).toBe(await confidenceOf(page).textContent());
    expect(await page.getByRole('meter').count()).toBe(10);

    const [row, ...others] = await fixture.rows();
    expect(others).toEqual([]);
    expect(row).toMatchObject({ digit, label: null, source: 'draw' });
    expect(row?.ink.size).toBe(280);
    expect(row?.ink.strokes.length).toBe(strokes.length);
    const [x = 0, y = 0] = row?.ink.strokes[0]?.[0] ?? [];
    const [shareX = 0, shareY = 0] = strokes[0]?.[0] ?? [];
    expect(x).toBeCloseTo(shareX * 280, -0.5);
    expect(y).toBeCloseTo(shareY * 280, -0.5);
  });

  it('saves the correct digit at once, and lists it again after a reload', async () => {
    const page = fixture.page();
    await drawWithMouse(page, SEVEN);
    await submit(page);
    await labelButton(page, 7).click();
    await expect.poll(async () => (await fixture.rows()).map((row) => row.label)).toEqual([7]);
    expect(await labelButton(page, 7).getAttribute('aria-pressed')).toBe('true');

    await openPage(page, fixture.url());
    await expect.poll(() => cards(page).count()).toBe(1);
    expect(await cards(page).first().innerText()).toMatch(/^7\s.*%\s*just now\s*✓ Right\s*mnist-cnn \S+$/s);
    expect(await cards(page).first().locator('svg path').getAttribute('d')).toMatch(/^M/);
  });

  it('takes a label back when it is tapped again, and takes it from a key too', async () => {
    const page = fixture.page();
    await drawWithMouse(page, SEVEN);
    await submit(page);
    await labelButton(page, 4).click();
    await labelButton(page, 4).click();
    await expect.poll(async () => (await fixture.rows()).map((row) => row.label)).toEqual([null]);
    expect(await labelButton(page, 4).getAttribute('aria-pressed')).toBe('false');
    await page.keyboard.press('1');
    await expect.poll(async () => (await fixture.rows()).map((row) => row.label)).toEqual([1]);
    expect(await labelButton(page, 1).getAttribute('aria-pressed')).toBe('true');
    expect(await cards(page).first().innerText()).toContain('✗ It was 1');
  });

  it('asks for a digit when nothing is drawn, and logs nothing', async () => {
    const page = fixture.page();
    await button(page, 'Submit').click();
    await page.getByText('Draw a digit first').waitFor();
    expect(await predictionOf(page).textContent()).toBe('–');
    expect(await labelButton(page, 0).isDisabled()).toBe(true);
    await drawWithMouse(page, ONE);
    expect(await page.getByText('Draw a digit first').count()).toBe(0);
    expect(await fixture.rows()).toEqual([]);
  });

  it('says kindly that something is not a digit', async () => {
    const page = fixture.page();
    const place = await placeOnCanvas(page);
    await page.mouse.click(...place([0.2, 0.2]));
    expect(await inkOn(page)).toBeGreaterThan(0);
    await submit(page);
    expect(await predictionOf(page).textContent()).toBe('–');
    expect(await confidenceOf(page).textContent()).toBe('');
    expect(await page.getByText('This does not look like a digit').first().isVisible()).toBe(true);
    expect(await cards(page).first().innerText()).toContain('Not a digit');
    await labelButton(page, 1).click();
    await expect.poll(async () => (await fixture.rows()).map((row) => row.label)).toEqual([1]);
  });

  it('never shows an answer beside another drawing, and shows it again with its own', async () => {
    const page = fixture.page();
    // The server's answers alone: those of the model in the browser change with the drawing.
    await setSettings(page, { live: false });
    await openPage(page, fixture.url());
    await drawWithMouse(page, SEVEN);
    await submit(page);
    const digit = await predictionOf(page).textContent();
    const confidence = await confidenceOf(page).textContent();

    const place = await placeOnCanvas(page);
    await page.mouse.move(...place([0.2, 0.5]));
    await page.mouse.down();
    expect(await predictionOf(page).textContent()).toBe('–');
    expect(await confidenceOf(page).textContent()).toBe('');
    expect(await labelButton(page, 7).isDisabled()).toBe(true);
    await page.mouse.up();
    expect(await predictionOf(page).textContent()).toBe('–');

    await submit(page);
    expect((await fixture.rows()).length).toBe(2);
    await button(page, 'Undo').click();
    expect(await predictionOf(page).textContent()).toBe(digit);
    expect(await confidenceOf(page).textContent()).toBe(confidence);
    await button(page, 'Clear').click();
    expect(await predictionOf(page).textContent()).toBe('–');
  });

  it('keeps an answer that comes too late out of sight, and in the list', async () => {
    const page = fixture.page();
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    await page.route('**/api/v1/predictions', async (route) => {
      await held;
      await route.continue();
    });
    await drawWithMouse(page, SEVEN);
    const answered = page.waitForResponse((response) => response.request().method() === 'POST');
    await button(page, 'Submit').click();
    await button(page, 'Clear').click();
    letGo();
    await answered;
    await expect.poll(() => cards(page).count()).toBe(1);
    expect(await predictionOf(page).textContent()).toBe('–');
    expect(await labelButton(page, 7).isDisabled()).toBe(true);
  });

  it('logs the same drawing once, however often it is submitted', async () => {
    const page = fixture.page();
    await drawWithMouse(page, ZERO);
    await submit(page);
    await submit(page);
    await submit(page);
    expect((await fixture.rows()).length).toBe(1);
    expect(await cards(page).count()).toBe(1);
    await button(page, 'Clear').click();
    await drawWithMouse(page, ZERO);
    await submit(page);
    expect((await fixture.rows()).length).toBe(2);
  });

  it('lists twelve predictions, and leads to all of them', async () => {
    const page = fixture.page();
    await page.evaluate(async () => {
      for (let i = 0; i < 15; i += 1) {
        const strokes = [Array.from({ length: 8 }, (_, step) => [140 + i, 60 + step * 20])];
        const response = await fetch('/api/v1/predictions', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ strokes, size: 280 }),
        });
        await response.json();
      }
    });
    await openPage(page, fixture.url());
    await expect.poll(() => cards(page).count()).toBe(12);
    await drawWithMouse(page, ZERO);
    await submit(page);
    await page.getByText('Submitted', { exact: true }).waitFor();
    expect(await cards(page).count()).toBe(12);
    await page.getByRole('link', { name: 'All of the history' }).click();
    await expect.poll(() => cards(page, 'main').count()).toBe(16);
  });

  it('shows drawings alike, whatever the units in which they came', async () => {
    const page = fixture.page();
    const units = [1, 280, 1_000_000];
    for (const size of units) {
      const strokes = SEVEN.map((stroke) => stroke.map(([x, y]) => [x * size, y * size]));
      const response = await page.request.post(`${fixture.url()}/api/v1/predictions`, { data: { strokes, size } });
      expect(response.status()).toBe(201);
    }
    await openPage(page, fixture.url());
    const drawings = cards(page).locator('svg');
    await expect.poll(() => drawings.count()).toBe(units.length);
    // Where the ink is on the screen, within its thumbnail; rounding may move it by a hundredth of the pen.
    const boxes = await drawings.evaluateAll((thumbnails) =>
      thumbnails.map((svg) => {
        const ink = svg.querySelector('path')?.getBoundingClientRect() ?? new DOMRect();
        const paper = svg.getBoundingClientRect();
        return [ink.left - paper.left, ink.top - paper.top, ink.width, ink.height, paper.width];
      }),
    );
    const [newest = []] = boxes;
    expect(newest[3] ?? 0).toBeGreaterThan(0.7 * (newest[4] ?? 0));
    for (const box of boxes) box.forEach((value, index) => void expect(value).toBeCloseTo(newest[index] ?? 0, 1));
  });

  it('shows an uploaded image as the model saw it', async () => {
    const page = fixture.page();
    await drawWithMouse(page, SEVEN);
    await inkOn(page);
    await canvasOf(page).evaluate(async (element) => {
      const image = (element as HTMLCanvasElement).toDataURL('image/png');
      const response = await fetch('/api/v1/predictions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ image }),
      });
      await response.json();
    });
    expect(await fixture.rows()).toMatchObject([{ digit: 7, source: 'upload' }]);
    await openPage(page, fixture.url());
    const thumbnail = cards(page).first().locator('canvas');
    await thumbnail.waitFor();
    const inked = await thumbnail.evaluate((element) => {
      const context = (element as HTMLCanvasElement).getContext('2d');
      return context?.getImageData(0, 0, 28, 28).data.filter((value, index) => index % 4 === 3 && value > 128).length;
    });
    expect(inked).toBeGreaterThan(30);
    expect(inked).toBeLessThan(250);
  });

  it('names the model, and every control', async () => {
    const page = fixture.page();
    expect(await correctDigit(page).getByRole('button').allInnerTexts()).toEqual([...'0123456789']);
    expect(await page.getByLabel('Drawing canvas').count()).toBe(1);
    await drawWithMouse(page, ONE);
    await submit(page);
    expect(await page.getByRole('contentinfo').innerText()).toMatch(/Model mnist-cnn, version \S+/);
  });

  it('names the model that gave the answer on the screen, also after a newer one', async () => {
    const page = fixture.page();
    const footer = page.getByRole('contentinfo');
    await drawWithMouse(page, ONE);
    await submit(page);
    const before = await footer.innerText();
    // A server that was updated while the page was open.
    await page.route('**/api/v1/predictions', async (route) => {
      const response = await route.fetch();
      const model = { name: 'mnist-cnn', version: '99.0.0' };
      await route.fulfill({ response, json: { ...(await response.json()), model } });
    });
    await drawWithMouse(page, SEVEN);
    await submit(page);
    expect(await footer.innerText()).toContain('version 99.0.0');
    await button(page, 'Undo').click();
    expect(await footer.innerText()).toBe(before);
  });
});
