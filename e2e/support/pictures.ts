// Pictures for the page to read, and the way to it by a file.
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { button } from './page.js';

/** A PNG of sevens in a row, black on white. */
export async function pictureOfSevens(count: number): Promise<Buffer> {
  const width = 40 + 160 * count;
  const sevens = Array.from(
    { length: count },
    (_, i) => `<path transform="translate(${160 * i} 0)" d="M60 50H150L95 190" />`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="240"><rect width="100%" height="100%" fill="white" /><g fill="none" stroke="black" stroke-width="14" stroke-linecap="round">${sevens.join('')}</g></svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Chooses a picture's file in the dialog for that. */
export async function choosePicture(page: Page, buffer: Buffer): Promise<void> {
  await button(page, 'Picture').click();
  await page.getByTestId('picture-file').setInputFiles({ name: 'sevens.png', mimeType: 'image/png', buffer });
}
