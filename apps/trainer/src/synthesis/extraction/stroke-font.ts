// Glyphs of single-line fonts in SVG (Hershey and EMS): their paths are pen strokes already.
import type { Stroke } from '@digits/ink';
import { DOMParser } from 'linkedom';

/** A font's glyphs by character, in the font's own units, y downwards from the baseline. */
export type RawGlyphs = ReadonlyMap<string, readonly Stroke[]>;

/** Reads the glyphs of a single-line SVG font, y turned downwards. */
export function readStrokeFont(svg: string, wanted: ReadonlySet<string>): RawGlyphs {
  const glyphs = new Map<string, readonly Stroke[]>();
  const document = new DOMParser().parseFromString(svg, 'text/xml');
  for (const glyph of document.querySelectorAll('glyph')) {
    // linkedom leaves an entity as it is written; of the wanted characters only this one needs to be.
    const character = (glyph.getAttribute('unicode') ?? '').replace('&amp;', '&');
    if (wanted.has(character)) glyphs.set(character, pathStrokes(glyph.getAttribute('d') ?? ''));
  }
  return glyphs;
}

/** The strokes of a path of straight lines ("M x y L x y …"). */
function pathStrokes(path: string): Stroke[] {
  return path
    .split('M')
    .slice(1)
    .map((subpath) => {
      const numbers = (subpath.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
      return Array.from(
        { length: numbers.length >> 1 },
        (_, at) => [numbers[2 * at] ?? 0, -(numbers[2 * at + 1] ?? 0)] as const,
      );
    });
}
