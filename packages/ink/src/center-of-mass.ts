// The last step into MNIST's frame: the 20×20 box is moved by whole pixels until its centre of mass is the image's centre.
// Source: QMNIST's reconstruction of MNIST's preprocessing, making_qmnist/xnist.lsh in github.com/facebookresearch/qmnist
// (Yadav, Bottou, "Cold Case: The Lost MNIST Digits", NeurIPS 2019).
import { BOX_SIDE, IMAGE_SIDE } from './mnist-frame.js';

/** Where the centre of mass is brought, truncated to whole pixels: it comes to lie in (14, 15], pixel centres being at i + ½. */
const MASS_CENTER = 15;

/** The centre of mass is rounded to this part of a pixel, so that rounding errors cannot push a symmetric drawing a pixel aside. */
const GRID = 1 / 4096;

/**
 * Places a 20×20 box into 28×28 by its centre of mass, whole pixels, always with the whole box inside.
 * @param box 400 bytes, row by row, 0 paper … 255 ink, at least one of them above 0
 * @returns 784 bytes, row by row, 0 paper … 255 ink
 */
export function placeByCenterOfMass(box: Uint8Array): Uint8Array {
  let mass = 0;
  let momentX = 0;
  let momentY = 0;
  for (let row = 0; row < BOX_SIDE; row++) {
    for (let column = 0; column < BOX_SIDE; column++) {
      const ink = box[row * BOX_SIDE + column] ?? 0;
      mass += ink;
      momentX += ink * (column + 0.5);
      momentY += ink * (row + 0.5);
    }
  }
  const left = offset(momentX / mass);
  const top = offset(momentY / mass);
  const image = new Uint8Array(IMAGE_SIDE * IMAGE_SIDE);
  for (let row = 0; row < BOX_SIDE; row++) {
    image.set(box.subarray(row * BOX_SIDE, (row + 1) * BOX_SIDE), (row + top) * IMAGE_SIDE + left);
  }
  return image;
}

function offset(center: number): number {
  const rounded = Math.round(center / GRID) * GRID;
  return Math.max(0, Math.min(IMAGE_SIDE - BOX_SIDE, Math.trunc(MASS_CENTER - rounded)));
}
