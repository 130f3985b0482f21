import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { areaResample, type SquareRegion } from './area-resample.js';

const LEVELS = Uint8Array.from({ length: 256 }, (_, byte) => byte);

const image = fc.tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 })).chain(([width, height]) =>
  fc.record({
    width: fc.constant(width),
    height: fc.constant(height),
    pixels: fc.uint8Array({ minLength: width * height, maxLength: width * height }),
  }),
);

/** The definition: every input pixel's overlap with the output pixel's square, over that square's area. */
function overlapMean(
  { width, height, pixels }: { width: number; height: number; pixels: Uint8Array },
  { left, top, side: regionSide }: SquareRegion,
  side: number,
  index: number,
): number {
  const scale = regionSide / side;
  const x0 = left + (index % side) * scale;
  const y0 = top + Math.floor(index / side) * scale;
  let sum = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const across = Math.max(0, Math.min(x + 1, x0 + scale) - Math.max(x, x0));
      const down = Math.max(0, Math.min(y + 1, y0 + scale) - Math.max(y, y0));
      sum += across * down * (pixels[y * width + x] ?? 0);
    }
  }
  return sum / scale ** 2;
}

describe('areaResample', () => {
  it('is the mean of what each output pixel covers, shrinking and enlarging, inside the image and out of it', () => {
    const region = fc.record({
      left: fc.integer({ min: -12, max: 12 }),
      top: fc.integer({ min: -12, max: 12 }),
      side: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(image, region, fc.integer({ min: 1, max: 20 }), (input, square, side) => {
        const means = areaResample(input.pixels, input.width, input.height, LEVELS, square, side);
        expect(means).toHaveLength(side * side);
        means.forEach((mean, index) => {
          expect(mean).toBeCloseTo(overlapMean(input, square, side, index), 6);
        });
      }),
    );
  });

  it('gives an image of the output size back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 400, maxLength: 400 }), (pixels) => {
        expect([...areaResample(pixels, 20, 20, LEVELS, { left: 0, top: 0, side: 20 }, 20)]).toEqual([...pixels]);
      }),
    );
  });

  it('takes a strip in a square far wider than it is', () => {
    const side = 1_000_000;
    for (const [width, height] of [
      [1, side],
      [side, 1],
    ] as const) {
      const pixels = new Uint8Array(side).fill(200);
      const means = areaResample(pixels, width, height, LEVELS, { left: 0, top: 0, side }, 2);
      const [first, second] = width === 1 ? [means[0], means[2]] : [means[0], means[1]];
      // Half a million pixels in a square of half a million.
      expect([first, second]).toEqual([200 / 500_000, 200 / 500_000]);
      expect(means[3]).toBe(0);
    }
  });

  it('resamples levels, not bytes', () => {
    const inverse = LEVELS.map((byte) => 255 - byte);
    const means = areaResample(Uint8Array.of(255, 0, 0, 0), 2, 2, inverse, { left: 0, top: 0, side: 2 }, 1);
    expect([...means]).toEqual([(3 * 255) / 4]);
  });
});
