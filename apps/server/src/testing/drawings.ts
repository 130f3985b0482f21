// Drawings, as a person draws them.
import type { Point, Stroke } from '@digits/ink';

/** A 0: an ellipse from the top, counter-clockwise. */
export const ZERO: readonly Stroke[] = [
  Array.from({ length: 33 }, (_, i): Point => {
    const angle = (2 * Math.PI * i) / 32;
    return [140 - 70 * Math.sin(angle), 140 - 90 * Math.cos(angle)];
  }),
];

/** A 1: a straight line downwards. */
export const ONE: readonly Stroke[] = [Array.from({ length: 21 }, (_, i): Point => [140 + i / 4, 40 + 10 * i])];

/** A 7: a bar, then slanting down. */
export const SEVEN: readonly Stroke[] = [
  [
    [70, 60],
    [130, 60],
    [200, 60],
    [170, 130],
    [140, 220],
  ],
];

/** No digit: to and fro from top to bottom, and across. */
export const SCRIBBLE: readonly Stroke[] = [
  Array.from({ length: 9 }, (_, i): Point => [i % 2 ? 220 : 60, 50 + 22 * i]),
  Array.from({ length: 9 }, (_, i): Point => [60 + 20 * i, i % 2 ? 220 : 50]),
];
