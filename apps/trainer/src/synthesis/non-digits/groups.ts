// Several characters side by side: numbers of more than one digit, short words.
import type { Point, Stroke } from '@digits/ink';
import { DIGITS, LETTERS } from '../characters.js';
import { between, oneOf, type Random } from '../choose.js';
import { glyphOf, glyphsInOneStyle } from '../glyph-choice.js';
import type { GlyphSplit } from '../glyphs.js';
import { extent } from './extent.js';

/** Letters with digit twins may stand in a word: no word is one digit. */
const WORD_LETTERS = [...LETTERS, ...'oilstbgyz'];
const WORDS = [
  'ok',
  'no',
  'hi',
  'yes',
  'one',
  'two',
  'six',
  'ten',
  'abc',
  'xyz',
  'test',
  'me',
  'you',
  'he',
  'hey',
  'OK',
  'NO',
  'A4',
];
const digits = [...DIGITS];

/** Two to four characters in a row: mostly digits, else a word or letters, in one style or, rarely, in one each. */
export function randomGroup(random: Random, split?: GlyphSplit): readonly Stroke[] {
  const kind = random();
  if (kind < 0.55) return sideBySide(random, take(random, digits, shortLength(random)), split);
  if (kind < 0.75) return sideBySide(random, [...oneOf(random, WORDS)], split);
  return sideBySide(random, take(random, WORD_LETTERS, shortLength(random)), split);
}

/** Two, three, rarely four: more shrink to a line of ink in 28 pixels. */
function shortLength(random: Random): number {
  const share = random();
  return share < 0.55 ? 2 : share < 0.9 ? 3 : 4;
}

function take(random: Random, from: readonly string[], count: number): string[] {
  return Array.from({ length: count }, () => oneOf(random, from));
}

function sideBySide(random: Random, characters: readonly string[], split?: GlyphSplit): readonly Stroke[] {
  const inOneStyle = random() < 0.8 ? glyphsInOneStyle(random, characters, split) : [];
  // A style that lacks a character would leave one digit alone.
  const glyphs =
    inOneStyle.length === characters.length ? inOneStyle : characters.map((one) => glyphOf(random, one, split));
  // Two that touch could grow together into another digit (1 and 3 into a B or an 8), so nearer than this they never are.
  const gap = between(random, 8, 40);
  const slant = between(random, -0.15, 0.15);
  const strokes: Stroke[] = [];
  let right = 0;
  for (const glyph of glyphs) {
    const { left, width } = extent(glyph.strokes);
    const lift = between(random, -8, 8);
    const slantHere = slant + between(random, -0.08, 0.08);
    const size = between(random, 0.88, 1.12);
    const place = ([x, y]: Point): Point => [right + size * (x - left - slantHere * y), size * y + lift];
    strokes.push(...glyph.strokes.map((stroke) => stroke.map(place)));
    right += size * width + gap;
  }
  return strokes;
}
