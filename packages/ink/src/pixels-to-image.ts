// Pixels into MNIST's 28×28: ink told from background, cropped to a square, resampled by area to 20×20, placed by centre of mass.
// Source: QMNIST's reconstruction of MNIST's preprocessing, making_qmnist/xnist.lsh in github.com/facebookresearch/qmnist
// (Yadav, Bottou, "Cold Case: The Lost MNIST Digits", NeurIPS 2019).
import { areaResample, type SquareRegion } from './area-resample.js';
import { type BoundingBox, inkBoundingBox } from './bounding-box.js';
import { placeByCenterOfMass } from './center-of-mass.js';
import { assertGrayImage, type GrayImage } from './gray-image.js';
import { BOX_SIDE } from './mnist-frame.js';
import { findPolarity, type Polarity } from './polarity.js';
import { stretchToFullInk } from './stretch-to-full-ink.js';

/**
 * Turns an image of one digit, dark on light or light on dark, into one such as MNIST's.
 * @returns 784 bytes, row by row, 0 paper … 255 ink; null when nothing stands out from the background
 * @throws RangeError when the image's data do not fit its sides
 */
export function pixelsToImage(image: GrayImage): Uint8Array | null {
  assertGrayImage(image);
  const polarity = findPolarity(image);
  if (!polarity) return null;
  const { width, height, data } = image;
  const levels = inkLevels(polarity);
  const box = inkBoundingBox(data, width, height, levels);
  if (!box) return null;
  const means = areaResample(data, width, height, levels, squareAround(box), BOX_SIDE);
  return placeByCenterOfMass(stretchToFullInk(means));
}

/** The ink level of every level of grey: how far it is from the background, on the ink's side; 0 where that is noise. */
function inkLevels({ background, darkInk, leastInk }: Polarity): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, gray) => {
    const level = darkInk ? background - gray : gray - background;
    return level >= leastInk ? level : 0;
  });
}

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
