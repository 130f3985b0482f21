// MNIST's own 28×28 images, told from other pictures of that size: what is in MNIST's frame already is taken as it is, byte for byte.
// The frame: ink on plain black, in a box of 20×20, its centre of mass in the middle (LeCun, Cortes, Burges; see center-of-mass.ts).
import { inkBoundingBox } from './bounding-box.js';
import type { GrayImage } from './gray-image.js';
import { BOX_SIDE, IMAGE_SIDE } from './mnist-frame.js';

/** The box's longer side, pixels: 20, or 19 where a faint row was rounded away. So it is in all of MNIST's 70,000 images, as are the next two. */
const LEAST_SIDE = 19;

/** How far from the middle the centre of mass is at most, pixels: moved by whole pixels, within one. */
const MOST_OFF_CENTER = 1;

/** Some pixel has at least this much ink, of 255. */
const LEAST_INK = 224;

/**
 * The image as the network takes it when it is in MNIST's frame, light on black as MNIST's or dark on white as its negative.
 * @returns 784 bytes, row by row, 0 paper … 255 ink: the same as the image's, or all of them inverted; null for any other picture
 */
export function mnistNative({ width, height, data }: GrayImage): Uint8Array | null {
  if (width !== IMAGE_SIDE || height !== IMAGE_SIDE) return null;
  const corners = [0, IMAGE_SIDE - 1, data.length - IMAGE_SIDE, data.length - 1].map((index) => data[index]);
  const background = corners[0] ?? 0;
  if ((background !== 0 && background !== 255) || corners.some((gray) => gray !== background)) return null;
  const image = background === 0 ? data.slice() : data.map((gray) => 255 - gray);
  return isInFrame(image) ? image : null;
}

/** Whether ink of 28×28 is where MNIST's is, and as large. */
function isInFrame(image: Uint8Array): boolean {
  const box = inkBoundingBox(image, IMAGE_SIDE, IMAGE_SIDE);
  if (!box) return false;
  const side = Math.max(box.width, box.height);
  if (side < LEAST_SIDE || side > BOX_SIDE) return false;
  let mass = 0;
  let momentX = 0;
  let momentY = 0;
  let largest = 0;
  for (let index = 0; index < image.length; index++) {
    const level = image[index] ?? 0;
    mass += level;
    momentX += level * ((index % IMAGE_SIDE) + 0.5);
    momentY += level * (Math.floor(index / IMAGE_SIDE) + 0.5);
    largest = Math.max(largest, level);
  }
  const offCenter = Math.max(Math.abs(momentX / mass - IMAGE_SIDE / 2), Math.abs(momentY / mass - IMAGE_SIDE / 2));
  return largest >= LEAST_INK && offCenter <= MOST_OFF_CENTER;
}
