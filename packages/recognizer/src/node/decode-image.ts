// Image files into grey pixels, by sharp (libvips), with limits against images made to exhaust memory.
import type { GrayImage } from '@digits/ink';
import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';

/** An image that cannot be read; the message is a sentence for the person who sent it. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}

/** Formats that are pixels; libvips could also read SVG, PDF and others that are programs more than pictures. */
const FORMATS = new Set(['png', 'jpeg', 'webp', 'gif', 'tiff', 'heif']);
const MAX_PIXELS = 50_000_000;
/** A digit needs no more: larger images are shrunk to this side, px, while they are decoded. */
const MAX_SIDE = 1_000;

/** Flattens transparency onto the side of grey on which the opaque ink can be seen. */
async function flattenTransparency(image: Sharp): Promise<Sharp> {
  const { data, info } = await image
    .clone()
    .toColourspace('srgb')
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  let weight = 0;
  let sum = 0;
  for (let i = 0; i < data.length; i += info.channels) {
    const alpha = data[i + 3] ?? 0;
    weight += alpha;
    sum += alpha * (0.299 * (data[i] ?? 0) + 0.587 * (data[i + 1] ?? 0) + 0.114 * (data[i + 2] ?? 0));
  }
  const mean = weight > 0 ? sum / weight : 0;
  return image.flatten({ background: mean < 128 ? '#ffffff' : '#000000' });
}

/**
 * Decodes an image file (PNG, JPEG, WebP, GIF, TIFF, AVIF) into grey pixels: turned upright as its camera said,
 * transparency flattened, at most 1,000 px a side.
 * @throws ImageError when it is no such image, is damaged, or has more than 50 million pixels.
 */
export async function decodeImage(bytes: Uint8Array): Promise<GrayImage> {
  const options: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 };
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, { ...options, limitInputPixels: false }).metadata();
  } catch {
    throw new ImageError('This is not an image that can be read: send a PNG, JPEG, WebP, GIF, TIFF or AVIF.');
  }
  if (!FORMATS.has(metadata.format)) {
    throw new ImageError(`"${metadata.format}" images are not read here: send a PNG, JPEG, WebP, GIF, TIFF or AVIF.`);
  }
  const { width, height } = metadata;
  if (width * height > MAX_PIXELS) {
    throw new ImageError(`The image is ${width} × ${height}: send one of at most ${MAX_PIXELS / 1e6} million pixels.`);
  }
  try {
    let image = sharp(bytes, options)
      .autoOrient()
      .resize(MAX_SIDE, MAX_SIDE, { fit: 'inside', withoutEnlargement: true, kernel: 'linear' });
    if (metadata.hasAlpha) image = await flattenTransparency(image);
    const { data, info } = await image
      .toColourspace('b-w')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return {
      width: info.width,
      height: info.height,
      data: info.channels === 1 ? data : data.filter((_, i) => i % info.channels === 0),
    };
  } catch {
    throw new ImageError('The image is damaged or cut short: send the whole file.');
  }
}
