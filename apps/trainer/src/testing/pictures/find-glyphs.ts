// The handwriting that test pictures are made of: MNIST's test images, and DigiLeTs' drawings where they are, all of which the model reads
// right as they are, so that what goes wrong with a picture is the picture's doing. Another model reads others right: its pictures differ.
import { strokesToImage } from '@digits/ink';
import type { Recognizer } from '@digits/recognizer/node';
import { loadMnistTest } from '../../data/load-mnist.js';
import { strokesFolder } from '../../data/load-pen-digits.js';
import { parseStrokesLine, readLines } from '../../data/strokes-lines.js';
import { findDigilets } from '../find-digilets.js';
import { type Glyph, mnistGlyph, strokesGlyph } from './glyph.js';

/** How many of each source are looked at. */
const CANDIDATES = 120;

/** The widths that drawings are painted with, px of 280. */
const BRUSHES = [12, 16, 20];

interface Candidate {
  readonly image: Uint8Array;
  readonly digit: number;
  readonly glyph: () => Glyph | Promise<Glyph>;
}

function mnistCandidates(folder: string): Candidate[] {
  const { images, labels } = loadMnistTest(folder);
  return Array.from({ length: CANDIDATES }, (_, i) => {
    const image = images.slice(784 * i, 784 * (i + 1));
    const digit = labels[i] ?? 0;
    return { image, digit, glyph: () => mnistGlyph(image, digit) };
  });
}

async function strokesCandidates(folder: string): Promise<Candidate[]> {
  const file = findDigilets(folder);
  if (!file) return [];
  const candidates: Candidate[] = [];
  let seen = 0;
  for await (const lines of readLines(file)) {
    for (const { text } of lines) {
      // Every seventh drawing, so that several people's come up.
      if (seen++ % 7 !== 0 || candidates.length >= CANDIDATES) continue;
      const { strokes, size, label } = parseStrokesLine(text);
      const image = strokesToImage(strokes);
      const digit = Number(label);
      if (!image || label === null || !Number.isInteger(digit)) continue;
      const brush = BRUSHES[candidates.length % BRUSHES.length] ?? 16;
      candidates.push({ image, digit, glyph: () => strokesGlyph(strokes, size, digit, brush) });
    }
  }
  return candidates;
}

/**
 * The glyphs, MNIST's and drawn ones in turn, and how many the model misread and that were left out.
 * @param mnist MNIST's folder. @param strokes The folder that may have DigiLeTs' drawings; where it has not, there are MNIST's only.
 */
export async function findGlyphs(
  recognizer: Recognizer,
  mnist: string,
  strokes = strokesFolder(),
): Promise<{ glyphs: Glyph[]; misread: number }> {
  const sources = [mnistCandidates(mnist), await strokesCandidates(strokes)];
  const readable: Candidate[][] = [];
  for (const source of sources) {
    const answers = await recognizer.recognize(source.map(({ image }) => image));
    readable.push(source.filter(({ digit }, i) => answers[i]?.digit === digit));
  }
  const inTurn = Array.from({ length: CANDIDATES }, (_, i) => readable.flatMap((source) => source[i] ?? [])).flat();
  const glyphs = await Promise.all(inTurn.map(({ glyph }) => glyph()));
  return { glyphs, misread: sources.flat().length - inTurn.length };
}
