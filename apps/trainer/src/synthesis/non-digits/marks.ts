// Marks too small to be a digit: a dot, several dots, dashes, ticks. A mark that stands upright alone would be a 1, so none does.
import type { Point, Stroke } from '@digits/ink';
import { between, type Random, type Weighted, weightedOneOf, wholeBetween } from '../choose.js';

const KINDS: readonly Weighted<(random: Random) => Stroke[]>[] = [
  [2, dot],
  [3, dots],
  [3, dash],
  [2, dashes],
  [2.5, checkMark],
  [2, crossMark],
  [1.5, roof],
];

/** A mark of some kind. */
export function randomMark(random: Random): readonly Stroke[] {
  return weightedOneOf(random, KINDS)(random);
}

function dot(): Stroke[] {
  return [[[0, 0]]];
}

/** Two to eight dots strewn about, each a touch of the pen or a tiny smear. */
function dots(random: Random): Stroke[] {
  return Array.from({ length: wholeBetween(random, 2, 8) }, () => {
    const [x, y] = [between(random, 0, 100), between(random, 0, 100)];
    const smear = between(random, 0, 5);
    return [
      [x, y],
      [x + between(random, -smear, smear), y + between(random, -smear, smear)],
    ] as const;
  });
}

/** A line that lies: at most 20° from the horizontal, so that a turn of the paper does not make it a 1. */
function dash(random: Random): Stroke[] {
  return [lying(random, 0, between(random, 60, 100), between(random, -0.35, 0.35))];
}

/** Dashes above each other, all of one slope: two that lean towards each other would be most of a Z. */
function dashes(random: Random): Stroke[] {
  const count = wholeBetween(random, 2, 4);
  const gap = between(random, 24, 45);
  const slope = between(random, -0.2, 0.2);
  return Array.from({ length: count }, (_, index) =>
    lying(random, index * gap, between(random, 60, 90), slope + between(random, -0.06, 0.06)),
  );
}

function lying(random: Random, y: number, width: number, slope: number): Stroke {
  const rise = slope * width;
  const bow = between(random, -0.08, 0.08) * width;
  return [
    [0, y + rise / 2],
    [width / 2, y + bow],
    [width, y - rise / 2],
  ];
}

/** ✓: its long arm leans well over, its short arm is long enough not to be the serif of a 1. */
function checkMark(random: Random): Stroke[] {
  const corner: Point = [between(random, 25, 40), 0];
  const start: Point = [0, -between(random, 22, 45)];
  return [[start, corner, [corner[0] + between(random, 50, 80), -between(random, 55, 90)]]];
}

/** ×, or + at another angle. */
function crossMark(random: Random): Stroke[] {
  const [right, down] = [between(random, 35, 60), between(random, 35, 55)];
  const [alongX, alongY] = [between(random, -5, 5), between(random, -5, 5)];
  return [
    [
      [-right, -down],
      [right, down + alongY],
    ],
    [
      [right + alongX, -down],
      [-right, down],
    ],
  ];
}

/** ∧ or ∨ or a wide < */
function roof(random: Random): Stroke[] {
  const [half, height] = [50, between(random, 48, 85)];
  const bend: Stroke = [
    [-half, height],
    [between(random, -10, 10), 0],
    [half, height],
  ];
  const turns = [([x, y]: Point): Point => [x, y], ([x, y]: Point): Point => [x, -y], ([x, y]: Point): Point => [y, x]];
  const turn = turns[wholeBetween(random, 0, turns.length - 1)];
  return turn ? [bend.map(turn)] : [bend];
}
