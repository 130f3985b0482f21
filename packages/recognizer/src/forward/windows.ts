// Where the windows of a convolution or a pooling lie in memory.
import type { FeatureMap } from './feature-map.js';

/** A window moved over a feature map. */
export interface WindowMoves {
  /** Window [height, width], px. */
  readonly size: readonly [number, number];
  /** Distance of the windows, px. */
  readonly stride: number;
  /** Rows and columns of the border that the first window begins with. */
  readonly before: number;
}

export interface Windows {
  /** Where each window's first pixel is: one an output pixel, row by row. */
  readonly inputs: Int32Array<ArrayBuffer>;
  /** Where the output pixel of each window is. */
  readonly outputs: Int32Array<ArrayBuffer>;
  /** From a window's first pixel to each of its pixels, row by row. */
  readonly pixels: Int32Array<ArrayBuffer>;
  /** From a window's first pixel to the first of each of its rows. */
  readonly rows: Int32Array<ArrayBuffer>;
}

/** The windows that make `output` of `input`. */
export function windowsOf(input: FeatureMap, output: FeatureMap, { size, stride, before }: WindowMoves): Windows {
  const grid = (height: number, width: number, place: (y: number, x: number) => number): Int32Array<ArrayBuffer> =>
    Int32Array.from({ length: height * width }, (_, i) => place(Math.floor(i / width), i % width));
  const pixel =
    (map: FeatureMap, step: number, origin: number) =>
    (y: number, x: number): number =>
      origin + step * (y * map.rowStride + x * map.pixelStride);
  const first = input.origin - before * (input.rowStride + input.pixelStride);
  return {
    inputs: grid(output.height, output.width, pixel(input, stride, first)),
    outputs: grid(output.height, output.width, pixel(output, 1, output.origin)),
    pixels: grid(size[0], size[1], pixel(input, 1, 0)),
    rows: grid(size[0], 1, pixel(input, 1, 0)),
  };
}
