// Many 28×28 images on one sheet, black on white as drawn, each with a line about it.
import { IMAGE_SIDE } from '@digits/ink';
import { FAINT_INK, FONTS, GRID, INK } from './drawing.js';

export interface SheetImage {
  /** 784 bytes, 0 paper … 255 ink; null for a blank. */
  readonly image: Uint8Array | null;
  /** Below it; short. */
  readonly caption?: string;
}

export interface ContactSheet {
  readonly title: string;
  readonly images: readonly SheetImage[];
  readonly columns: number;
  /** Side of one image on the sheet, px. */
  readonly side?: number;
}

const GAP = 8;
const TITLE_HEIGHT = 30;
const CAPTION_HEIGHT = 16;

const escapeXml = (text: string): string => text.replace(/[<>&"]/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** An image as a PNG in a data URL, enlarged without smoothing by whoever draws it. */
async function dataUrl(image: Uint8Array, side: number): Promise<string> {
  const { default: sharp } = await import('sharp');
  const raw = { raw: { width: IMAGE_SIDE, height: IMAGE_SIDE, channels: 1 as const } };
  const png = await sharp(image, raw).negate().resize(side, side, { kernel: 'nearest' }).png().toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
}

/** Draws the sheet. @returns a standalone SVG document, the images in it. */
export async function contactSheet({ title, images, columns, side = 56 }: ContactSheet): Promise<string> {
  const captionHeight = images.some(({ caption }) => caption) ? CAPTION_HEIGHT : 0;
  const step = { x: side + GAP, y: side + GAP + captionHeight };
  const rows = Math.ceil(images.length / columns);
  const width = columns * step.x + GAP;
  const height = TITLE_HEIGHT + rows * step.y + GAP;
  const cells = await Promise.all(
    images.map(async ({ image, caption }, i) => {
      const x = GAP + (i % columns) * step.x;
      const y = TITLE_HEIGHT + Math.floor(i / columns) * step.y;
      const box = `x="${x}" y="${y}" width="${side}" height="${side}"`;
      const picture = image && `<image ${box} href="${await dataUrl(image, side)}"/>`;
      const text =
        caption &&
        `<text x="${x + side / 2}" y="${y + side + 12}" text-anchor="middle" font-size="10" fill="${FAINT_INK}">${escapeXml(caption)}</text>`;
      return [`<rect ${box} fill="none" stroke="${GRID}"/>`, picture, text].filter(Boolean).join('');
    }),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="${FONTS}">
<title>${escapeXml(title)}</title>
<rect width="${width}" height="${height}" fill="white"/>
<text x="${GAP}" y="20" font-size="13" fill="${INK}">${escapeXml(title)}</text>
${cells.join('\n')}
</svg>
`;
}
