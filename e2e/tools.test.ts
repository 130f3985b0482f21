// The eraser, the pen's width, pressure, the settings and the keys.
import { describe, expect, it } from 'vitest';
import { hasBrowser } from './support/browser.js';
import { hasPostgres } from './support/database.js';
import { canvasOf, drawWithMouse, inkOn, placeOnCanvas, SEVEN } from './support/drawing.js';
import { setUpPage } from './support/fixture.js';
import { button, openPage, predictionOf, submit, waitForModel } from './support/page.js';

describe.runIf(hasBrowser && hasPostgres)('the tools', () => {
  const fixture = setUpPage();

  const eraser = () => button(fixture.page(), 'Eraser');

  it('erases ink, in one step that can be undone, and what is left is read', async () => {
    const page = fixture.page();
    await waitForModel(page);
    await drawWithMouse(page, [
      ...SEVEN,
      [
        [0.42, 0.5],
        [0.72, 0.5],
      ],
    ]);
    const whole = await inkOn(page);
    await eraser().click();
    expect(await eraser().getAttribute('aria-pressed')).toBe('true');
    // The bar's right half and what hangs over: the stem is not touched.
    await drawWithMouse(page, [
      [
        [0.72, 0.5],
        [0.68, 0.5],
      ],
    ]);
    const less = await inkOn(page);
    expect(less).toBeLessThan(whole);
    expect(less).toBeGreaterThan(whole / 2);
    expect(await predictionOf(page).textContent()).toBe('7');
    await submit(page);
    expect((await fixture.rows())[0]?.ink.strokes.length).toBe(2);
    await button(page, 'Undo').click();
    expect(await inkOn(page)).toBe(whole);
    await page.keyboard.press('e');
    expect(await eraser().getAttribute('aria-pressed')).toBe('false');
  });

  it('draws wider and thinner, which the model does not mind', async () => {
    const page = fixture.page();
    await waitForModel(page);
    const inkOfWidth = async (width: string) => {
      await page.getByLabel('Pen width').fill(width);
      await drawWithMouse(page, SEVEN);
      const ink = await inkOn(page);
      expect(await predictionOf(page).textContent()).toBe('7');
      await button(page, 'Clear').click();
      return ink;
    };
    const thin = await inkOfWidth('6');
    const wide = await inkOfWidth('30');
    expect(wide).toBeGreaterThan(3 * thin);
    await page.keyboard.press('Escape');
    await canvasOf(page).focus();
    await page.keyboard.press('[');
    expect(await page.getByLabel('Pen width').inputValue()).toBe('28');
    await openPage(page, fixture.url());
    expect(await page.getByLabel('Pen width').inputValue()).toBe('28');
  });

  it('draws as hard as a stylus presses', async () => {
    const page = fixture.page();
    const session = await fixture.context().newCDPSession(page);
    const inkUnder = async (force: number) => {
      const place = await placeOnCanvas(page);
      const pen = { button: 'left', pointerType: 'pen', force, clickCount: 1 } as const;
      const at = (x: number, y: number) => {
        const [left, top] = place([x, y]);
        return { x: left, y: top };
      };
      await session.send('Input.dispatchMouseEvent', { ...pen, type: 'mousePressed', ...at(0.5, 0.2), buttons: 1 });
      for (let y = 0.25; y < 0.8; y += 0.05) {
        await session.send('Input.dispatchMouseEvent', { ...pen, type: 'mouseMoved', ...at(0.5, y), buttons: 1 });
      }
      await session.send('Input.dispatchMouseEvent', { ...pen, type: 'mouseReleased', ...at(0.5, 0.8), buttons: 0 });
      const ink = await inkOn(page);
      await button(page, 'Clear').click();
      return ink;
    };
    const [light, hard] = [await inkUnder(0.1), await inkUnder(0.9)];
    expect(light).toBeGreaterThan(0);
    expect(hard).toBeGreaterThan(1.5 * light);
  });

  it('has settings that take effect at once, and stay', async () => {
    const page = fixture.page();
    await button(page, 'Settings').click();
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.getByRole('radio', { name: 'Light' }).check();
    const light = await background();
    await page.getByRole('radio', { name: 'Dark' }).check();
    const dark = await background();
    expect(dark).not.toBe(light);
    await page.getByRole('switch', { name: 'Left-handed' }).check();
    await page.keyboard.press('Escape');
    const isRight = async () =>
      ((await canvasOf(page).boundingBox())?.x ?? 0) > ((await predictionOf(page).boundingBox())?.x ?? 0);
    expect(await isRight()).toBe(true);
    await openPage(page, fixture.url());
    expect(await background()).toBe(dark);
    expect(await isRight()).toBe(true);
    expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe('dark');
  });

  it('lists the keys behind "?", and does without single keys if that is wanted', async () => {
    const page = fixture.page();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await button(page, 'Settings').click();
    await page.getByRole('switch', { name: 'Single-key shortcuts' }).uncheck();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('e');
    expect(await eraser().getAttribute('aria-pressed')).toBe('false');
  });
});
