// How people write 2: the bow and a straight foot; a loop at the corner; or sharp, almost a Z.
import type { Point, Stroke } from '@digits/ink';
import type { Dice } from '../dice.js';
import { spline } from '../spline.js';

/** Draws a 2 in one of these styles: about one unit high, y downwards. */
export function two(d: Dice): Stroke[] {
  const at = (x: number, y: number, deviation = 0.04): Point => [d.around(x, deviation), d.around(y, deviation)];
  const corner: Point = at(0, 0.95);
  const hook = d.between(0.12, 0.36);
  const bow = [
    at(0.05, hook),
    at(0.22, 0.08),
    at(0.52, 0, 0.03),
    at(0.82, 0.2),
    at(0.68, 0.5),
    at(0.35, 0.76),
  ] as const;
  const footEnd = at(d.between(0.8, 1.15), 0.97, 0.06);
  const straightFoot = [corner, footEnd];
  const bentFoot = spline(corner, at(0.3, 0.88), at(0.65, 1.0), [footEnd[0], footEnd[1] - d.between(0, 0.14)]);
  const loop = d.between(0.06, 0.17);
  return d.pick<() => Stroke[]>(
    [4, () => [[...spline(...bow, corner), ...straightFoot.slice(1)]]],
    [3, () => [[...spline(...bow, corner), ...bentFoot.slice(1)]]],
    [
      3.5,
      () => [
        spline(
          ...bow,
          at(0.1, 0.95, 0.03),
          [-0.02, 0.95 - loop * 0.7],
          [0.1, 0.95 - loop * 1.3],
          [0.26 + loop, 0.93],
          at(0.6, 1.0, 0.04),
          footEnd,
        ),
      ],
    ],
    [1, () => [[at(0, 0.02), at(0.8, 0), corner, footEnd]]],
    [0.8, () => [spline(at(0.1, 0.35), at(0.1, 0.12), at(0.35, 0), ...bow.slice(3), corner), straightFoot]],
  )();
}
