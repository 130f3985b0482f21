// Augmentation: each training image a little turned, stretched, slanted and moved, as another hand might have drawn it.
// The training engine loads this module in the thread that prepares its batches.
import type { Augment } from '@digits/nn';

/** How far an image may be changed, to either side. */
export interface AffineLimits {
  /** Degrees. */
  readonly rotation: number;
  /** Share of its size; a quarter of it differs between width and height. */
  readonly scale: number;
  /** Sideways, px a px of height. */
  readonly shear: number;
  /** Px. */
  readonly shift: number;
}

/** Where a pixel's value comes from: source = (xx·x + xy·y + x0, yx·x + yy·y + y0), px from the image's middle. */
export interface AffineMap {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly x0: number;
  readonly y0: number;
}

/** Draws a map within the limits. @param random Numbers from 0 up to 1; seven are taken. */
export function randomMap({ rotation, scale, shear, shift }: AffineLimits, random: () => number): AffineMap {
  const upTo = (limit: number): number => (2 * random() - 1) * limit;
  const angle = (upTo(rotation) * Math.PI) / 180;
  const size = 1 + upTo(0.75 * scale);
  const [width, height] = [size + upTo(0.25 * scale), size + upTo(0.25 * scale)];
  const slant = upTo(shear);
  const [right, down] = [upTo(shift), upTo(shift)];
  // The inverse of: scale, then slant, then turn, then move.
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  const [yx, yy] = [-sine / height, cosine / height];
  const [xx, xy] = [(cosine + slant * sine) / width, (sine - slant * cosine) / width];
  return { xx, xy, yx, yy, x0: -(xx * right + xy * down), y0: -(yx * right + yy * down) };
}

/** Fractions of a pixel are counted in 1/65536, and interpolated in 1/256. */
const ONE = 0x10000;

/**
 * Makes a function that draws a square image through a map: bilinear, with paper (0) outside.
 * @param side Px.
 */
export function affineWarp(side: number): (image: Uint8Array, into: Uint8Array, map: AffineMap) => void {
  // A frame of paper around the image: pixels next to it need no care of their own.
  const stride = side + 2;
  const framed = new Uint8Array(stride * stride);
  const middle = (side - 1) / 2;
  return (image, into, { xx, xy, yx, yy, x0, y0 }) => {
    for (let y = 0; y < side; y++) framed.set(image.subarray(y * side, (y + 1) * side), (y + 1) * stride + 1);
    const [stepX, stepY] = [Math.round(xx * ONE), Math.round(yx * ONE)];
    for (let y = 0; y < side; y++) {
      let fromX = Math.round((xy * (y - middle) - xx * middle + x0 + middle + 1) * ONE);
      let fromY = Math.round((yy * (y - middle) - yx * middle + y0 + middle + 1) * ONE);
      for (let x = 0; x < side; x++, fromX += stepX, fromY += stepY) {
        const column = fromX >> 16;
        const row = fromY >> 16;
        let value = 0;
        // Read as unsigned, a negative number is a large one.
        if (column >>> 0 <= side && row >>> 0 <= side) {
          const place = row * stride + column;
          const right = (fromX >> 8) & 0xff;
          const low = (fromY >> 8) & 0xff;
          const above = (framed[place] ?? 0) * (256 - right) + (framed[place + 1] ?? 0) * right;
          const below = (framed[place + stride] ?? 0) * (256 - right) + (framed[place + stride + 1] ?? 0) * right;
          value = (above * (256 - low) + below * low + 0x8000) >> 16;
        }
        into[y * side + x] = value;
      }
    }
  };
}

/** Makes the augmentation of square images. */
export default function affine(limits: AffineLimits): Augment {
  let warp: ReturnType<typeof affineWarp> | undefined;
  return (image, into, random) => {
    warp ??= affineWarp(Math.sqrt(image.length));
    warp(image, into, randomMap(limits, random));
  };
}
