// Drawn and exported pictures: MNIST's own, inverted, transparent, tiny, huge, turned by their camera's flag, one of each file format.
import sharp, { type Sharp } from 'sharp';
import type { Glyph } from './glyph.js';
import { blankPage, type Page, type Rgb, toSharp, write } from './page.js';
import type { NextGlyph, TestPicture } from './test-pictures.js';

const BLACK: Rgb = [0, 0, 0];
const WHITE: Rgb = [255, 255, 255];

/** A glyph in the middle of a page of its own, filling this share of its height. */
function single(glyph: Glyph, width: number, height: number, paper: Rgb, ink: Rgb, share = 0.7): Page {
  const page = blankPage(width, height, paper);
  write(page, glyph, {
    x: width / 2,
    y: height / 2,
    height: Math.min(height * share, (width * share * glyph.height) / glyph.width),
    ink,
  });
  return page;
}

/** A page's ink, black where the page is black, as one colour on transparency. */
function transparent(page: Page, [r, g, b]: Rgb) {
  const rgba = new Uint8Array(page.width * page.height * 4);
  for (let i = 0; i < rgba.length; i += 4) rgba.set([r, g, b, 255 - Math.round(page.rgb[(i / 4) * 3] ?? 0)], i);
  return sharp(rgba, { raw: { width: page.width, height: page.height, channels: 4 } });
}

async function natives(glyphs: readonly Glyph[]): Promise<TestPicture[]> {
  const ways = [
    ['grey PNG', (raw: Sharp) => raw.toColourspace('b-w').png()],
    ['RGB PNG', (raw: Sharp) => raw.toColourspace('srgb').png()],
    ['inverted PNG', (raw: Sharp) => raw.negate().toColourspace('b-w').png()],
    ['lossless WebP', (raw: Sharp) => raw.webp({ lossless: true })],
    ['TIFF', (raw: Sharp) => raw.toColourspace('b-w').tiff({ compression: 'lzw' })],
    ['grey PNG with alpha', (raw: Sharp) => raw.toColourspace('b-w').ensureAlpha().png()],
    ['inverted lossless AVIF', (raw: Sharp) => raw.negate().avif({ lossless: true })],
  ] as const;
  return Promise.all(
    ways.flatMap(([name, encode], i) => {
      const glyph = glyphs[(5 * i + 2) % glyphs.length];
      if (!glyph?.native) return [];
      const { native, digit } = glyph;
      const raw = sharp(native, { raw: { width: 28, height: 28, channels: 1 } });
      return [
        encode(raw)
          .toBuffer()
          .then((file) => ({ name, effect: 'MNIST as it is', digits: [digit], native, file })),
      ];
    }),
  );
}

/** All pictures of one digit that no camera has seen. @param native Glyphs that are MNIST's. */
export async function cleanPictures(next: NextGlyph, native: readonly Glyph[]): Promise<TestPicture[]> {
  const pictures = await natives(native);
  const add = async (effect: string, name: string, { digit }: Glyph, image: Sharp): Promise<void> => {
    pictures.push({ name, effect, digits: [digit], file: await image.toBuffer() });
  };
  for (const [i, format] of (['png', 'jpeg', 'gif', 'webp', 'avif', 'tiff'] as const).entries()) {
    for (const inverted of [false, true]) {
      const glyph = next();
      const [paper, ink] = inverted ? [BLACK, WHITE] : [WHITE, BLACK];
      const effect = inverted ? 'light on dark' : 'dark on light';
      await add(
        effect,
        `${effect} ${format}`,
        glyph,
        toSharp(single(glyph, 240 + 40 * i, 300, paper, ink)).toFormat(format),
      );
    }
  }
  const inks: readonly Rgb[] = [BLACK, WHITE, [20, 40, 160], [255, 240, 120], BLACK, WHITE];
  for (const ink of inks) {
    const glyph = next();
    await add(
      'transparent',
      `ink ${ink.join(' ')}`,
      glyph,
      transparent(single(glyph, 300, 300, WHITE, BLACK), ink).png(),
    );
  }
  for (const side of [10, 12, 12, 14, 14, 16, 16, 18, 20, 20]) {
    const glyph = next();
    const [paper, ink] = side % 4 === 0 ? [BLACK, WHITE] : [WHITE, BLACK];
    await add('tiny', `${side} px`, glyph, toSharp(single(glyph, side, side, paper, ink, 0.85)).png());
  }
  for (const [width, height] of [
    [3000, 3000],
    [4000, 1500],
    [2400, 3600],
    [3200, 2400],
  ] as const) {
    const glyph = next();
    await add(
      'huge',
      `${width} × ${height}`,
      glyph,
      toSharp(single(glyph, width, height, WHITE, [30, 30, 60], 0.5)).jpeg(),
    );
  }
  for (let orientation = 1; orientation <= 8; orientation++) {
    const glyph = next();
    const upright = await toSharp(single(glyph, 320, 260, WHITE, [30, 30, 90]))
      .png()
      .toBuffer();
    await add('turned by EXIF', `orientation ${orientation}`, glyph, turnedBack(upright, orientation));
  }
  return pictures;
}

/** An upright picture stored as a camera would that was held otherwise: undoing what the flag asks for. */
export function turnedBack(upright: Buffer, orientation: number): Sharp {
  const image = sharp(upright);
  const undo = [
    image,
    image,
    image.clone().flop(),
    image.clone().rotate(180),
    image.clone().flip(),
    // Sharp flips before it turns: 5 and 7 are mirrored along a diagonal, 6 and 8 turned by a quarter.
    image.clone().flip().rotate(90),
    image.clone().rotate(270),
    image.clone().flip().rotate(270),
    image.clone().rotate(90),
  ][orientation];
  return (undo ?? image).jpeg({ quality: 92 }).withMetadata({ orientation });
}
