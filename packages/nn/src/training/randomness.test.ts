// The randomness of a run: right in its shares, and the same for the same seed and place.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOrder, fillMask, stepRandom } from './randomness.js';

const seed = fc.nat(2 ** 31 - 1);

describe('epochOrder', () => {
  it('is a permutation, the same for the same seed and epoch', () => {
    fc.assert(
      fc.property(fc.nat(300), seed, fc.nat(100), (count, s, epoch) => {
        const order = epochOrder(count, s, epoch);
        expect(Array.from(order).toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
        expect(epochOrder(count, s, epoch)).toEqual(order);
      }),
    );
  });

  it('is another one for another seed or epoch', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 31 - 2), fc.nat(100), (s, epoch) => {
        const order = epochOrder(100, s, epoch);
        expect(epochOrder(100, s + 1, epoch)).not.toEqual(order);
        expect(epochOrder(100, s, epoch + 1)).not.toEqual(order);
      }),
    );
  });

  it('puts every image at every place equally often', () => {
    const counts = new Float64Array(36);
    for (let epoch = 0; epoch < 3_000; epoch++) {
      epochOrder(6, 1, epoch).forEach((image, place) => {
        counts[6 * place + image] = (counts[6 * place + image] ?? 0) + 1;
      });
    }
    // 500 each, with a standard deviation of 20.
    for (const count of counts) expect(Math.abs(count - 500)).toBeLessThan(100);
  });
});

describe('stepRandom', () => {
  it('gives numbers from 0 up to 1, the same for the same seed and step, evenly spread', () => {
    const draw = (s: number, step: number): number[] => Array.from({ length: 2_000 }, stepRandom(s, step));
    const numbers = draw(3, 4);
    expect(numbers.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(draw(3, 4)).toEqual(numbers);
    expect(draw(4, 4)).not.toEqual(numbers);
    expect(draw(3, 5)).not.toEqual(numbers);
    expect(numbers.reduce((a, b) => a + b) / numbers.length).toBeCloseTo(0.5, 1);
  });
});

describe('fillMask', () => {
  const fill = (length: number, rate: number, s: number, place: number): Float32Array => {
    const mask = new Float32Array(length);
    fillMask(mask, rate, s, place);
    return mask;
  };
  const COUNT = 100_000;

  it.each([0.1, 0.25, 0.5, 0.9])('sets a share of %d to 0 and keeps the mean at 1', (rate) => {
    const mask = fill(COUNT, rate, 5, 6);
    const kept = Math.fround(1 / (1 - rate));
    expect([...new Set(mask)].toSorted()).toEqual([0, kept]);
    const share = mask.filter((value) => value === 0).length / COUNT;
    // Five standard deviations.
    const allowed = 5 * Math.sqrt((rate * (1 - rate)) / COUNT);
    expect(Math.abs(share - rate)).toBeLessThan(allowed);
    expect(Math.abs(mask.reduce((a, b) => a + b) / COUNT - 1)).toBeLessThan(allowed * kept);
  });

  it('is the same for the same seed and place, and independent of another', () => {
    fc.assert(
      fc.property(seed, fc.nat(2 ** 40), (s, place) => {
        const mask = fill(2_000, 0.5, s, place);
        expect(fill(2_000, 0.5, s, place)).toEqual(mask);
        for (const other of [fill(2_000, 0.5, s, place + 1), fill(2_000, 0.5, (s + 1) % 2 ** 31, place)]) {
          // 1000 agree by chance, with a standard deviation of 22.
          const agreeing = other.filter((value, i) => value === mask[i]).length;
          expect(Math.abs(agreeing - 1_000)).toBeLessThan(150);
        }
      }),
      { numRuns: 30 },
    );
  });
});
