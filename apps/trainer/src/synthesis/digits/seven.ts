// How people write 7: a bar and a stem; crossed or plain; with a tick at the bar's start; the stem straight or bent.
import type { Point, Stroke } from '@digits/ink';
import type { Dice } from '../dice.js';
import { spline } from '../spline.js';

/** Draws a 7 in one of these styles: about one unit high, y downwards. */
export function seven(d: Dice): Stroke[] {
  const at = (x: number, y: number, deviation = 0.035): Point => [d.around(x, deviation), d.around(y, deviation)];
  const width = d.between(0.4, 0.95);
  // The bar is all but level: where it rises steeply it is the up-stroke of a 1.
  const left: Point = [0, d.around(0.01, 0.04)];
  const corner: Point = [width, d.around(0, 0.03)];
  const foot: Point = [d.between(-0.02, 0.72) * width, 1];
  const middle: Point = [(corner[0] + foot[0]) / 2 - d.pick([3, 0], [2, d.between(0, 0.14)]), d.between(0.42, 0.58)];
  const stem = spline(corner, middle, foot);
  const bar = d.pick<() => Point[]>(
    [6, () => [left]],
    [2, () => [[left[0] + d.around(0, 0.03), left[1] + d.between(0.06, 0.24)], left]],
    [1.5, () => spline(at(0, 0.1), at(width * 0.3, 0, 0.02), at(width * 0.65, 0.05, 0.02)).slice(0, -1)],
  )();
  const body = d.pick<() => Stroke>(
    [7, () => [...bar, ...stem]],
    [1.2, () => spline(...bar, [width * 0.85, corner[1] + 0.01], [width, corner[1] + 0.09], middle, foot)],
    // An arch: up to the shoulder, round, and down aslant. With an upright stem it might be a 1.
    [
      1.2,
      () => {
        const aslant: Point = [d.between(0.05, 0.45) * width, 1];
        const rise: Point = [0, d.between(0.1, 0.34)];
        return spline(
          rise,
          at(width * 0.5, 0.06, 0.03),
          [width * 0.9, 0],
          [width, 0.12],
          at(width * 0.72, 0.5),
          aslant,
        );
      },
    ],
  )();
  const share = d.between(0.38, 0.62);
  const crossX = middle[0] + (share < 0.5 ? 0.03 : -0.03);
  const tilt = d.around(-0.02, 0.06);
  const reach = d.between(0.14, 0.34);
  const cross: Stroke = [
    [crossX - reach, share - tilt],
    [crossX + reach * d.between(0.7, 1.2), share + tilt],
  ];
  return d.chance(0.5) ? [body, cross] : [body];
}
