// How people write 8: the crossing curve from the top right, from the middle, or two rings; often not quite closed.
import type { Point, Stroke } from '@digits/ink';
import type { Dice } from '../dice.js';
import { arc, spline } from '../spline.js';

/** Draws an 8 in one of these styles: about one unit high, y downwards. */
export function eight(d: Dice): Stroke[] {
  const at = (x: number, y: number, deviation = 0.035): Point => [d.around(x, deviation), d.around(y, deviation)];
  const waist = d.between(0.4, 0.56);
  const upper = d.between(0.24, 0.42);
  const lower = d.between(0.28, 0.46);
  const end = d.pick<() => Point>(
    [4, () => at(upper * 0.8, 0.1, 0.05)],
    [2, () => at(upper * 1.1, -0.03, 0.05)],
    [1.2, () => at(upper * 0.75, 0.22, 0.04)],
  )();
  const start = d.pick<() => Point>([4, () => at(upper * 0.75, 0.08, 0.05)], [1, () => at(upper * 0.3, 0.02)])();
  const mirrored = d.chance(0.15) ? -1 : 1;
  const crossing = spline(
    start,
    at(0, 0, 0.03),
    at(-upper, waist * 0.45),
    at(0, waist, 0.03),
    at(lower, (waist + 1) / 2),
    at(0, 1, 0.03),
    at(-lower, (waist + 1) / 2 + 0.03),
    at(0, waist + 0.01, 0.03),
    at(upper, waist * 0.5),
    end,
  ).map(([x, y]) => [mirrored * x, y] as const);
  return d.pick<() => Stroke[]>(
    [7, () => [crossing]],
    [
      1.4,
      () => {
        const turn = d.between(345, 395);
        const from = d.around(-90, 50);
        const shift = d.around(0, 0.04);
        return [
          arc([shift, waist / 2], 2 * upper, waist, from, from + turn),
          arc([0, (1 + waist) / 2 - d.between(0, 0.04)], 2 * lower, 1 - waist, from + d.around(0, 30), from + turn),
        ];
      },
    ],
    [
      0.8,
      () => [
        spline(
          at(0, waist, 0.02),
          at(-upper, waist * 0.5),
          at(0, 0, 0.03),
          at(upper, waist * 0.5),
          at(0, waist, 0.03),
          at(-lower, (1 + waist) / 2),
          at(0, 1, 0.03),
          at(lower, (1 + waist) / 2),
          at(0.02, waist + 0.02),
        ),
      ],
    ],
  )();
}
