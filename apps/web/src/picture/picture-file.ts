// A picture file as the server takes it: a data URL, shrunk first where the file is large, or of a kind that only browsers read.
import { bytesOf } from '../format/base64.js';

/** Kinds that the server reads as they are. */
const KINDS = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif', 'image/tiff', 'image/avif']);
/** Files above this are shrunk, bytes: a photograph of a digit needs no more, and a telephone's line is thankful. */
const MOST_BYTES = 1_000_000;
/** The longer side to shrink to, pixels. */
const MOST_PIXELS = 1_600;
const QUALITY = 0.9;

/** A file that is not a picture; the message is for the person who gave it. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
}

/** Painted anew, upright and not too large. @throws PictureError where the browser cannot read it */
async function repaint(file: Blob): Promise<Blob> {
  const bitmap = await createImageBitmap(file).catch(() => {
    throw new PictureError('This browser cannot read that picture. Try a PNG or a JPEG.');
  });
  const scale = Math.min(1, MOST_PIXELS / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext('2d');
  if (!context) throw new PictureError('This browser cannot shrink that picture. Try a smaller one.');
  // JPEG knows no transparency: what is transparent becomes paper, not ink.
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const painted = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  if (!painted) throw new PictureError('This browser cannot shrink that picture. Try a smaller one.');
  return painted;
}

/**
 * The file itself where the server takes it, else the same picture as a smaller JPEG.
 * @throws PictureError where it is no picture, or none that this browser reads
 */
export async function preparePicture(file: Blob): Promise<Blob> {
  if (file.size === 0) throw new PictureError('That file is empty.');
  // Of some files nobody says what they are.
  if (file.type !== '' && !file.type.startsWith('image/'))
    throw new PictureError('That is not a picture. Try a PNG or a JPEG.');
  return KINDS.has(file.type) && file.size <= MOST_BYTES ? file : await repaint(file);
}

/** The file as a base64 data URL. */
export function dataUrlOf(file: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new PictureError('That file cannot be read.'));
    reader.readAsDataURL(file);
  });
}

/** The picture in a base64 data URL. */
export function blobOf(dataUrl: string): Blob {
  const comma = dataUrl.indexOf(',');
  const type = /^data:([^;,]+)/.exec(dataUrl)?.[1] ?? '';
  return new Blob([bytesOf(dataUrl.slice(comma + 1))], { type });
}
