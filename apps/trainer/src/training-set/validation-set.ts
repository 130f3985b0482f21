// What a run is validated, calibrated and given its threshold on: images of MNIST that it does not learn from, the pen digits of the
// writers who are held out, and non-digits: their characters from fonts that are held out, the rest (some 31 %: scribbles, shapes,
// marks, a few signs) by the very rules that it learns from, of other random numbers.
import { strokesToImage } from '@digits/ink';
import type { Dataset } from '@digits/nn';
import type { PenDigit } from '../data/load-pen-digits.js';
import type { Recipe } from '../presets.js';
import { randomNonDigit } from '../synthesis/non-digits/index.js';
import { seededRandom } from '../synthesis/seeded-random.js';
import { NOT_A_DIGIT } from './mix.js';
import { writerFold } from './writer-folds.js';

/** A data set, and where its kinds of sample begin: MNIST's images are first. */
export interface ValidationSet extends Dataset {
  readonly drawings: number;
  readonly nonDigits: number;
}

const NON_DIGITS = 2_000;
/** Its own seed, whatever the run's: runs compare. */
const NON_DIGITS_SEED = 7;

/** The validation set of a recipe. @param mnist Images that are not learnt from. @param penDigits Of all writers. */
export function mixValidationSet(mnist: Dataset, penDigits: readonly PenDigit[], recipe: Recipe): ValidationSet {
  const heldOut =
    recipe.penRepeats > 0 ? penDigits.filter(({ writer }) => writerFold(writer) === recipe.heldOutFold) : [];
  const random = seededRandom(NON_DIGITS_SEED);
  const nonDigits = Array.from({ length: recipe.nonDigits > 0 ? NON_DIGITS : 0 }, () =>
    randomNonDigit(random, 'validation'),
  );
  const drawings = mnist.labels.length;
  const pixels = mnist.images.length / drawings;
  const images = new Uint8Array((drawings + heldOut.length + nonDigits.length) * pixels);
  images.set(mnist.images);
  [...heldOut.map(({ strokes }) => strokes), ...nonDigits].forEach((strokes, i) => {
    const image = strokesToImage(strokes);
    if (image) images.set(image, (drawings + i) * pixels);
  });
  const labels = Uint8Array.from([
    ...mnist.labels,
    ...heldOut.map(({ label }) => label),
    ...nonDigits.map(() => NOT_A_DIGIT),
  ]);
  return { images, labels, drawings, nonDigits: drawings + heldOut.length };
}
