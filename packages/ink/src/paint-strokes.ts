// Strokes as the page shows them: black on a white square, with the brush that the person chose.
import type { GrayImage } from './gray-image.js';
import { inkStrokes } from './rasterise.js';
import type { Stroke } from './stroke.js';

/** Side of the page's canvas, pixels. */
export const CANVAS_SIDE = 280;

/**
 * Paints strokes with a round pen, black on white, anti-aliased. What lies outside the canvas is clipped; points that are not
 * finite are left out.
 * @param size side of the square that was drawn on, in the units of the strokes' points, above 0
 * @param brush the pen's width, pixels of the canvas, above 0
 * @param side the canvas's side, whole pixels, at least 1
 * @throws RangeError when size, brush or side is outside its range
 */
export function paintStrokes(strokes: readonly Stroke[], size: number, brush: number, side = CANVAS_SIDE): GrayImage {
  if (!(size > 0 && size < Infinity)) throw new RangeError(`size must be a number above 0, not ${size}.`);
  if (!(brush > 0 && brush < Infinity)) throw new RangeError(`brush must be a number above 0, not ${brush}.`);
  if (!(Number.isInteger(side) && side >= 1)) {
    throw new RangeError(`side must be a whole number of pixels, at least 1, not ${side}.`);
  }
  const data = new Uint8Array(side * side).fill(255);
  const toPixels = (coordinate: number): number => (coordinate / size) * side;
  inkStrokes({ width: side, height: side, data, paper: 255 }, strokes, toPixels, toPixels, brush);
  return { width: side, height: side, data };
}
