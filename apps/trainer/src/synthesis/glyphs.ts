// Characters as pen strokes in many handwriting styles, from freely licensed fonts; assets/handwriting-fonts.json lists them, and
// extraction/main.ts made the file that is read here.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Stroke } from '@digits/ink';

/** A character in one font's style. The baseline is y = 0, y grows downwards, and an H is 120 units high. */
export interface Glyph {
  readonly character: string;
  readonly font: string;
  readonly strokes: readonly Stroke[];
}

/** Fonts to train on, or the fonts held out to judge on styles that training never saw. */
export type GlyphSplit = 'training' | 'validation';

/** The file of glyphs. */
export interface GlyphFile {
  readonly notice: string;
  readonly fonts: Readonly<Record<string, FontGlyphs>>;
}

/** One font's glyphs: a stroke is its coordinates in a row, x, y, x, y, … */
export interface FontGlyphs {
  readonly split: GlyphSplit;
  readonly glyphs: Readonly<Record<string, readonly (readonly number[])[]>>;
}

const GLYPH_FILE = new URL('../../assets/handwriting-strokes.json.gz', import.meta.url);

const readGlyphs = once(() => {
  const file = JSON.parse(gunzipSync(readFileSync(GLYPH_FILE)).toString('utf8')) as GlyphFile;
  const glyphs: Record<GlyphSplit, Glyph[]> = { training: [], validation: [] };
  for (const [font, { split, glyphs: ofFont }] of Object.entries(file.fonts)) {
    for (const [character, strokes] of Object.entries(ofFont)) {
      glyphs[split].push({ character, font, strokes: strokes.map(toStroke) });
    }
  }
  return glyphs;
});

/**
 * All glyphs: 0-9, a-z, A-Z and some signs, each in many styles. Read once.
 * @param split only the fonts of that split; all fonts without it
 */
export function handwritingGlyphs(split?: GlyphSplit): readonly Glyph[] {
  const glyphs = readGlyphs();
  return split === undefined ? [...glyphs.training, ...glyphs.validation] : glyphs[split];
}

function toStroke(coordinates: readonly number[]): Stroke {
  const stroke: [number, number][] = [];
  for (let at = 0; at + 1 < coordinates.length; at += 2) stroke.push([coordinates[at] ?? 0, coordinates[at + 1] ?? 0]);
  return stroke;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
