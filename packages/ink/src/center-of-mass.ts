// The last step into MNIST's frame: the 20×20 box is moved by whole pixels until its centre of mass is the image's centre.
// Source: QMNIST's reconstruction of MNIST's preprocessing, making_qmnist/xnist.lsh in github.com/facebookresearch/qmnist
// (Yadav, Bottou, "Cold Case: The Lost MNIST Digits", NeurIPS 2019).
import { inkBoundingBox } from './bounding-box.js';
import { BOX_SIDE, IMAGE_SIDE } from './mnist-frame.js';

/** The centre of mass is moved as near to this as whole pixels allow without passing it, into (14, 15]; pixel centres are at i + ½. */
const MASS_CENTER = 15;

/**
 * Places a 20×20 box into 28×28 by its centre of mass, moved by whole pixels. A very lopsided digit stops at the image's edge:
 * the box's empty margin may lie outside, ink may not.
 * @param box 400 bytes, row by row, 0 paper … 255 ink, at least one of them above 0
 * @returns 784 bytes, row by row, 0 paper … 255 ink
 */
export function placeByCenterOfMass(box: Uint8Array): Uint8Array {
  const image = new Uint8Array(IMAGE_SIDE * IMAGE_SIDE);
  const ink = inkBoundingBox(box, BOX_SIDE, BOX_SIDE);
  if (!ink) return image;
  let mass = 0;
  let momentX = 0;
  let momentY = 0;
  for (let row = 0; row < BOX_SIDE; row++) {
    for (let column = 0; column < BOX_SIDE; column++) {
      const level = box[row * BOX_SIDE + column] ?? 0;
      mass += level;
      momentX += level * (column + 0.5);
      momentY += level * (row + 0.5);
    }
  }
  const left = firstPixel(momentX / mass, ink.left, ink.width);
  const top = firstPixel(momentY / mass, ink.top, ink.height);
  for (let row = 0; row < ink.height; row++) {
    const start = (ink.top + row) * BOX_SIDE + ink.left;
    image.set(box.subarray(start, start + ink.width), (top + row) * IMAGE_SIDE + left);
  }
  return image;
}

/** Where the ink starts on one axis of the image, when its centre of mass, start and length in the box are these. */
function firstPixel(center: number, start: number, length: number): number {
  return Math.max(0, Math.min(IMAGE_SIDE - length, start + Math.floor(MASS_CENTER - center)));
}
