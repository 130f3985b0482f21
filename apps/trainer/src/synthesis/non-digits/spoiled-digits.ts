// Digits that are none any more: struck out, scribbled over, written over each other, or only half there.
import type { Point, Stroke } from '@digits/ink';
import { DIGITS } from '../characters.js';
import { between, oneOf, type Random, type Weighted, weightedOneOf, wholeBetween } from '../choose.js';
import { glyphOf } from '../glyph-choice.js';
import type { GlyphSplit } from '../glyphs.js';
import { extent } from './extent.js';

const digits = [...DIGITS];

/** What two or three lines through it do not leave readable: a 1, a 4 and a 7 take them for serifs and bars. */
const SPOILED_BY_LINES = [...'0235689'];

/** Pairs whose second does not hide in the first: no 0 that rings the other, no 1 and no 7. */
const PAIRS = ['24', '42', '34', '45', '54', '46', '64', '25', '52', '28', '48', '58', '26', '69', '92', '95', '49'];

const KINDS: readonly Weighted<(random: Random, split?: GlyphSplit) => Stroke[]>[] = [
  [3, struckOut],
  [3, scribbledOver],
  [1.5, writtenOver],
  [1.5, half],
];

/** A spoiled digit of some kind. */
export function randomSpoiledDigit(random: Random, split?: GlyphSplit): readonly Stroke[] {
  return weightedOneOf(random, KINDS)(random, split);
}

const digit = (random: Random, split?: GlyphSplit, from: readonly string[] = digits): readonly Stroke[] =>
  glyphOf(random, oneOf(random, from), split).strokes;

/** Crossed out by an ×, or by two or three lines: a single line could be the bar of a 7 or the slash of a 0. */
function struckOut(random: Random, split?: GlyphSplit): Stroke[] {
  const crossed = random() < 0.5;
  const strokes = digit(random, split, crossed ? digits : SPOILED_BY_LINES);
  const { left, top, width, height } = extent(strokes);
  const reach = Math.max(width, 0.5 * height);
  const [from, to] = [left + width / 2 - 0.8 * reach, left + width / 2 + 0.8 * reach];
  const near = (share: number): number => top + (share + between(random, -0.08, 0.08)) * height;
  if (crossed) {
    return [
      ...strokes,
      [
        [from, near(0.1)],
        [to, near(0.9)],
      ],
      [
        [to, near(0.1)],
        [from, near(0.9)],
      ],
    ];
  }
  const slope = between(random, -0.25, 0.25);
  const shares = oneOf(random, [
    [0.35, 0.65],
    [0.3, 0.5, 0.7],
  ]);
  return [
    ...strokes,
    ...shares.map(
      (share): Stroke => [
        [from, near(share + slope)],
        [to, near(share - slope)],
      ],
    ),
  ];
}

/** The pen goes to and fro over it. */
function scribbledOver(random: Random, split?: GlyphSplit): Stroke[] {
  const strokes = digit(random, split);
  const { left, top, width, height } = extent(strokes);
  const turns = wholeBetween(random, 7, 13);
  const reach = Math.max(width, 0.55 * height);
  const over = Array.from({ length: turns }, (_, index): Point => {
    const side = index % 2 === 0 ? -1 : 1;
    return [
      left + width / 2 + side * reach * between(random, 0.4, 0.7),
      top + (index / (turns - 1)) * height + between(random, -6, 6),
    ];
  });
  return [...strokes, over];
}

/** Two digits on one place, a little apart. */
function writtenOver(random: Random, split?: GlyphSplit): Stroke[] {
  const [below = '2', above = '4'] = oneOf(random, PAIRS);
  const first = glyphOf(random, below, split).strokes;
  const second = glyphOf(random, above, split).strokes;
  const [under, over] = [extent(first), extent(second)];
  const right = under.left - over.left + between(random, 0.3, 0.6) * under.width * (random() < 0.5 ? 1 : -1);
  const down = between(random, -0.2, 0.2) * under.height;
  return [...first, ...second.map((stroke) => stroke.map(([x, y]): Point => [x + right, y + down]))];
}

/** The upper or the lower half of a 0. Most halves of digits are digits themselves: half an 8 is a 0 or a 3, the side of a 0 a 1. */
function half(random: Random, split?: GlyphSplit): Stroke[] {
  const strokes = glyphOf(random, '0', split).strokes;
  const { top, height } = extent(strokes);
  const upper = random() < 0.5;
  const cut = top + between(random, 0.42, 0.58) * height;
  const kept = strokes.flatMap((stroke) => runs(stroke, ([, y]) => y < cut === upper));
  // Where a 0 has few points, only a side may be left, which would be a 1.
  const left = extent(kept);
  return left.width > 0.6 * left.height ? kept : struckOut(random, split);
}

/** The parts of a stroke whose points are kept. */
function runs(stroke: Stroke, keep: (point: Point) => boolean): Stroke[] {
  const parts: Point[][] = [];
  let part: Point[] | undefined;
  for (const point of stroke) {
    if (!keep(point)) {
      part = undefined;
    } else if (part) {
      part.push(point);
    } else {
      part = [point];
      parts.push(part);
    }
  }
  return parts.filter(({ length }) => length > 1);
}
