// Evidence, from networks whose reasons are known.
import { describe, expect, it } from 'vitest';
import { logOddsOf, occlusionMap } from './occlusion.js';

/** A network that weighs every pixel: for output 0, and against it. */
const linear = (weights: Float32Array) => (image: Uint8Array) => {
  const sum = image.reduce((total, level, i) => total + (level / 255) * (weights[i] ?? 0), 0);
  return [sum, -sum];
};

const at = (row: number, column: number) => row * 28 + column;

/** Two blots of ink: the left one speaks for output 0, the right one against it. */
function blots() {
  const image = new Uint8Array(784);
  const weights = new Float32Array(784);
  for (let row = 12; row < 15; row += 1) {
    for (let column = 0; column < 3; column += 1) {
      image[at(row, 5 + column)] = 255;
      weights[at(row, 5 + column)] = 1;
      image[at(row, 20 + column)] = 255;
      weights[at(row, 20 + column)] = -0.5;
    }
  }
  return { image, weights };
}

describe('logOddsOf', () => {
  it('is the log of the odds, however large the logits are', () => {
    const logits = [2, 1, 0];
    const odds = Math.exp(2) / (Math.exp(1) + Math.exp(0));
    expect(logOddsOf(logits, 0)).toBeCloseTo(Math.log(odds), 10);
    expect(logOddsOf([2000, 1000, 0], 0)).toBeCloseTo(1000, 6);
  });
});

describe('occlusionMap', () => {
  it('finds what speaks for an answer, what speaks against it, and nothing where there is no ink', () => {
    const { image, weights } = blots();
    const map = occlusionMap(linear(weights), image, 0);
    expect(map.length).toBe(784);
    expect(map[at(13, 6)]).toBeGreaterThan(0);
    expect(map[at(13, 21)]).toBeLessThan(0);
    expect(map[at(13, 6)] ?? 0).toBeGreaterThan(-(map[at(13, 21)] ?? 0));
    expect(map[at(0, 0)]).toBe(0);
    expect(map.every(Number.isFinite)).toBe(true);
  });

  it('speaks for one answer as much as it speaks against the other', () => {
    const { image, weights } = blots();
    const [first, second] = [0, 1].map((output) => occlusionMap(linear(weights), image, output));
    first?.forEach((value, i) => void expect(value).toBeCloseTo(-(second?.[i] ?? 0), 5));
  });

  it('does not change the image', () => {
    const { image, weights } = blots();
    const before = image.slice();
    occlusionMap(linear(weights), image, 0);
    expect(image).toEqual(before);
  });
});
