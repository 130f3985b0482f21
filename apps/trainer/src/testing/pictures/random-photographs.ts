// Photographs with everything at once, as it comes: one to five digits, paper and pen of any colour, rulings, slopes of light, vignettes,
// shadows, blur, noise and compression, all by chance.

import { seededRandom } from '../../synthesis/seeded-random.js';
import { type Light, shadow, slope, vignette } from './light.js';
import { addNoise, blankPage, blurred, type Rgb, rule, toSharp, write } from './page.js';
import { illuminate } from './photographs.js';
import type { NextGlyph, TestPicture } from './test-pictures.js';

/** How many. */
const COUNT = 60;

async function photograph(next: NextGlyph, seed: number): Promise<TestPicture> {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low + (high - low) * random();
  const size = between(50, 140);
  const glyphs = Array.from({ length: random() < 0.5 ? 1 : 2 + Math.floor(4 * random()) }, next);
  let right = size * between(0.4, 1);
  const placed = glyphs.map((glyph) => {
    const height = size * between(0.85, 1.15);
    const width = (glyph.width / glyph.height) * height;
    const x = right + width / 2;
    right += width + size * between(0.15, 0.4);
    return { glyph, x, height };
  });
  const paperLevel = between(150, 245);
  const paper: Rgb = [paperLevel, paperLevel * between(0.9, 1), paperLevel * between(0.8, 1)];
  const inkLevel = between(20, 90);
  const ink: Rgb = [inkLevel, inkLevel * between(0.6, 1.4), inkLevel * between(0.6, 2)];
  let page = blankPage(Math.round(right + size * between(0.4, 1)), Math.round(size * between(1.6, 3)), paper);
  if (random() < 0.4) {
    const paler = between(0.7, 0.88);
    const line: Rgb = [paper[0] * paler, paper[1] * paler, paper[2] * paler];
    rule(page, line, size * between(0.25, 0.6), between(1, 2.5), random() < 0.5, between(-3, 3));
  }
  for (const { glyph, x, height } of placed) {
    const y = page.height / 2 + size * between(-0.1, 0.1);
    write(page, glyph, { x, y, height, turned: between(-7, 7), ink });
  }
  const lights: Light[] = [slope(between(0.35, 1), between(0, 360))];
  if (random() < 0.5) lights.push(vignette(between(0.4, 1)));
  if (random() < 0.5) {
    lights.push(shadow(between(0.5, 0.85), random(), random(), between(0, 360), between(0.02, 0.3)));
  }
  illuminate(page, lights);
  page = await blurred(page, between(0.5, size / 40));
  addNoise(page, between(2, 12), random);
  const quality = Math.round(between(40, 95));
  const file = await toSharp(page).jpeg({ quality }).toBuffer();
  return { effect: 'all at once', name: `seed ${seed}`, digits: glyphs.map(({ digit }) => digit), file };
}

/** The photographs, from seeds that follow each other. */
export async function randomPhotographs(next: NextGlyph): Promise<TestPicture[]> {
  const pictures: TestPicture[] = [];
  for (let i = 0; i < COUNT; i++) pictures.push(await photograph(next, 3000 + i));
  return pictures;
}
