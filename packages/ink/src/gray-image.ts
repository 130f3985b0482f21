// A grey image of any size, as decoded from a file or read from a canvas.

/** width × height bytes, row by row, 0 black … 255 white. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/**
 * Checks that an image is what it says.
 * @throws RangeError when width or height is not a whole number of pixels, or the data are not width × height bytes.
 */
export function assertGrayImage({ width, height, data }: GrayImage): void {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 0 || height < 0) {
    throw new RangeError(`An image's sides must be whole numbers of pixels, not ${width}×${height}.`);
  }
  if (data.length !== width * height) {
    throw new RangeError(`A ${width}×${height} image needs ${width * height} bytes, not ${data.length}.`);
  }
}
