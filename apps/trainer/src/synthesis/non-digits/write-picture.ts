// Writes docs/images/non-digits.png, a sample of the drawings that are no digit. Run by name:
//   npm run picture:non-digits -w apps/trainer
import { writeFileSync } from 'node:fs';
import { strokesToImage } from '@digits/ink';
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { contactSheet } from '../contact-sheet.js';
import { randomNonDigit } from './index.js';

const COLUMNS = 12;
const ROWS = 8;

const generator = xoroshiro128plus(1);
const random = (): number => uniformFloat64(generator);
const images = Array.from(
  { length: COLUMNS * ROWS },
  () => strokesToImage(randomNonDigit(random)) ?? new Uint8Array(784),
);
const picture = new URL('../../../../../docs/images/non-digits.png', import.meta.url);
writeFileSync(picture, await contactSheet(images, COLUMNS));
