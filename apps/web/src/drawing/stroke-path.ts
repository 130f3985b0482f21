// Strokes as SVG path data, for the canvas (Path2D) and for thumbnails alike.
import type { Point, Stroke } from './drawing.js';

/** Side of the square that a thumbnail's path lies in, whatever the drawing's own units. */
export const THUMBNAIL_SIDE = 100;
/** The pen's width in a thumbnail, in the same units. */
export const THUMBNAIL_PEN_WIDTH = 7.5;
/** What stays free on either side of a thumbnail's ink, in the same units. */
const THUMBNAIL_MARGIN = 10;
/** The least window that a thumbnail shows, as a share of the square that was drawn on: a dot stays a dot. */
const MIN_WINDOW = 0.35;

/** In the units that are painted or shown, a few hundred to a side: far finer than a pixel. */
const number = (value: number) => String(Math.round(value * 100) / 100);
const pair = ([x, y]: Point) => `${number(x)} ${number(y)}`;
/** The point half-way. */
export const middleOf = (a: Point, b: Point): Point => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

/**
 * SVG path data for one stroke: a curve through the middles between its points, which hides the corners that a fast
 * pen leaves. A single point is a line too short to be seen (a canvas leaves out lines of no length), a dot under round
 * caps. Empty for no points.
 * @param stroke in units of which a few hundred go to the side of what is shown: coordinates are rounded to hundredths.
 */
export function strokePath(stroke: Stroke): string {
  const [first, ...rest] = stroke;
  if (!first) return '';
  const last = rest.at(-1);
  if (!last) return `M${pair(first)}h.01`;
  let path = `M${pair(first)}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    if (next) path += `Q${pair(point)} ${pair(middleOf(point, next))}`;
  });
  return `${path}L${pair(last)}`;
}

/**
 * SVG path data for a thumbnail: the drawing cropped to a square window around its ink, whatever its place, its size and
 * its units, and scaled to THUMBNAIL_SIDE.
 * @param size side of the square that was drawn on, in the strokes' units; above 0.
 * @returns empty where there is no ink.
 */
export function thumbnailPath(strokes: readonly Stroke[], size: number): string {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const stroke of strokes) {
    for (const [x, y] of stroke) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  const inkShare = 1 - (THUMBNAIL_PEN_WIDTH + 2 * THUMBNAIL_MARGIN) / THUMBNAIL_SIDE;
  // A dot on the least of squares has a window that rounds to nothing; any other does for it.
  const window = Math.max(Math.max(right - left, bottom - top) / inkShare, size * MIN_WINDOW) || 1;
  const [centerX, centerY] = [(left + right) / 2, (top + bottom) / 2];
  const place = (offset: number) => (0.5 + offset / window) * THUMBNAIL_SIDE;
  return strokes
    .map((stroke) => strokePath(stroke.map(([x, y]): Point => [place(x - centerX), place(y - centerY)])))
    .join('');
}
