// Digits as people write them: for each digit the common styles, drawn with random geometry.
import type { Stroke } from '@digits/ink';
import type { Random } from '../choose.js';
import { dice } from '../dice.js';
import { eight } from './eight.js';
import { five } from './five.js';
import { four } from './four.js';
import { nine } from './nine.js';
import { one } from './one.js';
import { seven } from './seven.js';
import { six } from './six.js';
import { three } from './three.js';
import { two } from './two.js';
import { zero } from './zero.js';

const WRITERS = [zero, one, two, three, four, five, six, seven, eight, nine] as const;

/**
 * Draws a digit in one of its styles, about one unit high. How it leans, how wide it is and how steady the hand was is left to
 * the augmentation that all drawings go through.
 * @param digit 0–9.
 * @throws RangeError for any other.
 */
export function drawDigit(digit: number, random: Random): Stroke[] {
  const write = WRITERS[digit];
  if (!write) throw new RangeError(`There is no digit ${digit}: 0 to 9 can be drawn.`);
  return write(dice(random));
}
