// The pen in the hands of the keyboard: where it is, and where the arrow keys take it.
import { clampToCanvas, type Point, SIDE } from './drawing.js';

/** How far one press of an arrow key moves the pen; with Shift, and without. */
export const FINE_STEP = 2;
export const STEP = 10;

export const START: Point = [SIDE / 2, SIDE / 4];

const directions: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

export const isArrow = (key: string): boolean => Object.hasOwn(directions, key);

/**
 * Where a pen of `penWidth` goes from `at` while `keys` are held: two arrows at once move it slantwise. It stays on the canvas.
 */
export function movePen(at: Point, keys: Iterable<string>, step: number, penWidth: number): Point {
  let [x, y] = at;
  for (const key of keys) {
    const [dx, dy] = directions[key] ?? [0, 0];
    x += dx * step;
    y += dy * step;
  }
  return clampToCanvas([x, y], penWidth);
}
