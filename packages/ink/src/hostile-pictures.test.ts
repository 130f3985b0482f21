// Pictures made to keep a server busy, such as a kilobyte of PNG can be: each must come back, and soon. What would take hours shows as a
// test that does not end.
import { describe, expect, it } from 'vitest';
import type { GrayImage } from './gray-image.js';
import { pixelsToImages } from './pixels-to-images.js';

const white = (width: number, height: number): GrayImage => ({
  width,
  height,
  data: new Uint8Array(width * height).fill(255),
});

/** A white picture with black wherever `isInk`. */
function inked(width: number, height: number, isInk: (x: number, y: number) => boolean): GrayImage {
  const image = white(width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (isInk(x, y)) image.data[y * width + x] = 0;
  }
  return image;
}

describe('a strip', () => {
  it.each([
    [1, 200_000],
    [200_000, 1],
    [1, 1_000_000],
    [1_000_000, 1],
  ])('of %i×%i with a dot near each end has two', (width, height) => {
    const last = width * height - 10;
    const strip = white(width, height);
    for (const index of [10, last]) strip.data[index] = 0;
    const { digits, whole } = pixelsToImages(strip);
    const at = (index: number) => (width === 1 ? { left: 0, top: index } : { left: index, top: 0 });
    expect(digits.map(({ box }) => box)).toEqual([10, last].map((index) => ({ ...at(index), width: 1, height: 1 })));
    expect(whole).toHaveLength(784);
  });

  it('of bars is a texture', () => {
    const { digits, whole } = pixelsToImages(inked(30_000, 26, (x) => x % 20 < 3));
    expect(digits).toEqual([]);
    expect(whole).toHaveLength(784);
  });

  it.each([30_000, 300_000])('of %i×26, of bars that touch, is left whole', (width) => {
    const comb = inked(width, 26, (x, y) => x % 20 < 3 || y === 13);
    expect(pixelsToImages(comb).digits.map(({ box }) => box)).toEqual([{ left: 0, top: 0, width, height: 26 }]);
  });
});

describe('a picture full of dots', () => {
  it('of one pixel each, more than a call has room for arguments, is a texture', () => {
    const { digits, whole } = pixelsToImages(inked(1000, 1000, (x, y) => x % 2 === 0 && y % 2 === 0));
    expect(digits).toEqual([]);
    expect(whole).toHaveLength(784);
  });

  it('as tall as digits is a texture', () => {
    const { digits, whole } = pixelsToImages(inked(1000, 1000, (x, y) => x % 60 > 20 && y % 80 > 20));
    expect(digits).toEqual([]);
    expect(whole).toHaveLength(784);
  });
});
