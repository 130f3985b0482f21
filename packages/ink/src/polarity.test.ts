import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrayImage } from './gray-image.js';
import { findPolarity } from './polarity.js';

/** A square with a smaller one in the middle. */
function squareOn(background: number, ink: number, side = 30, inner = 8): GrayImage {
  const start = (side - inner) >> 1;
  const within = (place: number): boolean => place >= start && place < start + inner;
  const data = Uint8Array.from({ length: side * side }, (_, index) =>
    within(index % side) && within(Math.floor(index / side)) ? ink : background,
  );
  return { width: side, height: side, data };
}

describe('findPolarity', () => {
  it('finds dark ink and light ink on any background, and in a clean image counts every level', () => {
    fc.assert(
      fc.property(fc.nat(255), fc.nat(255), (background, ink) => {
        fc.pre(Math.abs(background - ink) >= 8);
        expect(findPolarity(squareOn(background, ink))).toEqual({ background, darkInk: ink < background, leastInk: 1 });
      }),
    );
  });

  it('is not misled by ink that touches the border', () => {
    const image = squareOn(255, 0);
    image.data.fill(0, 0, 20);
    expect(findPolarity(image)).toEqual({ background: 255, darkInk: true, leastInk: 1 });
  });

  it('takes the noise of the border for noise', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 900, maxLength: 900 }), (noise) => {
        const image = squareOn(200, 60);
        const noisy = { ...image, data: image.data.map((gray, i) => gray + (noise[i] ?? 0)) };
        fc.pre(new Set(noise.slice(0, 30)).size > 6);
        const polarity = findPolarity(noisy);
        expect(polarity?.darkInk).toBe(true);
        expect(polarity?.leastInk).toBeGreaterThan(12);
        expect(polarity?.leastInk).toBeLessThan(120);
      }),
    );
  });

  it("takes compression's ringing around the ink for noise, though the border is clean", () => {
    const image = squareOn(255, 0, 60, 20);
    for (let index = 0; index < image.data.length; index++) {
      const near = Math.max(Math.abs((index % 60) - 29.5), Math.abs(Math.floor(index / 60) - 29.5)) < 17;
      if (near && image.data[index] === 255 && index % 2 === 0) image.data[index] = 255 - (index % 9);
    }
    expect(findPolarity(image)?.leastInk).toBe(31);
  });

  it('is null where nothing stands out', () => {
    expect(findPolarity(squareOn(120, 120))).toBeNull();
    expect(findPolarity(squareOn(120, 125))).toBeNull();
    expect(findPolarity({ width: 0, height: 0, data: new Uint8Array(0) })).toBeNull();
    const noise = Uint8Array.from({ length: 900 }, (_, i) => 128 + ((i * 7919) % 23) - 11);
    expect(findPolarity({ width: 30, height: 30, data: noise })).toBeNull();
  });
});
