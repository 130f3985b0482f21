// Image files of any kind that is read, as ones that every browser shows: upright, not too large, without metadata.
import sharp from 'sharp';
import { ImageError, MAX_SECONDS, openOptions, readMetadata } from './image-file.js';

export interface ReencodedImage {
  readonly type: 'image/png' | 'image/webp';
  readonly data: Buffer;
  /** Pixels, upright. */
  readonly width: number;
  readonly height: number;
}

/** The longer side at most, px. */
const MAX_SIDE = 1_600;
/** Of a photograph, what is left out at this quality changes no digit. */
const WEBP_QUALITY = 90;
/** Files of these kinds were drawn or scanned without loss, and stay so. */
const LOSSLESS = new Set(['png', 'gif', 'tiff']);

/**
 * Decodes an image file (PNG, JPEG, WebP, GIF, TIFF, AVIF; the first of several pages), turns it upright as its camera said, and
 * encodes it anew: as PNG where it came without loss, else as WebP. Only pixels are left of it.
 * @throws ImageError when it is no such image, is damaged, or has more than 50 million pixels.
 */
export async function reencodeImage(bytes: Uint8Array): Promise<ReencodedImage> {
  const { format } = await readMetadata(bytes);
  const isLossless = LOSSLESS.has(format);
  try {
    const image = sharp(bytes, openOptions)
      .timeout({ seconds: MAX_SECONDS })
      .autoOrient()
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true });
    const encoded = isLossless ? image.png() : image.webp({ quality: WEBP_QUALITY });
    const { data, info } = await encoded.toBuffer({ resolveWithObject: true });
    return { type: isLossless ? 'image/png' : 'image/webp', data, width: info.width, height: info.height };
  } catch {
    throw new ImageError('The image is damaged or cut short: send the whole file.');
  }
}
