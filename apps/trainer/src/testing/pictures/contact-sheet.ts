// A contact sheet of pictures: each as it is, and beside it what the network saw.
import sharp, { type OverlayOptions } from 'sharp';
import type { JudgedPicture } from './judge-pictures.js';

/** A cell holds a picture of this size at most, pixels … */
const WIDTH = 76;
const HEIGHT = 58;

/** … and the network's 28×28 at its own size in the corner, with this much space around. */
const SPACE = 4;
const COLUMNS = 15;

/** A PNG of all pictures in reading order; what was misread has a red frame. */
export async function contactSheet(judged: readonly JudgedPicture[]): Promise<Buffer> {
  const layers: OverlayOptions[] = [];
  for (const [i, { picture, image, right }] of judged.entries()) {
    const left = SPACE + (i % COLUMNS) * (WIDTH + SPACE);
    const top = SPACE + Math.floor(i / COLUMNS) * (HEIGHT + SPACE);
    const background = right ? '#8a9099' : '#d02020';
    const thumbnail = await sharp(picture.file)
      .autoOrient()
      .resize(WIDTH - 4, HEIGHT - 4, { fit: 'contain', background: '#8a9099' })
      .flatten({ background: '#8a9099' })
      .extend({ top: 2, bottom: 2, left: 2, right: 2, background })
      .png()
      .toBuffer();
    layers.push({ input: thumbnail, left, top });
    if (image) {
      layers.push({
        input: image as Buffer,
        raw: { width: 28, height: 28, channels: 1 },
        left: left + WIDTH - 30,
        top: top + HEIGHT - 30,
      });
    }
  }
  const rows = Math.ceil(judged.length / COLUMNS);
  return sharp({
    create: {
      width: SPACE + COLUMNS * (WIDTH + SPACE),
      height: SPACE + rows * (HEIGHT + SPACE),
      channels: 3,
      background: '#40454d',
    },
  })
    .composite(layers)
    .png({ palette: true, colours: 32, effort: 10 })
    .toBuffer();
}
