// Signs that are no digit: from the fonts (& @ # ? …), and a few by hand: Greek letters, currency, arithmetic, music.
import type { Stroke } from '@digits/ink';
import type { GlyphSplit } from '../glyphs.js';
import { oneOf, type Random } from './choose.js';
import { glyphOf, SIGNS } from './glyph-choice.js';

const signs = [...SIGNS];

/** A sign. */
export function randomSymbol(random: Random, split?: GlyphSplit): readonly Stroke[] {
  return glyphOf(random, oneOf(random, signs), split).strokes;
}
