// Strokes into MNIST's 28×28: scaled into the 20×20 box first and inked after, with one constant pen, so that neither the brush
// that a person chose nor the size of the drawing changes how thick the digit's lines are.
import { placeByCenterOfMass } from './center-of-mass.js';
import { BOX_SIDE } from './mnist-frame.js';
import { inkStrokes } from './rasterise.js';
import { stretchToFullInk } from './stretch-to-full-ink.js';
import { pathBox, type Stroke } from './stroke.js';

/**
 * The pen's width, pixels of 28: within the middle half of MNIST's writers. Tablet digits (Pendigits) inked with it carry 92 pixels' worth
 * of ink, MNIST's own 104; with 2.5 they would be equal. Recognition is not sensitive to it: from 1.4 to 3.0 it changes by less
 * than a point.
 */
export const MNIST_PEN_WIDTH = 2.2;

export interface StrokesToImageOptions {
  /** The pen's width, pixels of 28, above 0 and below 20; MNIST's own by default. */
  readonly penWidth?: number;
}

/**
 * Turns a drawing into an image such as MNIST's. Points that are not finite are left out; a drawing without extent is a dot.
 * @param strokes in any unit and place: moving or scaling the drawing changes nothing beyond rounding
 * @returns 784 bytes, row by row, 0 paper … 255 ink; null when there is no ink (no finite point)
 * @throws RangeError when penWidth is outside its range
 */
export function strokesToImage(strokes: readonly Stroke[], options: StrokesToImageOptions = {}): Uint8Array | null {
  const penWidth = options.penWidth ?? MNIST_PEN_WIDTH;
  if (!(penWidth > 0 && penWidth < BOX_SIDE)) {
    throw new RangeError(`penWidth must be above 0 and below ${BOX_SIDE} pixels, not ${penWidth}.`);
  }
  const path = pathBox(strokes);
  if (!path) return null;

  // Halved before they are subtracted: the difference of two huge coordinates would be infinite.
  const centerX = path.left / 2 + path.right / 2;
  const centerY = path.top / 2 + path.bottom / 2;
  const halfSide = Math.max(path.right / 2 - path.left / 2, path.bottom / 2 - path.top / 2);
  const halfSpan = (BOX_SIDE - penWidth) / 2;
  const intoBox =
    (center: number) =>
    (coordinate: number): number =>
      halfSide > 0 ? BOX_SIDE / 2 + ((coordinate - center) / halfSide) * halfSpan : BOX_SIDE / 2;

  const data = new Uint8Array(BOX_SIDE * BOX_SIDE);
  const grid = { width: BOX_SIDE, height: BOX_SIDE, data, paper: 0 } as const;
  inkStrokes(grid, strokes, intoBox(centerX), intoBox(centerY), penWidth);
  return placeByCenterOfMass(stretchToFullInk(data));
}
