// A random affine map: an image a little turned, stretched, slanted and moved, as another hand might have drawn it.

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
