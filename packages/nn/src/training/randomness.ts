// Randomness that depends on the seed and the place in the run alone, so that a run can go on from any step.
import { createCipheriv } from 'node:crypto';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A generator for one purpose at one place of a run. */
function generatorFor(purpose: string, seed: number, place: number): RandomGenerator {
  const salt = Array.from(purpose).reduce((hash, letter) => Math.imul(hash, 31) + letter.charCodeAt(0), 7);
  return xoroshiro128plus(Math.imul(seed ^ salt, 0x9e3779b1) ^ Math.imul(place + 1, 0x85ebca6b));
}

/** The order of `count` images in an epoch (Fisher & Yates). */
export function epochOrder(count: number, seed: number, epoch: number): Uint32Array {
  const random = generatorFor('order', seed, epoch);
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = uniformInt(random, 0, i);
    const held = order[i] ?? 0;
    order[i] = order[j] ?? 0;
    order[j] = held;
  }
  return order;
}

/** Numbers from 0 up to 1 for one step. */
export function stepRandom(seed: number, step: number): () => number {
  const random = generatorFor('augmentation', seed, step);
  return () => uniformFloat64(random);
}

/**
 * Fills `mask` with 0 with probability `rate`, and else with the factor that keeps the mean. The random bits are AES's
 * key stream: hundreds of thousands of them a step have to cost next to nothing.
 */
export function fillMask(mask: Float32Array, rate: number, seed: number, place: number): void {
  const key = Buffer.alloc(16);
  key.writeInt32LE(seed);
  key.writeDoubleLE(place, 8);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  const bytes = cipher.update(Buffer.alloc(2 * mask.length));
  const bits = new Uint16Array(bytes.buffer, bytes.byteOffset, mask.length);
  const last = Math.round(rate * 65_536) - 1;
  const kept = 1 / (1 - rate);
  // By the sign of a difference: half of the branches of a comparison would be guessed wrong.
  for (let i = 0; i < mask.length; i++) mask[i] = ((last - (bits[i] ?? 0)) >>> 31) * kept;
}
