// Image files into grey pixels, by sharp (libvips).
import type { GrayImage } from '@digits/ink';
import sharp from 'sharp';
import { flattenTransparency } from './flatten-transparency.js';
import { ImageError, MAX_SECONDS, openOptions, readMetadata } from './image-file.js';

/** Grey pixels, and how large the upright picture was before it was shrunk. */
export interface DecodedImage extends GrayImage {
  /** Pixels of the file's picture, upright. */
  readonly sourceWidth: number;
  readonly sourceHeight: number;
}

/** A digit needs no more: larger images are shrunk to this longer side, px, while they are decoded … */
const MAX_SIDE = 1_000;
/** … but a long strip no lower than this, as long as it has no more pixels than a square of the above … */
const LEAST_HEIGHT = 100;
/** … and is no longer than this, px: it is then brought into a square. */
const MAX_LENGTH = 10_000;
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
  const metadata = await readMetadata(bytes);
  const { width: sourceWidth, height: sourceHeight } = metadata.autoOrient;
  const size = decodedSize(sourceWidth, sourceHeight);
  try {
    let image = sharp(bytes, openOptions)
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
