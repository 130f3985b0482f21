// Black and white pictures, as small as extraction needs them.

/** A picture of ones (ink) and zeros (paper), row by row. Its outermost pixels are paper. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Steps to a pixel's eight neighbours in a row-by-row picture: up first, then clockwise. */
export function neighbourSteps(width: number): readonly number[] {
  return [-width, 1 - width, 1, width + 1, width, width - 1, -1, -width - 1];
}

/** How far the ink reaches around a place, px: the distance to the nearest paper. Half a stroke's width in its middle. */
export function inkRadius({ width, height, data }: Bitmap, x: number, y: number): number {
  const [middleX, middleY] = [Math.round(x), Math.round(y)];
  for (let radius = 0; radius < Math.max(width, height); radius++) {
    for (let angle = 0; angle < 16; angle++) {
      const atX = Math.round(middleX + radius * Math.cos((angle * Math.PI) / 8));
      const atY = Math.round(middleY + radius * Math.sin((angle * Math.PI) / 8));
      if (atX < 0 || atY < 0 || atX >= width || atY >= height || !data[atY * width + atX]) return radius;
    }
  }
  return Math.max(width, height);
}
