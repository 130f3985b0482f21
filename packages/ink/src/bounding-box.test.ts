import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inkBoundingBox } from './bounding-box.js';

describe('inkBoundingBox', () => {
  it('is the smallest rectangle with all the ink', () => {
    const sides = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }));
    fc.assert(
      fc.property(sides, fc.array(fc.nat(143), { minLength: 1, maxLength: 6 }), ([width, height], places) => {
        const pixels = new Uint8Array(width * height);
        const inked = places.map((place) => place % pixels.length);
        for (const place of inked) pixels[place] = 7;
        const columns = inked.map((place) => place % width);
        const rows = inked.map((place) => Math.floor(place / width));
        expect(inkBoundingBox(pixels, width, height)).toEqual({
          left: Math.min(...columns),
          top: Math.min(...rows),
          width: Math.max(...columns) - Math.min(...columns) + 1,
          height: Math.max(...rows) - Math.min(...rows) + 1,
        });
      }),
    );
  });

  it('is null where there is no ink', () => {
    expect(inkBoundingBox(new Uint8Array(12), 4, 3)).toBeNull();
    expect(inkBoundingBox(new Uint8Array(0), 0, 0)).toBeNull();
    expect(inkBoundingBox(Uint8Array.of(9, 9), 2, 1, new Uint8Array(256))).toBeNull();
  });
});
