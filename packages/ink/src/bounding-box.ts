// The rectangle around an image's ink.

/** A rectangle of pixels: columns left … left + width − 1, rows top … top + height − 1. */
export interface BoundingBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The smallest rectangle around every pixel with ink; null when there is none.
 * @param pixels width × height bytes, row by row
 * @param levels each byte's ink level, 256 entries: 0 paper, above 0 ink; without it, the byte itself
 */
export function inkBoundingBox(
  pixels: Uint8Array,
  width: number,
  height: number,
  levels: Uint8Array = BYTES,
): BoundingBox | null {
  let left = width;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (let row = 0; row < height; row++) {
    const start = row * width;
    let first = 0;
    while (first < width && levels[pixels[start + first] ?? 0] === 0) first++;
    if (first === width) continue;
    let last = width - 1;
    while (levels[pixels[start + last] ?? 0] === 0) last--;
    if (top < 0) top = row;
    bottom = row;
    if (first < left) left = first;
    if (last > right) right = last;
  }
  return top < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

const BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);
