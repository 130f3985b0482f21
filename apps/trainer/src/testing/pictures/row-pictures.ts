// Several digits in a row, drawn and photographed.

import { seededRandom } from '../../synthesis/seeded-random.js';
import { slope, vignette } from './light.js';
import { addNoise, blankPage, blurred, type Rgb, toSharp, write } from './page.js';
import { illuminate } from './photographs.js';
import type { NextGlyph, TestPicture } from './test-pictures.js';

/** Height of a row's digits, pixels. */
const HEIGHT = 120;

/** Digits side by side, of slightly different heights and on no exact line, with some space between them. */
async function row(next: NextGlyph, count: number, seed: number, photographed: boolean): Promise<TestPicture> {
  const random = seededRandom(seed);
  const glyphs = Array.from({ length: count }, next);
  const dark = seed % 3 === 0;
  const [paper, ink]: [Rgb, Rgb] = photographed
    ? [
        [228, 226, 218],
        [45, 45, 70],
      ]
    : dark
      ? [
          [0, 0, 0],
          [255, 255, 255],
        ]
      : [
          [255, 255, 255],
          [0, 0, 0],
        ];
  const sizes = glyphs.map((glyph) => {
    const height = HEIGHT * (0.85 + 0.3 * random());
    return { glyph, height, width: (glyph.width / glyph.height) * height };
  });
  const space = (): number => HEIGHT * (0.14 + 0.3 * random());
  const places: number[] = [];
  let right = HEIGHT;
  for (const { width } of sizes) {
    places.push(right + width / 2);
    right += width + space();
  }
  let page = blankPage(Math.round(right + HEIGHT), Math.round(2.4 * HEIGHT), paper);
  for (const [i, { glyph, height }] of sizes.entries()) {
    const y = page.height / 2 + HEIGHT * 0.12 * (random() - 0.5);
    write(page, glyph, { x: places[i] ?? 0, y, height, turned: photographed ? 6 * (random() - 0.5) : 0, ink });
  }
  if (photographed) {
    illuminate(page, [slope(0.55, 37 * seed), vignette(0.7)]);
    page = await blurred(page, 1);
    addNoise(page, 5, random);
  }
  const file = await (photographed ? toSharp(page).jpeg({ quality: 80 }) : toSharp(page).png()).toBuffer();
  const effect = photographed ? 'rows, photographed' : 'rows, drawn';
  return { effect, name: `${count} digits`, digits: glyphs.map(({ digit }) => digit), file };
}

/** All rows: two to six digits, drawn and photographed. */
export async function rowPictures(next: NextGlyph): Promise<TestPicture[]> {
  const pictures: TestPicture[] = [];
  for (const photographed of [false, true]) {
    for (let i = 0; i < 10; i++) pictures.push(await row(next, 2 + (i % 5), 2000 + i, photographed));
  }
  return pictures;
}
