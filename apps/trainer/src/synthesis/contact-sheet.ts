// Many 28×28 images in one picture, ink dark on white paper.
import { IMAGE_SIDE } from '@digits/ink';
import sharp from 'sharp';

/** Px between the images, and around them. */
const GAP = 2;
/** Each pixel of an image is shown as a square of this many px. */
const ZOOM = 2;

/**
 * Draws the images in rows.
 * @param images 784 bytes each, 0 paper … 255 ink
 * @param columns images in a row
 * @returns a PNG file's bytes
 */
export async function contactSheet(images: readonly Uint8Array[], columns: number): Promise<Buffer> {
  const rows = Math.ceil(images.length / columns);
  const [width, height] = [columns * (IMAGE_SIDE + GAP) + GAP, rows * (IMAGE_SIDE + GAP) + GAP];
  // The lines between the images stay grey.
  const sheet = new Uint8Array(width * height).fill(220);
  for (const [index, image] of images.entries()) {
    const left = GAP + (index % columns) * (IMAGE_SIDE + GAP);
    const top = GAP + Math.floor(index / columns) * (IMAGE_SIDE + GAP);
    for (const [at, ink] of image.entries()) {
      sheet[(top + Math.floor(at / IMAGE_SIDE)) * width + left + (at % IMAGE_SIDE)] = 255 - ink;
    }
  }
  return sharp(sheet, { raw: { width, height, channels: 1 } })
    .resize(width * ZOOM, height * ZOOM, { kernel: 'nearest' })
    .png({ compressionLevel: 9, palette: true, colours: 16 })
    .toBuffer();
}
