// Signs that are no digit: those of the fonts (& @ # ? …), Greek and Cyrillic letters, and a few by hand.
import type { Stroke } from '@digits/ink';
import { SIGNS } from '../characters.js';
import { between, oneOf, type Random, type Weighted, weightedOneOf } from '../choose.js';
import { foreignGlyph, glyphOf } from '../glyph-choice.js';
import type { GlyphSplit } from '../glyphs.js';
import { curve } from './path.js';

const signs = [...SIGNS];

const KINDS: readonly Weighted<(random: Random, split?: GlyphSplit) => readonly Stroke[]>[] = [
  [6, (random, split) => glyphOf(random, oneOf(random, signs), split).strokes],
  [2.5, (random, split) => foreignGlyph(random, split).strokes],
  [0.8, euro],
  [0.8, divided],
  [0.6, root],
  [0.6, note],
];

/** A sign. */
export function randomSymbol(random: Random, split?: GlyphSplit): readonly Stroke[] {
  return weightedOneOf(random, KINDS)(random, split);
}

/** € */
function euro(random: Random): Stroke[] {
  const [from, to] = [between(random, 0.5, 0.9), between(random, 5.3, 5.8)];
  const bow = curve(12, (share) => {
    const angle = from + (to - from) * share;
    return [40 * Math.cos(angle), -50 * Math.sin(angle)] as const;
  });
  const bar = (y: number): Stroke => [
    [-62, y],
    [between(random, 0, 20), y + between(random, -3, 3)],
  ];
  return [bow, bar(-between(random, 6, 14)), bar(between(random, 6, 14))];
}

/** ÷ */
function divided(random: Random): Stroke[] {
  const away = between(random, 22, 38);
  return [
    [
      [-45, between(random, -4, 4)],
      [45, between(random, -4, 4)],
    ],
    [[0, -away]],
    [[between(random, -5, 5), away]],
  ];
}

/** √ with a roof long enough that it is no check mark. */
function root(random: Random): Stroke[] {
  const roof = between(random, 50, 90);
  return [
    [
      [-45, 5],
      [-32, -4],
      [-16, 42],
      [8, -48],
      [8 + roof, -48 + between(random, -4, 4)],
    ],
  ];
}

/** ♫ */
function note(random: Random): Stroke[] {
  const beam = between(random, -14, 2);
  const head = (x: number, y: number): Stroke =>
    curve(10, (share) => [x - 9 + 9 * Math.cos(share * 6.6), y + 7 * Math.sin(share * 6.6)] as const);
  return [
    head(-25, 40),
    [
      [-25, 40],
      [-25, -40],
      [25, -40 + beam],
      [25, 40 + beam],
    ],
    head(25, 40 + beam),
  ];
}
