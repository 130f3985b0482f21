// The list of fonts that glyphs are extracted from: assets/handwriting-fonts.json.
import { readFileSync } from 'node:fs';
import type { GlyphSplit } from '../glyphs.js';

/** A font to extract. */
export interface ListedFont {
  /** Its name in the file of glyphs. */
  readonly font: string;
  /** The npm package that holds it, its exact version, and the font's file in it. */
  readonly package: string;
  readonly version: string;
  readonly file: string;
  /** Whose work it is, for the notice; as the package's metadata.json says where left out. */
  readonly credit?: string;
  readonly license: string;
  readonly split: GlyphSplit;
  /** Characters to leave out: misshapen, or read as something else. */
  readonly without?: string;
  /** The characters to take in place of the usual ones: for files of Greek or Cyrillic letters. */
  readonly only?: string;
}

const FONT_LIST = new URL('../../../assets/handwriting-fonts.json', import.meta.url);

/** Reads the list. */
export function listedFonts(): readonly ListedFont[] {
  return JSON.parse(readFileSync(FONT_LIST, 'utf8')) as ListedFont[];
}
