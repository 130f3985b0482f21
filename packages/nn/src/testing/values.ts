// Numbers for tests: the same ones every time.
import { type Shape, sizeOf } from '../graph/graph.js';
import type { CheckedInput } from './gradient-check.js';

/** From 0 up to 1, by a formula that fixtures/pytorch_step.py has too. */
export function unit(i: number, seed: number): number {
  const x = Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 43758.5453;
  return x - Math.floor(x);
}

/** `centre` ± `scale`. */
export const values = (length: number, seed: number, scale = 1, centre = 0): Float32Array =>
  Float32Array.from({ length }, (_, i) => centre + (2 * unit(i, seed) - 1) * scale);

/** Values in `centre` ± `scale` of this shape. */
export const noise = (shape: Shape, seed: number, scale = 1, centre = 0): CheckedInput => ({
  shape,
  values: values(sizeOf(shape), seed, scale, centre),
});

/** Pixels, 0–255. */
export const bytes = (length: number, seed: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => Math.floor(256 * unit(i, seed)));

/** All different, at least 0.05 apart and 0.025 from 0, so that no small difference steps over a kink. */
export function apart(shape: Shape, seed: number): CheckedInput {
  const random = values(sizeOf(shape), seed);
  const rank = Array.from(random.keys()).sort((a, b) => (random[a] ?? 0) - (random[b] ?? 0));
  const spaced = new Float32Array(random.length);
  rank.forEach((place, r) => {
    spaced[place] = (r - Math.floor(random.length / 2) + 0.5) * 0.05;
  });
  return { shape, values: spaced };
}

/** The largest |a − b|; NaN where one is, or where they are not equally many. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.NaN;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? 0) - (b[i] ?? 0));
    if (Number.isNaN(difference)) return difference;
    largest = Math.max(largest, difference);
  }
  return largest;
}
