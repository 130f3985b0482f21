// Glyphs of outline fonts: each outline is painted, thinned to the middle of its strokes, and traced with a pen.
import type { Stroke } from '@digits/ink';
import opentype from 'opentype.js';
import sharp from 'sharp';
import type { Bitmap } from './bitmap.js';
import { joinEdges } from './join-edges.js';
import { skeletonGraph } from './skeleton-graph.js';
import { smooth } from './smooth.js';
import type { RawGlyphs } from './stroke-font.js';
import { thin } from './thin.js';
import { tidyGraph } from './tidy-graph.js';

/** Height of a capital H when painted, px: fine enough for the loop of an e, coarse enough to be quick. */
const CAPITAL_HEIGHT = 160;
/** Paper around the painted glyph, px. */
const MARGIN = 6;
/** Smooths rough outlines, whose every dent would grow a spur when thinned. Px. */
const BLUR = 1.6;

/**
 * Reads glyphs of an outline font as pen strokes.
 * @param data a .ttf, .otf or .woff file
 */
export async function readOutlineFont(data: Buffer, wanted: ReadonlySet<string>): Promise<RawGlyphs> {
  const bytes = data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer;
  const font = opentype.parse(bytes);
  // Files of Greek or Cyrillic letters have no H.
  const capital = ['H', 'Π', 'П'].find((character) => font.charToGlyphIndex(character) > 0) ?? 'H';
  const { y1, y2 } = font.charToGlyph(capital).getBoundingBox();
  const size = (CAPITAL_HEIGHT * font.unitsPerEm) / (y2 - y1);
  const glyphs = new Map<string, readonly Stroke[]>();
  for (const character of wanted) {
    if (font.charToGlyphIndex(character) === 0) continue;
    glyphs.set(character, await penStrokes(font.charToGlyph(character).getPath(0, 0, size)));
  }
  return glyphs;
}

async function penStrokes(path: opentype.Path): Promise<readonly Stroke[]> {
  const box = path.getBoundingBox();
  const [left, top] = [Math.floor(box.x1) - MARGIN, Math.floor(box.y1) - MARGIN];
  const [width, height] = [Math.ceil(box.x2) + MARGIN - left, Math.ceil(box.y2) + MARGIN - top];
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${left} ${top} ${width} ${height}">
    <rect x="${left}" y="${top}" width="100%" height="100%" fill="white"/><path d="${pathData(path)}"/></svg>`;
  const pixels = await sharp(Buffer.from(svg)).greyscale().blur(BLUR).raw().toBuffer();
  const inked: Bitmap = { width, height, data: Uint8Array.from(pixels, (grey) => (grey < 128 ? 1 : 0)) };
  const strokes = joinEdges(tidyGraph(skeletonGraph(thin(inked)), inked));
  return strokes.map((stroke) => smooth(stroke).map(([x, y]) => [x + left, y + top] as const));
}

/** The path for SVG. The library's own writer makes NaN of numbers such as 1e-15. */
function pathData(path: opentype.Path): string {
  const number = (value: number | undefined): string => (value ?? 0).toFixed(2);
  return path.commands
    .map((command) => {
      if (command.type === 'Z') return 'Z';
      const end = `${number(command.x)} ${number(command.y)}`;
      if (command.type === 'C') {
        return `C${number(command.x1)} ${number(command.y1)} ${number(command.x2)} ${number(command.y2)} ${end}`;
      }
      return command.type === 'Q' ? `Q${number(command.x1)} ${number(command.y1)} ${end}` : `${command.type}${end}`;
    })
    .join('');
}
