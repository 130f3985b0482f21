// How people write 4: open or closed at the top, in one stroke or two, with the stem crossing the bar or ending at it.
import type { Point, Stroke } from '@digits/ink';
import type { Dice } from '../dice.js';
import { spline } from '../spline.js';

/** Draws a 4 in one of these styles: about one unit high, y downwards. */
export function four(d: Dice): Stroke[] {
  const at = (x: number, y: number, deviation = 0.04): Point => [d.around(x, deviation), d.around(y, deviation)];
  const barY = d.between(0.42, 0.75);
  const stemX = d.between(0.48, 0.8);
  const barEnd = at(stemX + d.between(0.04, 0.4), barY + d.around(0, 0.04));
  const stemEnd = at(stemX - d.around(0.05, 0.09), 1);
  const elbow = at(0.02, barY + d.around(0.02, 0.03));
  const stem = (top: Point): Stroke => spline(top, [(top[0] + stemEnd[0]) / 2 + d.around(0, 0.02), 0.5], stemEnd);
  return d.pick<() => Stroke[]>(
    // Open: the left arm down, round the elbow, along the bar; the stem begins apart from it.
    [5, () => [[at(d.between(0.05, 0.3), 0.05), elbow, barEnd], stem(at(stemX, d.between(-0.05, 0.35)))]],
    // Open and round, as a u with a tail.
    [
      1.5,
      () => {
        const foot = at(0.3, barY + 0.05);
        return [
          spline(at(0.05, 0.03), at(0.06, barY - 0.15), foot, at(stemX, barY - 0.05)),
          stem(at(stemX + d.around(0.02, 0.03), 0)),
        ];
      },
    ],
    // Closed: the arm and the stem from one apex.
    [
      4,
      () => {
        const apex = at(stemX - 0.02, 0, 0.02);
        return [[apex, elbow, barEnd], stem([apex[0] + d.around(0.01, 0.03), apex[1] + d.around(0.02, 0.04)])];
      },
    ],
    // Closed in one stroke: bar first, up to the apex, and down as the stem.
    [1, () => [[barEnd, elbow, at(stemX, 0, 0.02), stemEnd]]],
    // Open in one stroke: arm, elbow, to the stem's top, down.
    [2, () => [[at(0.15, 0.05), elbow, at(stemX, barY - 0.02, 0.03), at(stemX + 0.03, d.between(0, 0.3)), stemEnd]]],
    [
      1,
      () => [
        spline(at(0.1, 0.05), elbow, at(0.3, barY + 0.03), at(stemX, barY - 0.1), at(stemX + 0.04, 0.1)),
        stem(at(stemX, 0.05)),
      ],
    ],
  )();
}
