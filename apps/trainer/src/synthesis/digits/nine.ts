// How people write 9: a loop, closed or open, and a stem: straight, slanting, bent, or curled back at its foot.
import type { Point, Stroke } from '@digits/ink';
import type { Dice } from '../dice.js';
import { spline } from '../spline.js';

/** Draws a 9 in one of these styles: about one unit high, y downwards. */
export function nine(d: Dice): Stroke[] {
  const at = (x: number, y: number, deviation = 0.035): Point => [d.around(x, deviation), d.around(y, deviation)];
  const loopEnd = d.between(0.36, 0.6);
  const width = d.between(0.42, 0.8);
  const middle = loopEnd / 2;
  const open = d.chance(0.25) ? d.between(0.05, 0.22) : 0;
  const start = at(width, 0.1 + open, 0.04);
  const loop = [
    start,
    at(width * 0.6, 0, 0.025),
    at(width * 0.1, middle * 0.6),
    at(width * 0.08, loopEnd * 0.85),
    at(width * 0.5, loopEnd),
    at(width * 0.92, middle * 1.1),
  ];
  const top = at(width, open > 0 ? 0.02 : 0.1, 0.03);
  const tail = d.pick<() => Point[]>(
    [4, () => [at(width * 0.95, 0.55), at(width * d.between(0.55, 1), 1)]],
    [2, () => [at(width * 0.97, 0.5), at(width * 0.8, 0.8), at(width * d.between(0, 0.5), 1)]],
    [
      3,
      () => [
        at(width, 0.6),
        at(width * 0.9, 0.88),
        at(width * 0.5, 1, 0.03),
        at(width * d.between(-0.1, 0.15), d.between(0.8, 0.95)),
      ],
    ],
  )();
  return d.pick<() => Stroke[]>(
    // Loop and stem in one go: a cusp where the pen turns down.
    [5, () => [[...spline(...loop, top), ...spline(top, ...tail).slice(1)]]],
    [2, () => [spline(...loop, top), spline(at(top[0] + 0.02, top[1] - 0.04, 0.03), ...tail)]],
    // Round all the way, as a 6 upside down.
    [
      2,
      () => [
        spline(
          at(width * 0.9, loopEnd * 0.75, 0.05),
          ...loop.slice(2).reverse().slice(1, 3),
          at(width * 0.05, middle),
          at(width * 0.5, 0, 0.02),
          at(width, middle * 0.9),
          ...tail,
        ),
      ],
    ],
  )();
}
