// How bright a picture usually is from place to place: where that differs, the light is uneven.
import { type Plane, shrink } from './plane.js';

/** It is measured on at most this many cells a side … */
const CELLS = 32;

/** … as the median of a square of this share of the longer side. */
const WINDOW = 1 / 2;

/** The usual brightness around every cell of a coarse grid. Ink does not move a median, as long as it covers less than half of the window. */
export function usualBrightness(picture: Plane): Plane {
  const { width, height, values: means } = shrink(picture, Math.ceil(Math.max(picture.width, picture.height) / CELLS));
  const radius = Math.floor((Math.max(width, height) * WINDOW) / 2);
  const values = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius);
    const bottom = Math.min(height, y + radius + 1);
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius);
      const right = Math.min(width, x + radius + 1);
      const window = new Float32Array((bottom - top) * (right - left));
      for (let row = top; row < bottom; row++) {
        window.set(means.subarray(row * width + left, row * width + right), (row - top) * (right - left));
      }
      values[y * width + x] = window.sort()[window.length >> 1] ?? 0;
    }
  }
  return { width, height, values };
}
