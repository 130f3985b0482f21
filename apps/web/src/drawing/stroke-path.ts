// Strokes as SVG path data, for the canvas (Path2D) and for thumbnails alike.
import type { Drawing, Point, Stroke } from './drawing.js';

/** The least side of a thumbnail's window, as a share of the drawing's: a dot stays a dot. */
const MIN_WINDOW = 0.35;
/** The pen's width in a thumbnail, as a share of its window. */
const THUMBNAIL_PEN = 0.075;

const number = (value: number) => String(Math.round(value * 10) / 10);
const pair = ([x, y]: Point) => `${number(x)} ${number(y)}`;
const middle = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

/**
 * SVG path data for one stroke: a curve through the middles between its points, which hides the corners that a fast
 * pen leaves. A single point is a line too short to
 * be seen (a canvas leaves out lines of no length), a dot under round caps. Empty for no points.
 */
export function strokePath(stroke: Stroke): string {
  const [first, ...rest] = stroke;
  if (!first) return '';
  const last = rest.at(-1);
  if (!last) return `M${pair(first)}h.01`;
  let path = `M${pair(first)}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (next) path += `Q${pair(point)} ${pair(middle(point, next))}`;
  });
  return `${path}L${pair(last)}`;
}

/** SVG path data for a whole drawing; empty for no ink. */
export const drawingPath = (drawing: Drawing): string => drawing.map(strokePath).join('');

export interface Thumbnail {
  readonly viewBox: string;
  readonly path: string;
  readonly strokeWidth: number;
}

/**
 * The drawing cropped to a square window around its ink, whatever its place and size on the canvas.
 * @param size side of the square that was drawn on, in the strokes' units.
 * @returns null where there is no ink.
 */
export function thumbnailOf(drawing: Drawing, size: number): Thumbnail | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const stroke of drawing) {
    for (const [x, y] of stroke) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  if (left > right) return null;
  // A tenth of the window stays free on either side, besides half the pen.
  const ink = Math.max(right - left, bottom - top) / (1 - THUMBNAIL_PEN - 0.2);
  const side = Math.max(ink, size * MIN_WINDOW);
  const corner = [(left + right - side) / 2, (top + bottom - side) / 2];
  return {
    viewBox: [...corner, side, side].map(number).join(' '),
    path: drawingPath(drawing),
    strokeWidth: Math.round(side * THUMBNAIL_PEN * 10) / 10,
  };
}
