// A page that digits are written on, and what a camera makes of it: colours, rulings, light, blur, noise.
import sharp, { type Sharp } from 'sharp';
import type { Glyph } from './glyph.js';
import { normal } from './normal.js';

export type Rgb = readonly [number, number, number];

/** A page as real numbers, 0 … 255 a channel, pixel by pixel. */
export interface Page {
  readonly width: number;
  readonly height: number;
  readonly rgb: Float32Array;
}

/** A page of one colour. */
export function blankPage(width: number, height: number, [r, g, b]: Rgb): Page {
  const rgb = new Float32Array(width * height * 3);
  for (let i = 0; i < rgb.length; i += 3) rgb.set([r, g, b], i);
  return { width, height, rgb };
}

/** Mixes a colour into one pixel. */
function mix({ rgb }: Page, pixel: number, colour: Rgb, share: number): void {
  for (let c = 0; c < 3; c++) {
    const old = rgb[3 * pixel + c] ?? 0;
    rgb[3 * pixel + c] = old + share * ((colour[c] ?? 0) - old);
  }
}

/** Changes every value: (value, x, y, channel) to another. */
export function paintOver({ width, rgb }: Page, f: (value: number, x: number, y: number) => number): void {
  for (let i = 0; i < rgb.length; i++) {
    const pixel = Math.floor(i / 3);
    rgb[i] = f(rgb[i] ?? 0, pixel % width, Math.floor(pixel / width));
  }
}

/** How much ink a glyph has around a point of it, interpolated. */
function coverAt({ width, height, cover }: Glyph, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= width || row >= height ? 0 : (cover[row * width + column] ?? 0);
  const upper = at(left, top) * (1 - x + left) + at(left + 1, top) * (x - left);
  const lower = at(left, top + 1) * (1 - x + left) + at(left + 1, top + 1) * (x - left);
  return upper * (1 - y + top) + lower * (y - top);
}

export interface Placement {
  /** The glyph's middle on the page, pixels. */
  readonly x: number;
  readonly y: number;
  /** Its height there, pixels. */
  readonly height: number;
  /** Turned clockwise, degrees. */
  readonly turned?: number;
  readonly ink: Rgb;
}

/** Writes a glyph on a page; each pixel is the mean of 3 × 3 points in it. */
export function write(page: Page, glyph: Glyph, { x, y, height, turned = 0, ink }: Placement): void {
  const scale = glyph.height / height;
  const [sin, cos] = [Math.sin((turned * Math.PI) / 180), Math.cos((turned * Math.PI) / 180)];
  const reach = Math.hypot(glyph.width, glyph.height) / scale / 2 + 2;
  const points = scale > 4 ? 9 : 3;
  for (let row = Math.max(0, Math.floor(y - reach)); row < Math.min(page.height, y + reach); row++) {
    for (let column = Math.max(0, Math.floor(x - reach)); column < Math.min(page.width, x + reach); column++) {
      let sum = 0;
      for (let i = 0; i < points * points; i++) {
        const dx = column + ((i % points) + 0.5) / points - x;
        const dy = row + (Math.floor(i / points) + 0.5) / points - y;
        const u = (dx * cos + dy * sin) * scale + glyph.width / 2 - 0.5;
        const v = (dy * cos - dx * sin) * scale + glyph.height / 2 - 0.5;
        sum += coverAt(glyph, u, v);
      }
      if (sum > 0) mix(page, row * page.width + column, ink, sum / points ** 2);
    }
  }
}

/** Rules a page with lines (`squared`: both ways) `distance` apart, `thick` px, turned by some degrees. */
export function rule(page: Page, colour: Rgb, distance: number, thick: number, squared: boolean, turned = 0): void {
  const [sin, cos] = [Math.sin((turned * Math.PI) / 180), Math.cos((turned * Math.PI) / 180)];
  const inked = (place: number): number => {
    const from = Math.abs((((place % distance) + distance) % distance) - distance / 2);
    return Math.max(0, Math.min(1, thick / 2 + 0.5 - from));
  };
  for (let pixel = 0; pixel < page.width * page.height; pixel++) {
    const x = pixel % page.width;
    const y = Math.floor(pixel / page.width);
    const share = Math.max(inked(y * cos - x * sin), squared ? inked(x * cos + y * sin) : 0);
    if (share > 0) mix(page, pixel, colour, share);
  }
}

/** A camera's noise of this deviation in levels: of the light, the same in all channels, and of each channel, half as strong. */
export function addNoise({ rgb }: Page, deviation: number, random: () => number): void {
  for (let i = 0; i < rgb.length; i += 3) {
    const shared = deviation * normal(random);
    for (let c = 0; c < 3; c++) rgb[i + c] = (rgb[i + c] ?? 0) + shared + (deviation / 2) * normal(random);
  }
}

/** A page as sharp takes it, to be encoded. */
export function toSharp({ width, height, rgb }: Page): Sharp {
  return sharp(Uint8ClampedArray.from(rgb), { raw: { width, height, channels: 3 } });
}

/** A page out of focus. @param sigma Pixels. */
export async function blurred(page: Page, sigma: number): Promise<Page> {
  const bytes = await toSharp(page).blur(sigma).raw().toBuffer();
  return { ...page, rgb: Float32Array.from(bytes) };
}
