// How people write 3: two bows, meeting in a point, a loop or barely; or a flat top, a slant and a bow.
import type { Point, Stroke } from '@digits/ink';
import type { Dice } from '../dice.js';
import { spline } from '../spline.js';

/** Draws a 3 in one of these styles: about one unit high, y downwards. */
export function three(d: Dice): Stroke[] {
  const at = (x: number, y: number, deviation = 0.04): Point => [d.around(x, deviation), d.around(y, deviation)];
  const waist = d.between(0.38, 0.54);
  const upper = [at(0.02, d.between(0.05, 0.2)), at(0.35, 0, 0.03), at(0.68, 0.16), at(0.6, waist - 0.12)] as const;
  const lower = [
    at(0.62, waist + 0.1),
    at(0.8, 0.7),
    at(0.62, 0.93),
    at(0.3, 1, 0.03),
    at(0, d.between(0.78, 0.95)),
  ] as const;
  const middle = at(d.between(0.2, 0.42), waist, 0.03);
  const loop = d.between(0.04, 0.1);
  return d.pick<() => Stroke[]>(
    [4, () => [[...spline(...upper, middle), ...spline(middle, ...lower).slice(1)]]],
    [2, () => [spline(...upper, [middle[0] + 0.12, middle[1]], ...lower)]],
    [
      2,
      () => [
        spline(
          ...upper,
          [middle[0], waist + loop],
          [middle[0] - loop, waist],
          [middle[0], waist - loop],
          [middle[0] + 2 * loop, waist + 0.02],
          ...lower,
        ),
      ],
    ],
    [
      2,
      () => {
        const [left, right] = [at(0.05, 0.02), at(0.75, 0.01)];
        const knee = at(0.38, d.between(0.34, 0.44));
        return [[left, right, ...spline(knee, at(0.68, 0.52), ...lower.slice(1))]];
      },
    ],
  )();
}
