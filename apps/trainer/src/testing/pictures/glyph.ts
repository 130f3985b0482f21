// Real handwriting to make pictures of: MNIST's test images and drawn strokes, as how much of each pixel is ink.
import { paintStrokes, type Stroke } from '@digits/ink';
import sharp from 'sharp';

/** A digit's ink, cropped to it. */
export interface Glyph {
  readonly digit: number;
  readonly width: number;
  readonly height: number;
  /** width × height, 0 paper … 1 ink. */
  readonly cover: Float32Array;
  /** The 28×28 that it comes from, as the network reads it; null for strokes. */
  readonly native: Uint8Array | null;
}

/** How many times MNIST's pixels are enlarged; their grey edges become a pen's sharp ones. */
const ENLARGED = 10;

/** Cuts a picture to its ink. */
function cropped(width: number, height: number, cover: Float32Array): Omit<Glyph, 'digit' | 'native'> {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let i = 0; i < cover.length; i++) {
    if ((cover[i] ?? 0) < 0.02) continue;
    left = Math.min(left, i % width);
    right = Math.max(right, i % width);
    top = Math.min(top, Math.floor(i / width));
    bottom = Math.floor(i / width);
  }
  const columns = right - left + 1;
  const rows = bottom - top + 1;
  const inner = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    const start = (top + y) * width + left;
    inner.set(cover.subarray(start, start + columns), y * columns);
  }
  return { width: columns, height: rows, cover: inner };
}

/** An MNIST image as a pen would have written it at ten times the size. */
export async function mnistGlyph(native: Uint8Array, digit: number): Promise<Glyph> {
  const side = 28 * ENLARGED;
  const enlarged = await sharp(native, { raw: { width: 28, height: 28, channels: 1 } })
    .resize(side, side, { kernel: 'cubic' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const cover = Float32Array.from(enlarged, (level) => Math.max(0, Math.min(1, (level / 255 - 0.3) / 0.3)));
  return { digit, native, ...cropped(side, side, cover) };
}

/** Drawn strokes as a pen of `brush` px of 280 paints them. */
export function strokesGlyph(strokes: readonly Stroke[], size: number, digit: number, brush: number): Glyph {
  const { width, height, data } = paintStrokes(strokes, size, brush);
  const cover = Float32Array.from(data, (gray) => 1 - gray / 255);
  return { digit, native: null, ...cropped(width, height, cover) };
}
