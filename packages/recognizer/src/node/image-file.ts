// What an image file may be, found out before it is decoded: limits against images made to exhaust memory.
import sharp, { type Metadata, type SharpOptions } from 'sharp';

/** An image that cannot be read; the message is a sentence for the person who sent it. */
export class ImageError extends Error {
  override readonly name = 'ImageError';
}

/** Formats that are pixels; libvips could also read SVG, PDF and others that are programs more than pictures. */
const FORMATS = new Set(['png', 'jpeg', 'webp', 'gif', 'tiff', 'heif']);
const SEND = 'send a PNG, JPEG, WebP, GIF, TIFF or AVIF';
const MAX_PIXELS = 50_000_000;
/** Decoding takes tenths of a second; what takes this long, seconds, was made to. */
export const MAX_SECONDS = 20;
/** How every image file is opened. */
export const openOptions: SharpOptions = { limitInputPixels: MAX_PIXELS, failOn: 'error', pages: 1 };

/** What is known of files that sharp cannot tell anything about. */
function nameFormat(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('latin1');
  if (start.startsWith('BM')) return 'bmp';
  if (start.startsWith('%PDF')) return 'pdf';
  return undefined;
}

/**
 * What an image file says of itself.
 * @throws ImageError when it is no image of a kind that is read, or has more than 50 million pixels.
 */
export async function readMetadata(bytes: Uint8Array): Promise<Metadata> {
  if (bytes.length === 0) throw new ImageError(`The file is empty: ${SEND}.`);
  let metadata: Metadata;
  try {
    metadata = await sharp(bytes, { ...openOptions, limitInputPixels: false }).metadata();
  } catch {
    const format = nameFormat(bytes);
    throw new ImageError(
      format ? `"${format}" images are not read here: ${SEND}.` : `This is not an image that can be read: ${SEND}.`,
    );
  }
  const format = metadata.format === 'heif' && metadata.compression !== 'av1' ? 'heic' : metadata.format;
  if (!FORMATS.has(format)) throw new ImageError(`"${format}" images are not read here: ${SEND}.`);
  const { width, height } = metadata.autoOrient;
  if (width * height > MAX_PIXELS) {
    throw new ImageError(`The image is ${width} × ${height}: send one of at most ${MAX_PIXELS / 1e6} million pixels.`);
  }
  return metadata;
}
