// How people write 6: a stem, bent or straight, into a bowl that closes on it, or nearly.
import type { Point, Stroke } from '@digits/ink';
import type { Dice } from '../dice.js';
import { spline } from '../spline.js';

/** Draws a 6 in one of these styles: about one unit high, y downwards. */
export function six(d: Dice): Stroke[] {
  const at = (x: number, y: number, deviation = 0.035): Point => [d.around(x, deviation), d.around(y, deviation)];
  const bowlTop = d.between(0.4, 0.64);
  const width = d.between(0.5, 0.85);
  const middle = (bowlTop + 1) / 2;
  const start = d.pick<() => Point>(
    [4, () => at(width * d.between(0.55, 1), 0)],
    [2, () => at(width * d.between(0.1, 0.5), 0)],
    [1, () => at(width * 0.9, 0.12)],
  )();
  const bend = d.pick([3, 0.0], [2, 0.08]);
  const stem = [start, at(start[0] * 0.45 - bend, 0.28), at(0.02, middle - 0.08)];
  const bowl = [at(0.1, 0.93), at(width * 0.5, 1), at(width, middle + 0.05), at(width * 0.6, bowlTop)];
  const close = d.pick<() => Point[]>(
    [4, () => [at(0.06, middle, 0.05)]],
    [2, () => [at(0.06, middle - 0.02, 0.03), at(0.1, middle + 0.14, 0.03)]],
    [1, () => [at(width * 0.3, bowlTop + 0.1)]],
  )();
  return [spline(...stem, ...bowl, ...close)];
}
