// Writes a chart for whoever looks at it: as SVG, and as PNG where a viewer knows no SVG.
import { join } from 'node:path';
import { writeWhole } from '../output/write-files.js';

/** Pixels of the PNG for each of the SVG: it is sharp on a dense screen, too. */
const PIXEL_RATIO = 2;
/** At this density an SVG's pixel is a PNG's. */
const PLAIN_DENSITY = 72;

/** Writes a chart as PNG to `path`, whose folder is there. @throws UserError */
export async function writePng(path: string, svg: string): Promise<void> {
  const { default: sharp } = await import('sharp');
  const image = sharp(Buffer.from(svg), { density: PIXEL_RATIO * PLAIN_DENSITY });
  await writeWhole(path, await image.png({ palette: true, compressionLevel: 9 }).toBuffer());
}

/** Writes `<name>.svg` and `<name>.png` into `folder`, which is there. @throws UserError */
export async function writeChart(folder: string, name: string, svg: string): Promise<void> {
  await writeWhole(join(folder, `${name}.svg`), svg);
  await writePng(join(folder, `${name}.png`), svg);
}
