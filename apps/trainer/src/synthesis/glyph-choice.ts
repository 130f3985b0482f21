// Glyphs by character: one of a character at random, in any style or several in one.

import { FOREIGN_LETTERS } from './characters.js';
import { oneOf, type Random } from './choose.js';
import { type Glyph, type GlyphSplit, handwritingGlyphs } from './glyphs.js';

type GlyphsByCharacter = ReadonlyMap<string, readonly Glyph[]>;

interface Styles {
  readonly byCharacter: GlyphsByCharacter;
  readonly foreign: readonly Glyph[];
  /** Each font's glyphs by character; only fonts of Latin letters and digits. */
  readonly fonts: readonly GlyphsByCharacter[];
}

const stylesOfSplit = new Map<GlyphSplit | undefined, Styles>();

function styles(split: GlyphSplit | undefined): Styles {
  let known = stylesOfSplit.get(split);
  if (!known) {
    known = groupGlyphs(handwritingGlyphs(split));
    stylesOfSplit.set(split, known);
  }
  return known;
}

function groupGlyphs(glyphs: readonly Glyph[]): Styles {
  const byCharacter = groupBy(glyphs, ({ character }) => character);
  const fonts = [...groupBy(glyphs, ({ font }) => font).values()]
    .map((ofFont) => groupBy(ofFont, ({ character }) => character))
    .filter((ofFont) => ofFont.has('e') || ofFont.has('1'));
  return { byCharacter, foreign: glyphs.filter(({ character }) => FOREIGN_LETTERS.includes(character)), fonts };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

/** A glyph of the character in any style of the split. */
export function glyphOf(random: Random, character: string, split?: GlyphSplit): Glyph {
  return oneOf(random, styles(split).byCharacter.get(character) ?? []);
}

/** A Greek or Cyrillic letter in any style of the split. */
export function foreignGlyph(random: Random, split?: GlyphSplit): Glyph {
  return oneOf(random, styles(split).foreign);
}

/** The characters written in one style of the split; those that the style lacks are left out. */
export function glyphsInOneStyle(random: Random, characters: readonly string[], split?: GlyphSplit): readonly Glyph[] {
  const font = oneOf(random, styles(split).fonts);
  return characters.flatMap((character) => font.get(character) ?? []);
}
