// Pictures of what a recipe learns from, drawn as the training engine's loader draws it.
import { join } from 'node:path';
import { IMAGE_SIDE } from '@digits/ink';
import type { Dataset } from '@digits/nn';
import { contactSheet } from '../charts/contact-sheet.js';
import { writePng } from '../charts/write-chart.js';
import type { PenDigit } from '../data/load-pen-digits.js';
import type { Recipe } from '../presets.js';
import { seededRandom } from '../synthesis/seeded-random.js';
import drawSample from './draw-sample.js';
import { layOutMix, type Mix, trainingPenDigits } from './mix.js';

const COLUMNS = 16;
const ROWS = 8;
const PIXELS = IMAGE_SIDE * IMAGE_SIDE;

/**
 * Writes a sheet of samples of each kind that the recipe has into `folder`, which is there.
 * @returns The files' paths.
 * @throws UserError
 */
export async function writePreview(
  folder: string,
  mnist: Dataset,
  penDigits: readonly PenDigit[],
  recipe: Recipe,
  seed: number,
): Promise<string[]> {
  const mix: Mix = { ...recipe, mnist: mnist.labels.length };
  const starts = layOutMix(mix, recipe.penRepeats > 0 ? trainingPenDigits(penDigits, recipe.heldOutFold).length : 0);
  const kinds = [
    { name: 'mnist', title: 'Images of MNIST', from: 0, to: starts.pen },
    { name: 'pen-digits', title: 'Pen digits (UCI, 30 writers)', from: starts.pen, to: starts.generated },
    { name: 'generated-digits', title: 'Generated digits', from: starts.generated, to: starts.nonDigits },
    { name: 'non-digits', title: 'Generated non-digits', from: starts.nonDigits, to: starts.end },
  ].filter(({ from, to }) => to > from);
  const augment = drawSample(mix);
  const random = seededRandom(seed);
  const paths: string[] = [];
  for (const { name, title, from, to } of kinds) {
    const images = Array.from({ length: COLUMNS * ROWS }, () => {
      const index = from + Math.floor(random() * (to - from));
      const image = new Uint8Array(PIXELS);
      const original = index < starts.pen ? mnist.images.subarray(index * PIXELS, (index + 1) * PIXELS) : image;
      augment(original, image, random, index);
      return { image };
    });
    const path = join(folder, `training-${name}.png`);
    await writePng(
      path,
      await contactSheet({ title: `${title}, as training sees them`, images, columns: COLUMNS, side: 28 }),
    );
    paths.push(path);
  }
  return paths;
}
