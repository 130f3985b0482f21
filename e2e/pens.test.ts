// The pens: mouse, fingers and keyboard, with undo and redo, on screens of any size.
import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { hasBrowser, watchWindow } from './support/browser.js';
import { hasPostgres } from './support/database.js';
import {
  canvasOf,
  drawWithFinger,
  drawWithMouse,
  inkOn,
  ONE,
  placeOnCanvas,
  SEVEN,
  touch,
  ZERO,
} from './support/drawing.js';
import { setUpPage } from './support/fixture.js';
import { button, cards, labelButton, openPage, predictionOf, submit } from './support/page.js';

describe.runIf(hasBrowser && hasPostgres)('the pens', () => {
  const fixture = setUpPage();

  it('undoes, redoes and clears, with buttons and keys', async () => {
    const page = fixture.page();
    expect(await button(page, 'Undo').isDisabled()).toBe(true);
    expect(await button(page, 'Redo').isDisabled()).toBe(true);
    expect(await button(page, 'Clear').isDisabled()).toBe(true);
    await drawWithMouse(page, ZERO);
    const zero = await inkOn(page);
    await drawWithMouse(page, ONE);
    const both = await inkOn(page);
    expect(both).toBeGreaterThan(zero);

    await button(page, 'Undo').click();
    expect(await inkOn(page)).toBe(zero);
    await button(page, 'Redo').click();
    expect(await inkOn(page)).toBe(both);
    await page.keyboard.press('Control+z');
    expect(await inkOn(page)).toBe(zero);
    await page.keyboard.press('Control+Shift+z');
    expect(await inkOn(page)).toBe(both);
    await button(page, 'Clear').click();
    expect(await inkOn(page)).toBe(0);
    await page.keyboard.press('Control+z');
    expect(await inkOn(page)).toBe(both);
    await page.keyboard.press('Control+y');
    expect(await inkOn(page)).toBe(0);
    await button(page, 'Undo').click();
    await page.keyboard.press('Delete');
    expect(await inkOn(page)).toBe(0);
  });

  it('works by keyboard alone', async () => {
    const page = fixture.page();
    const isOn = (name: string) => page.evaluate((name) => document.activeElement?.textContent === name, name);
    for (const name of ['MNIST Digit Classifier', 'Draw', 'History']) {
      await page.keyboard.press('Tab');
      expect(await isOn(name)).toBe(true);
    }
    // Settings, and the list of keys.
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('Tab');
    expect(await canvasOf(page).evaluate((canvas) => document.activeElement === canvas)).toBe(true);
    await page.keyboard.press('Space');
    for (let i = 0; i < 15; i += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    expect(await inkOn(page)).toBeGreaterThan(0.01);
    await page.keyboard.press('Enter');
    await expect.poll(() => predictionOf(page).textContent()).toBe('1');

    // Undo, Clear, Submit (Redo has nothing to do), then the ten buttons of the true digit.
    for (let i = 0; i < 3; i += 1) await page.keyboard.press('Tab');
    expect(await button(page, 'Submit').evaluate((element) => document.activeElement === element)).toBe(true);
    // Eraser, pen width, Picture, then 0 and 1.
    for (let i = 0; i < 5; i += 1) await page.keyboard.press('Tab');
    expect(await labelButton(page, 1).evaluate((element) => document.activeElement === element)).toBe(true);
    await page.keyboard.press('Space');
    await expect.poll(async () => (await fixture.rows()).map((row) => row.label)).toEqual([1]);
    expect((await fixture.rows())[0]?.ink.strokes).toEqual([
      [...Array(16).keys()].map((step) => [140, 70 + 10 * step]),
    ]);

    await expect.poll(() => cards(page).first().innerText()).toContain('✓ Right');
    // To the history, past the other digits, "Why this answer?" and the card of the latest prediction.
    for (let i = 0; i < 11; i += 1) await page.keyboard.press('Tab');
    expect(await isOn('History')).toBe(true);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'History' }).waitFor();
    const tabTo = async (target: Locator) => {
      const isThere = () => target.evaluate((element) => document.activeElement === element);
      for (let i = 0; i < 20 && !(await isThere()); i += 1) await page.keyboard.press('Tab');
      expect(await isThere()).toBe(true);
      await page.keyboard.press('Enter');
    };
    // To its page, and away with it.
    await tabTo(cards(page, 'main').first().getByRole('link'));
    await page.getByRole('heading', { name: 'Read as 1' }).waitFor();
    await tabTo(button(page, 'Delete'));
    await page.getByRole('alertdialog').waitFor();
    // Close, Cancel, Delete.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing yet.').waitFor();
    expect(await fixture.rows()).toEqual([]);
  });

  it('draws slantwise with two arrows held, and clears with Escape', async () => {
    const page = fixture.page();
    await canvasOf(page).focus();
    await page.keyboard.press('Space');
    await page.keyboard.down('ArrowRight');
    await page.keyboard.down('ArrowDown');
    await page.keyboard.up('ArrowDown');
    await page.keyboard.up('ArrowRight');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await fixture.rows()).length).toBe(1);
    expect((await fixture.rows())[0]?.ink.strokes).toEqual([
      [
        [140, 70],
        [150, 70],
        [160, 80],
      ],
    ]);
    await page.keyboard.press('Escape');
    expect(await inkOn(page)).toBe(0);
  });

  it('draws with a finger, which does not scroll the page; a second finger leaves no ink', async () => {
    const page = fixture.page();
    await page.setViewportSize({ width: 390, height: 600 });
    const session = await fixture.context().newCDPSession(page);
    await drawWithFinger(page, session, SEVEN);
    const seven = await inkOn(page);
    expect(seven).toBeGreaterThan(0.01);
    expect(await page.evaluate(() => scrollY)).toBe(0);

    const place = await placeOnCanvas(page);
    await touch(session, 'touchStart', [place([0.1, 0.1])]);
    await touch(session, 'touchStart', [place([0.1, 0.1]), place([0.9, 0.9])]);
    await touch(session, 'touchMove', [place([0.1, 0.2]), place([0.9, 0.5])]);
    await touch(session, 'touchEnd', []);
    expect(await inkOn(page)).toBe(seven);

    await submit(page);
    expect(await predictionOf(page).textContent()).toBe('7');
    expect((await fixture.rows())[0]?.ink.strokes.length).toBe(1);
  });

  it('draws with the stylus that comes after the hand, and not with the hand', async () => {
    const page = fixture.page();
    const place = await placeOnCanvas(page);
    const session = await fixture.context().newCDPSession(page);
    const pen = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', point: readonly [number, number]) => {
      const [x, y] = place(point);
      const buttons = type === 'mouseReleased' ? 0 : 1;
      return session.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons, pointerType: 'pen' });
    };
    await touch(session, 'touchStart', [place([0.9, 0.9])]);
    const [first = [0, 0], ...rest] = SEVEN[0] ?? [];
    await pen('mousePressed', first);
    for (const point of rest) await pen('mouseMoved', point);
    await pen('mouseReleased', rest.at(-1) ?? first);
    await touch(session, 'touchEnd', []);
    // The hand rests anew between two strokes.
    await touch(session, 'touchStart', [place([0.9, 0.9])]);
    await touch(session, 'touchEnd', []);
    await submit(page);
    expect((await fixture.rows()).map(({ digit, ink }) => [digit, ink.strokes.length])).toEqual([[7, 1]]);
    await button(page, 'Undo').click();
    expect(await button(page, 'Undo').isDisabled()).toBe(true);
  });

  it('takes keys by their place where the keyboard writes no Latin letters', async () => {
    const page = fixture.page();
    await drawWithMouse(page, SEVEN);
    const press = (key: string, code: string, ctrlKey = false) =>
      page.evaluate(
        (options) => document.body.dispatchEvent(new KeyboardEvent('keydown', { ...options, bubbles: true })),
        { key, code, ctrlKey },
      );
    await press('я', 'KeyZ', true);
    await expect.poll(() => inkOn(page)).toBe(0);
    await press('у', 'KeyE');
    expect(await button(page, 'Eraser').getAttribute('aria-pressed')).toBe('true');
  });

  it('goes on after the system takes a touch away, keeping what was drawn', async () => {
    const page = fixture.page();
    const session = await fixture.context().newCDPSession(page);
    const place = await placeOnCanvas(page);
    await touch(session, 'touchStart', [place([0.3, 0.3])]);
    await touch(session, 'touchMove', [place([0.3, 0.6])]);
    await touch(session, 'touchCancel', []);
    const cut = await inkOn(page);
    expect(cut).toBeGreaterThan(0);
    await drawWithFinger(page, session, ONE);
    expect(await inkOn(page)).toBeGreaterThan(cut);
    await button(page, 'Undo').click();
    expect(await inkOn(page)).toBe(cut);
  });

  it('keeps the ink of a pen that leaves the canvas at its edge: what is read is what is seen', async () => {
    const page = fixture.page();
    // Out to the right, round below, and in again from the left.
    await drawWithMouse(page, [
      [
        [0.5, 0.5],
        [1.3, 0.5],
        [1.3, 1.2],
        [-0.3, 1.2],
        [-0.3, 0.5],
        [0.4, 0.5],
      ],
    ]);
    await submit(page);
    const response = await page.request.get(`${fixture.url()}/api/v1/predictions`);
    expect((await response.json()).items).toMatchObject([
      {
        ink: {
          size: 280,
          strokes: [
            [
              [140, 140],
              [272, 140],
              [272, 272],
              [8, 272],
              [8, 140],
              [112, 140],
            ],
          ],
        },
      },
    ]);
    // 940 units of a pen 16 wide, on 280 × 280, without what overlaps and what the curves cut off at the corners.
    expect(await inkOn(page)).toBeGreaterThan(0.12);
  });

  it('submits a drawing of more points than the server takes', async () => {
    const page = fixture.page();
    const place = await placeOnCanvas(page);
    await page.mouse.move(...place([0.7, 0.5]));
    await page.mouse.down();
    const moves = 12_000;
    // Sent from inside the page, since so many from outside would take a minute.
    await canvasOf(page).evaluate((canvas, count) => {
      const { left, top, width } = canvas.getBoundingClientRect();
      for (let i = 1; i <= count; i += 1) {
        const angle = i / 50;
        const clientX = left + width * (0.5 + 0.2 * Math.cos(angle));
        const clientY = top + width * (0.5 + 0.3 * Math.sin(angle));
        canvas.dispatchEvent(new PointerEvent('pointermove', { pointerId: 1, clientX, clientY, bubbles: true }));
      }
    }, moves);
    await page.mouse.up();
    await submit(page);
    expect(await predictionOf(page).textContent()).toBe('0');
    const [row] = await fixture.rows();
    expect(row?.ink.strokes.length).toBe(1);
    expect(row?.ink.strokes[0]?.length).toBeGreaterThan(moves / 4);
    expect(row?.ink.strokes[0]?.length).toBeLessThanOrEqual(10_000);
  });

  it('keeps the drawing through a change of size and of colours', async () => {
    const page = fixture.page();
    await drawWithMouse(page, SEVEN);
    const before = await inkOn(page);
    await page.setViewportSize({ width: 360, height: 740 });
    expect(await inkOn(page)).toBeCloseTo(before, 2);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => inkOn(page)).toBeCloseTo(before, 2);
    await submit(page);
    expect((await fixture.rows())[0]?.ink.size).toBe(280);
  });

  it('draws as finely as the screen is', async () => {
    const context = await fixture.browser().newContext({ viewport: { width: 400, height: 800 }, deviceScaleFactor: 3 });
    const watch = await watchWindow(context);
    const page = await context.newPage();
    await openPage(page, fixture.url());
    const [bitmap, shown] = await canvasOf(page).evaluate((element) => [
      (element as HTMLCanvasElement).width,
      element.clientWidth,
    ]);
    await watch.close();
    expect(bitmap).toBe((shown ?? 0) * 3);
  });

  it('works without what browsers keep for https: random UUIDs and coalesced events', async () => {
    const page = fixture.page();
    await page.addInitScript(() => {
      Object.defineProperty(crypto, 'randomUUID', { value: undefined });
      Object.defineProperty(PointerEvent.prototype, 'getCoalescedEvents', { value: undefined });
    });
    await openPage(page, fixture.url());
    await drawWithMouse(page, ONE);
    await submit(page);
    expect(await predictionOf(page).textContent()).toBe('1');
    expect((await fixture.rows()).length).toBe(1);
  });
});
