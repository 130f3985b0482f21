// Drawings that are no digit, as pen strokes, for training a network to say so. Made from freely licensed handwriting fonts and by rule;
// how they are mixed is in WEIGHTS.
import type { Stroke } from '@digits/ink';
import { type Random, type Weighted, weightedOneOf } from '../choose.js';
import type { GlyphSplit } from '../glyphs.js';
import { randomGroup } from './groups.js';
import { randomLetter } from './letters.js';
import { randomMark } from './marks.js';
import { randomScribble } from './scribbles.js';
import { randomShape } from './shapes.js';
import { randomSpoiledDigit } from './spoiled-digits.js';
import { randomSymbol } from './symbols.js';

type Kind = 'letter' | 'scribble' | 'shape' | 'mark' | 'symbol' | 'group' | 'spoiled digit';

/** Of a hundred drawings, how many are of each kind. Letters are the most: they are the hardest to tell from digits; scribbles come next, for there is no end
 * to their kinds. */
export const WEIGHTS: Readonly<Record<Kind, number>> = {
  letter: 42,
  scribble: 28,
  shape: 7,
  mark: 4,
  symbol: 8,
  group: 7,
  'spoiled digit': 4,
};

type Draw = (random: Random, split?: GlyphSplit) => readonly Stroke[];

const KINDS: readonly Weighted<Draw>[] = [
  [WEIGHTS.letter, randomLetter],
  [WEIGHTS.scribble, randomScribble],
  [WEIGHTS.shape, randomShape],
  [WEIGHTS.mark, randomMark],
  [WEIGHTS.symbol, randomSymbol],
  [WEIGHTS.group, randomGroup],
  [WEIGHTS['spoiled digit'], randomSpoiledDigit],
];

/**
 * A drawing that is no digit: a letter, a scribble, a shape, a sign, several characters. In any unit, x to the right, y down; not yet turned,
 * slanted or shaken, which the augmentation of strokes does for all drawings.
 * @param random numbers from 0 up to 1; the same numbers give the same drawing
 * @param split take letters, signs and digits only from that split's fonts; from all fonts without it
 */
export function randomNonDigit(random: Random, split?: GlyphSplit): Stroke[] {
  return [...weightedOneOf(random, KINDS)(random, split)];
}
