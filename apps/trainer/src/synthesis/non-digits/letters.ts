// Single letters that nobody reads as a digit, in the styles of the handwriting fonts.
import type { Stroke } from '@digits/ink';
import { LETTERS } from '../characters.js';
import { oneOf, type Random } from '../choose.js';
import { glyphOf } from '../glyph-choice.js';
import type { GlyphSplit } from '../glyphs.js';

const letters = [...LETTERS];

/** A letter: every letter as likely as the others, then every style. */
export function randomLetter(random: Random, split?: GlyphSplit): readonly Stroke[] {
  return glyphOf(random, oneOf(random, letters), split).strokes;
}
