// Digits as a hand draws them, and the hands: mouse, fingers, keyboard.
import type { CDPSession, Locator, Page } from 'playwright-core';

type Point = readonly [x: number, y: number];
export type Strokes = readonly (readonly Point[])[];

/** Points along an ellipse, angles in turns clockwise from the top; coordinates are shares of the canvas's side. */
function arc(center: Point, radius: Point, from: number, to: number, points = 24): Point[] {
  return Array.from({ length: points + 1 }, (_, index) => {
    const angle = 2 * Math.PI * (from + ((to - from) * index) / points);
    return [center[0] + radius[0] * Math.sin(angle), center[1] - radius[1] * Math.cos(angle)];
  });
}

/** Points along straight lines from corner to corner. */
function lines(...corners: readonly Point[]): Point[] {
  return corners.flatMap((end, index) => {
    const start = corners[index - 1];
    if (!start) return [end];
    return Array.from({ length: 12 }, (_, step): Point => {
      const share = (step + 1) / 12;
      return [start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share];
    });
  });
}

/** Strokes in shares of the canvas's side, x to the right, y down. */
export const ZERO: Strokes = [arc([0.5, 0.5], [0.2, 0.3], 0.05, -0.98, 40)];
export const ONE: Strokes = [lines([0.51, 0.2], [0.49, 0.8])];
export const THREE: Strokes = [
  [...arc([0.47, 0.35], [0.16, 0.15], -0.2, 0.5), ...arc([0.47, 0.65], [0.18, 0.15], 0, 0.68)],
];
export const FIVE: Strokes = [
  [...lines([0.4, 0.22], [0.38, 0.45]), ...arc([0.47, 0.6], [0.18, 0.18], -0.12, 0.66)],
  lines([0.4, 0.22], [0.65, 0.21]),
];
/** An A, which is no digit. */
export const LETTER: Strokes = [lines([0.25, 0.8], [0.5, 0.2], [0.75, 0.8]), lines([0.34, 0.6], [0.66, 0.6])];
/** As much a 1 as a 7. */
export const ONE_OR_SEVEN: Strokes = [lines([0.33, 0.3], [0.6, 0.22], [0.58, 0.82])];
export const SEVEN: Strokes = [lines([0.3, 0.22], [0.7, 0.22], [0.45, 0.82])];

export const canvasOf = (page: Page): Locator => page.getByTestId('canvas');

/** Turns a share of the canvas into a place in the window, CSS pixels. */
export async function placeOnCanvas(page: Page): Promise<(point: Point) => Point> {
  await canvasOf(page).scrollIntoViewIfNeeded();
  const box = await canvasOf(page).boundingBox();
  if (!box) throw new Error('The canvas is not on the page.');
  return ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
}

export async function drawWithMouse(page: Page, strokes: Strokes): Promise<void> {
  const place = await placeOnCanvas(page);
  for (const [first, ...rest] of strokes) {
    if (!first) continue;
    await page.mouse.move(...place(first));
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...place(point));
    await page.mouse.up();
  }
}

/** As drawWithMouse, but sends a stroke's moves without waiting for each: some fall between two frames, as a quick hand's do. */
export async function drawWithQuickMouse(page: Page, session: CDPSession, strokes: Strokes): Promise<void> {
  const place = await placeOnCanvas(page);
  const send = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', point: Point, buttons: 0 | 1) => {
    const [x, y] = place(point);
    const button = type === 'mouseMoved' && buttons === 0 ? 'none' : 'left';
    return session.send('Input.dispatchMouseEvent', { type, x, y, button, buttons, clickCount: 1 });
  };
  for (const stroke of strokes) {
    const [first] = stroke;
    const last = stroke.at(-1);
    if (!first || !last) continue;
    await Promise.all([
      send('mouseMoved', first, 0),
      send('mousePressed', first, 1),
      ...stroke.slice(1).map((point) => send('mouseMoved', point, 1)),
      send('mouseReleased', last, 0),
    ]);
  }
}

/** Sends one touch event with the fingers that are on the screen. */
export async function touch(
  session: CDPSession,
  type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel',
  fingers: readonly Point[],
): Promise<void> {
  const touchPoints = fingers.map(([x, y], id) => ({ x, y, id }));
  await session.send('Input.dispatchTouchEvent', { type, touchPoints });
}

export async function drawWithFinger(page: Page, session: CDPSession, strokes: Strokes): Promise<void> {
  const place = await placeOnCanvas(page);
  for (const [first, ...rest] of strokes) {
    if (!first) continue;
    await touch(session, 'touchStart', [place(first)]);
    for (const point of rest) await touch(session, 'touchMove', [place(point)]);
    await touch(session, 'touchEnd', []);
  }
}

/** The share of the canvas that is inked, 0–1, once it has been painted. */
export async function inkOn(page: Page): Promise<number> {
  return canvasOf(page).evaluate(async (element) => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const canvas = element as HTMLCanvasElement;
    // Read from a copy: reading a canvas often makes browsers draw on it more slowly, and say so on the console.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    copy?.drawImage(canvas, 0, 0);
    const data = copy?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
    const paper = getComputedStyle(canvas).backgroundColor.match(/\d+/g)?.map(Number) ?? [];
    let inked = 0;
    for (let i = 0; i < data.length; i += 4) if (Math.abs((data[i] ?? 0) - (paper[0] ?? 0)) > 40) inked += 1;
    return inked / (data.length / 4);
  });
}
