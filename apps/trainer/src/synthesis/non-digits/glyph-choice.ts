// Glyphs by character: which letters and signs are no digit to anybody, and one glyph of a character at random.
import { type Glyph, type GlyphSplit, handwritingGlyphs } from '../glyphs.js';
import { oneOf, type Random } from './choose.js';

/** Letters that nobody reads as a digit. Those left out have a twin among the digits: o 0, l 1, s 5, z 2, q 9, b 6, B 8, t 7, y 4, … */
export const LETTERS = 'acdefhkmnpruvwxACEFHKMNPRUVWX';
/** Signs of the fonts that are no digit. */
export const SIGNS = '&@#?!+%*=';
export const DIGITS = '0123456789';

type GlyphsByCharacter = ReadonlyMap<string, readonly Glyph[]>;
/** Fonts that have every character that can be needed for a word are kept together, so that a word is in one style. */
type GlyphsByFont = ReadonlyMap<string, GlyphsByCharacter>;

interface Styles {
  readonly byCharacter: GlyphsByCharacter;
  readonly byFont: GlyphsByFont;
  readonly fonts: readonly string[];
}

const stylesOfSplit = new Map<GlyphSplit | undefined, Styles>();

function styles(split: GlyphSplit | undefined): Styles {
  const known = stylesOfSplit.get(split);
  if (known) return known;
  const byCharacter = new Map<string, Glyph[]>();
  const byFont = new Map<string, Map<string, Glyph[]>>();
  for (const glyph of handwritingGlyphs(split)) {
    const ofFont = byFont.get(glyph.font) ?? new Map<string, Glyph[]>();
    byFont.set(glyph.font, ofFont);
    for (const map of [byCharacter, ofFont]) map.set(glyph.character, [...(map.get(glyph.character) ?? []), glyph]);
  }
  const made = { byCharacter, byFont, fonts: [...byFont.keys()] };
  stylesOfSplit.set(split, made);
  return made;
}

/** A glyph of the character in any style of the split. */
export function glyphOf(random: Random, character: string, split?: GlyphSplit): Glyph {
  return oneOf(random, styles(split).byCharacter.get(character) ?? []);
}

/** The characters written in one style of the split; those that the style lacks are left out. */
export function glyphsInOneStyle(random: Random, characters: readonly string[], split?: GlyphSplit): readonly Glyph[] {
  const { byFont, fonts } = styles(split);
  const ofFont = byFont.get(oneOf(random, fonts));
  return characters.flatMap((character) => ofFont?.get(character) ?? []);
}
