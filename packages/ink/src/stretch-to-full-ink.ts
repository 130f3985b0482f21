// The darkest pixel becomes full ink, as in MNIST, where nearly every image reaches 255.
import { toByte } from './byte.js';

/** Scales ink levels in bytes (0 paper … 255 ink) so that the largest is 255; all 0 where there is no ink. */
export function stretchToFullInk(levels: ArrayLike<number>): Uint8Array {
  let largest = 0;
  for (let i = 0; i < levels.length; i++) largest = Math.max(largest, levels[i] ?? 0);
  const bytes = new Uint8Array(levels.length);
  if (largest === 0) return bytes;
  const scale = 255 / largest;
  for (let i = 0; i < bytes.length; i++) bytes[i] = toByte((levels[i] ?? 0) * scale);
  return bytes;
}
