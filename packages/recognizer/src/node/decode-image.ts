// Image files into grey pixels, by sharp (libvips), with limits against images made to exhaust memory.
import type { GrayImage } from '@digits/ink';
import sharp, { type Metadata, type SharpOptions } from 'sharp';
import { flattenTransparency } from './flatten-transparency.js';

/** An image that cannot be read; the message is a sentence for the person who sent it. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}

/** Grey pixels, and how large the upright picture was before it was shrunk. */
export interface DecodedImage extends GrayImage {
  /** Pixels of the file's picture, upright. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
}

/** Formats that are pixels; libvips could also read SVG, PDF and others that are programs more than pictures. */
const FORMATS = new Set(['png', 'jpeg', 'webp', 'gif', 'tiff', 'heif']);
const SEND = 'send a PNG, JPEG, WebP, GIF, TIFF or AVIF';
const MAX_PIXELS = 50_000_000;
/** A digit needs no more: larger images are shrunk to this longer side, px, while they are decoded … */
const MAX_SIDE = 1_000;
/** … but a long strip no lower than this, as long as it has no more pixels than a square of the above … */
const LEAST_HEIGHT = 100;
/** … and is no longer than this, px: it is then brought into a square. */
const MAX_LENGTH = 10_000;
/** Decoding takes tenths of a second; what takes this long, seconds, was made to. */
const MAX_SECONDS = 20;

/** What is known of files that sharp cannot tell anything about. */
function nameFormat(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (start.startsWith('BM')) return 'bmp';
  if (start.startsWith('%PDF')) return 'pdf';
  return undefined;
}

async function readMetadata(bytes: Uint8Array, options: SharpOptions): Promise<Metadata> {
  if (bytes.length === 0) throw new ImageError(`The file is empty: ${SEND}.`);
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, { ...options, limitInputPixels: false }).metadata();
  } catch {
    const format = nameFormat(bytes);
    throw new ImageError(
      format ? `"${format}" images are not read here: ${SEND}.` : `This is not an image that can be read: ${SEND}.`,
    );
  }
  const format = metadata.format === 'heif' && metadata.compression !== 'av1' ? 'heic' : metadata.format;
  if (!FORMATS.has(format)) throw new ImageError(`"${format}" images are not read here: ${SEND}.`);
  return metadata;
}

/** The size to decode a picture at, pixels: the same shape, never larger. */
function decodedSize(width: number, height: number): { width: number; height: number } {
  const longer = Math.max(width, height);
  const shorter = Math.min(width, height);
  const strip = Math.min(LEAST_HEIGHT / shorter, MAX_SIDE / Math.sqrt(width * height));
  const scale = Math.min(1, MAX_LENGTH / longer, Math.max(MAX_SIDE / longer, strip));
  const scaled = (side: number): number => Math.max(1, Math.round(side * scale));
  return { width: scaled(width), height: scaled(height) };
}

/**
 * Decodes an image file (PNG, JPEG, WebP, GIF, TIFF, AVIF; the first of several pages) into grey pixels: turned upright as its camera
 * said, transparency flattened, at most 1,000 px a side; a long strip up to 10,000 px long, and a million in all.
 * @throws ImageError when it is no such image, is damaged, or has more than 50 million pixels.
 */
export async function decodeImage(bytes: Uint8Array): Promise<DecodedImage> {
  const options: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 };
  const metadata = await readMetadata(bytes, options);
  const { width: sourceWidth, height: sourceHeight } = metadata.autoOrient;
  if (sourceWidth * sourceHeight > MAX_PIXELS) {
    throw new ImageError(
      `The image is ${sourceWidth} × ${sourceHeight}: send one of at most ${MAX_PIXELS / 1e6} million pixels.`,
    );
  }
  const size = decodedSize(sourceWidth, sourceHeight);
  try {
    let image = sharp(bytes, options)
      .timeout({ seconds: MAX_SECONDS })
      .autoOrient()
      .resize({ ...size, fit: 'fill', withoutEnlargement: true, kernel: 'linear' });
    if (metadata.hasAlpha) image = await flattenTransparency(image);
    const { data, info } = await image
      .toColourspace('b-w')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return {
      width: info.width,
      height: info.height,
      data: info.channels === 1 ? data : data.filter((_, i) => i % info.channels === 0),
      sourceWidth,
      sourceHeight,
    };
  } catch {
    throw new ImageError('The image is damaged or cut short: send the whole file.');
  }
}
