// Numbers from 0 up to 1, the same ones for the same seed.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { Random } from './choose.js';

/**
 * A source of random numbers.
 * @param seed A whole number; neighbouring ones give unlike numbers.
 */
export function seededRandom(seed: number): Random {
  // Small seeds alike begin alike, so they are spread first.
  const generator = xoroshiro128plus(Math.imul(seed + 1, 0x9e3779b1));
  return () => uniformFloat64(generator);
}
