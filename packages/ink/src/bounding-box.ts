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
  const size = width * height;
  let first = 0;
  while (first < size && levels[pixels[first] ?? 0] === 0) first++;
  if (first === size) return null;
  let last = size - 1;
  while (levels[pixels[last] ?? 0] === 0) last--;
  const top = Math.floor(first / width);
  const bottom = Math.floor(last / width);
  // Each row is searched only outside what the rows above it have found.
  let left = first % width;
  let right = left;
  for (let row = top; row <= bottom; row++) {
    const start = row * width;
    let column = 0;
    while (column < left && levels[pixels[start + column] ?? 0] === 0) column++;
    left = column;
    column = width - 1;
    while (column > right && levels[pixels[start + column] ?? 0] === 0) column--;
    right = column;
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

const BYTES = Uint8Array.from({ length: 256 }, (_, byte) => byte);
