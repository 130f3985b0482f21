// Pictures as people upload them, made by a fixed recipe from digits that the model reads right as they are: every effect on several digits,
// the same every time for the same digits.
import { cleanPictures } from './clean-pictures.js';
import type { Glyph } from './glyph.js';
import { photographs } from './photographs.js';
import { randomPhotographs } from './random-photographs.js';
import { rowPictures } from './row-pictures.js';

/** A picture and what it shows. */
export interface TestPicture {
  readonly name: string;
  /** What was done to it: the row of the table. */
  readonly effect: string;
  /** The digits that it shows, from left to right. */
  readonly digits: readonly number[];
  /** The 28×28 that the network must see byte for byte, for those that are MNIST's own. */
  readonly native?: Uint8Array;
  /** An image file. */
  readonly file: Buffer;
}

/** Takes glyphs in turn, so that all digits and both sources come up. */
export type NextGlyph = () => Glyph;

/** All pictures. @param glyphs Taken in turn; at least one. */
export async function makeTestPictures(glyphs: readonly Glyph[]): Promise<TestPicture[]> {
  let taken = 0;
  const next: NextGlyph = () => {
    const glyph = glyphs[taken++ % glyphs.length];
    if (!glyph) throw new RangeError('Pictures need at least one glyph.');
    return glyph;
  };
  const native: readonly Glyph[] = glyphs.filter((glyph) => glyph.native);
  return [
    ...(await cleanPictures(next, native)),
    ...(await photographs(next)),
    ...(await rowPictures(next)),
    ...(await randomPhotographs(next)),
  ];
}
