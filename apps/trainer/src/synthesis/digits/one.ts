// How people write 1: a bare stroke; with an up-stroke, from a tick to as long as the stem; with a foot, or without.
import type { Point, Stroke } from '@digits/ink';
import type { Dice } from '../dice.js';
import { spline } from '../spline.js';

/** From the top down, a little bent. */
function stem(d: Dice, slant: number): Point[] {
  return spline([0, 0], [-slant / 2 + d.around(0, 0.025), d.between(0.4, 0.6)], [-slant, 1]);
}

/**
 * Where an up-stroke begins, whose apex is at (0, 0). In much of Europe it may be as long as the stem; a shallow one is short of
 * being a 7's bar, which is level.
 */
function flagStart(d: Dice): Point {
  const [length, steepness] = d.pick<() => [number, number]>(
    [3, () => [d.between(0.1, 0.3), d.between(30, 60)]],
    [4, () => [d.between(0.3, 0.7), d.between(21, 36)]],
    [5, () => [d.between(0.25, 0.6), d.between(34, 60)]],
    [5, () => [d.between(0.5, 1), d.between(42, 68)]],
  )();
  const angle = (steepness * Math.PI) / 180;
  return [-length * Math.cos(angle), Math.min(0.9, length * Math.sin(angle))];
}

/** From here on an up-stroke is long, in heights of the stem. */
const LONG = 0.35;

/** Draws a 1 in one of these styles: about one unit high, y downwards. */
export function one(d: Dice): Stroke[] {
  const start = flagStart(d);
  // With a long up-stroke the stem is upright and the apex sharp: aslant and round, people mean a 7.
  const isLong = Math.hypot(...start) > LONG;
  const slant = isLong ? d.around(0.02, 0.05) : d.around(0.06, 0.13);
  const down = stem(d, slant);
  const footY = d.around(1, 0.03);
  const foot = [
    [-slant - d.between(0.12, 0.4), footY + d.around(0, 0.03)],
    [-slant + d.between(0.12, 0.4), footY + d.around(0, 0.03)],
  ] as const;
  const bare = (): Stroke[] => [d.chance(0.1) ? [...down].reverse() : down];
  const flagged = (): Stroke[] => {
    const bend: Point = [start[0] / 2 + d.around(0.02, 0.05), start[1] / 2 + d.around(0.02, 0.05)];
    const up = spline(start, bend, [0, 0]);
    // The apex: sharp, rounded, or with the pen lifted.
    const apex = d.between(0.03, 0.1);
    const gap = d.around(0, 0.03);
    const turn = d.pick<() => Stroke[]>(
      [7, () => [[...up, ...down.slice(1)]]],
      [
        isLong ? 0 : 2,
        () => [
          spline(start, bend, [-apex / 2, apex / 3], [apex / 2, 0], [apex / 2, apex], [-slant / 2, 0.5], [-slant, 1]),
        ],
      ],
      [1, () => [up, down.map(([x, y]) => [x + gap, y - 0.03] as const)]],
    );
    return turn();
  };
  return d.pick<() => Stroke[]>(
    [3, bare],
    [6, flagged],
    [1.6, () => [...flagged(), foot]],
    [0.25, () => [...bare(), foot]],
  )();
}
