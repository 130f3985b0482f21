// Pixels into MNIST's 28×28: ink told from background, cropped to a square, resampled by area to 20×20, placed by centre of mass.
// Source: QMNIST's reconstruction of MNIST's preprocessing, making_qmnist/xnist.lsh in github.com/facebookresearch/qmnist
// (Yadav, Bottou, "Cold Case: The Lost MNIST Digits", NeurIPS 2019).
import { inkBoundingBox } from './bounding-box.js';
import { assertGrayImage, type GrayImage } from './gray-image.js';
import { inkLevels } from './ink-levels.js';
import { levelsToImage } from './levels-to-image.js';
import { findPolarity } from './polarity.js';

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
  return box && levelsToImage(image, box, levels);
}
