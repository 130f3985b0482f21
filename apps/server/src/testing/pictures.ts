// Drawings as pictures, as a person would upload them.
import { paintStrokes, type Stroke } from '@digits/ink';
import sharp from 'sharp';

/** Drawings as an upload would be: a PNG of canvases side by side. */
export async function paintPng(...drawings: (readonly Stroke[])[]): Promise<string> {
  const canvases = await Promise.all(
    drawings.map((strokes) => {
      const { width, height, data } = paintStrokes(strokes, 280, 16);
      return sharp(data, { raw: { width, height, channels: 1 } })
        .png()
        .toBuffer();
    }),
  );
  const png = await sharp({ create: { width: 280 * drawings.length, height: 280, channels: 3, background: '#fff' } })
    .composite(canvases.map((input, i) => ({ input, left: 280 * i, top: 0 })))
    .png()
    .toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}
