// How people write 5: stem and bow, then the cap, which may float; in one stroke from the cap's end; or round as an S.
import type { Point, Stroke } from '@digits/ink';
import type { Dice } from '../dice.js';
import { spline } from '../spline.js';

/** Draws a 5 in one of these styles: about one unit high, y downwards. */
export function five(d: Dice): Stroke[] {
  const at = (x: number, y: number, deviation = 0.04): Point => [d.around(x, deviation), d.around(y, deviation)];
  const top = at(d.between(0.1, 0.3), 0.02);
  const knee = at(d.between(0.03, 0.2), d.between(0.34, 0.5));
  const belly = [at(0.45, knee[1] - 0.07), at(0.8, 0.64), at(0.68, 0.9), at(0.35, 1, 0.03)] as const;
  const end = at(0, d.between(0.82, 0.98));
  const capEnd: Point = [d.between(0.6, 1.05), d.around(0.01, 0.07)];
  const gap = d.chance(0.3) ? d.between(0, 0.15) : d.around(0, 0.03);
  const capStart: Point = [top[0] + Math.abs(gap), top[1] + d.around(0, 0.05)];
  const body = [top, ...spline(knee, ...belly, end)];
  return d.pick<() => Stroke[]>(
    [5, () => [body, [capStart, capEnd]]],
    [3, () => [[capEnd, ...body]]],
    [1, () => [spline(top, [knee[0] - 0.02, knee[1] - 0.05], ...belly, end), [capStart, capEnd]]],
    [
      1.5,
      () => [
        spline(
          [capEnd[0] * 0.85, 0.05],
          at(0.4, 0.02),
          at(0.1, 0.16),
          at(0.2, 0.4),
          at(0.55, 0.52),
          ...belly.slice(1),
          end,
        ),
      ],
    ],
  )();
}
