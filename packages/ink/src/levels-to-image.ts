// A digit's ink into MNIST's frame: the square around its box resampled by area to 20×20, full ink at its darkest, centred by mass.
import { areaResample, type SquareRegion } from './area-resample.js';
import type { BoundingBox } from './bounding-box.js';
import { placeByCenterOfMass } from './center-of-mass.js';
import type { GrayImage } from './gray-image.js';
import { BOX_SIDE } from './mnist-frame.js';
import { stretchToFullInk } from './stretch-to-full-ink.js';

/**
 * Brings the ink in a box of a picture into MNIST's frame.
 * @param picture its bytes are what `levels` is read by
 * @param box around all of its ink
 * @param levels each byte's ink level, 256 entries: 0 paper … 255 ink; without it, the byte itself
 * @returns 784 bytes, row by row, 0 paper … 255 ink
 */
export function levelsToImage(
  { width, height, data }: GrayImage,
  box: BoundingBox,
  levels: Uint8Array = BYTES,
): Uint8Array {
  const means = areaResample(data, width, height, levels, squareAround(box), BOX_SIDE);
  return placeByCenterOfMass(stretchToFullInk(means));
}

const BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);

/**
 * The square of the box's longer side with the box in the middle, an odd pixel of padding going to the right or below. Where a pixel
 * of the output is a whole number of the input's, the padding is a whole number of the output's: an enlarged image comes back as
 * it was before.
 */
function squareAround({ left, top, width, height }: BoundingBox): SquareRegion {
  const side = Math.max(width, height);
  const unit = side % BOX_SIDE === 0 ? side / BOX_SIDE : 1;
  const padding = (length: number): number => Math.floor((side - length) / 2 / unit) * unit;
  return { left: left - padding(width), top: top - padding(height), side };
}
