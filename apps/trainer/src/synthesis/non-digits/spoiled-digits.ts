// Digits that are none any more: struck out, scribbled over, written over each other, or only half there.
import type { Point, Stroke } from '@digits/ink';
import type { GlyphSplit } from '../glyphs.js';
import { between, oneOf, type Random, type Weighted, weightedOneOf, wholeBetween } from './choose.js';
import { type Extent, extent } from './extent.js';
import { DIGITS, glyphOf } from './glyph-choice.js';

const digits = [...DIGITS];

/** Half of a digit that nobody completes to a digit; most halves are one themselves (half an 8 is a 0 or a 3, half a 0 may be a 1). */
const HALVES: readonly (readonly [digit: string, keep: (point: Point, box: Extent) => boolean])[] = [
  ['0', ([, y], { top, height }) => y < top + 0.55 * height],
  ['0', ([, y], { top, height }) => y > top + 0.45 * height],
  ['8', ([x], { left, width }) => x < left + 0.5 * width],
  ['3', ([x], { left, width }) => x < left + 0.5 * width],
];

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

const digit = (random: Random, split?: GlyphSplit): readonly Stroke[] =>
  glyphOf(random, oneOf(random, digits), split).strokes;

/** Crossed out by an ×, or by two or three lines: a single line could be the bar of a 7 or the slash of a 0. */
function struckOut(random: Random, split?: GlyphSplit): Stroke[] {
  const strokes = digit(random, split);
  const { left, top, width, height } = extent(strokes);
  const reach = Math.max(width, 0.5 * height);
  const [from, to] = [left + width / 2 - 0.8 * reach, left + width / 2 + 0.8 * reach];
  const near = (share: number): number => top + (share + between(random, -0.08, 0.08)) * height;
  if (random() < 0.5) {
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

/** Two digits on one place, a little apart. A 1 or a 7 could hide in the other, so both are wider. */
function writtenOver(random: Random, split?: GlyphSplit): Stroke[] {
  const [below, above] = oneOf(random, [
    '24',
    '42',
    '34',
    '45',
    '54',
    '46',
    '64',
    '25',
    '52',
    '28',
    '48',
    '58',
    '26',
    '69',
    '92',
    '95',
    '49',
    '40',
    '20',
    '50',
  ]);
  if (below === undefined || above === undefined) return [];
  const first = glyphOf(random, below, split).strokes;
  const second = glyphOf(random, above, split).strokes;
  const [under, over] = [extent(first), extent(second)];
  const right = under.left - over.left + between(random, 0.3, 0.6) * under.width * (random() < 0.5 ? 1 : -1);
  const down = between(random, -0.2, 0.2) * under.height;
  return [...first, ...second.map((stroke) => stroke.map(([x, y]): Point => [x + right, y + down]))];
}

function half(random: Random, split?: GlyphSplit): Stroke[] {
  const [character, keep] = oneOf(random, HALVES);
  const strokes = glyphOf(random, character, split).strokes;
  const box = extent(strokes);
  return strokes.flatMap((stroke) => runs(stroke, (point) => keep(point, box)));
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
