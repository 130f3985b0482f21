// What a run learns from: MNIST, pen digits, generated digits and generated non-digits, one after another in one data set.
import type { Augmentation, Dataset } from '@digits/nn';
import { DIGITS } from '@digits/recognizer';
import type { PenDigit } from '../data/load-pen-digits.js';
import type { Recipe } from '../presets.js';
import { writerFold } from './writer-folds.js';

/** The class beside the ten digits: not a digit. */
export const NOT_A_DIGIT = DIGITS;

/** How many samples of each kind an epoch has, and how they are changed; plain data. */
export interface Mix
  extends Pick<Recipe, 'augmentation' | 'penRepeats' | 'heldOutFold' | 'generatedDigits' | 'nonDigits'> {
  /** Images of MNIST. */
  readonly mnist: number;
  /** Tells this mix from one whose samples are drawn otherwise; nothing is drawn by it. See fingerprint.ts. */
  readonly fingerprint?: string;
}

/** What a mix's run learns from: the data set, and the augmentation that draws its samples; without it they are as they are. */
export interface MixedTraining {
  readonly training: Dataset;
  readonly augmentation?: Augmentation & { readonly options: Mix };
}

/** The pen digits of the writers who are not held out. */
export const trainingPenDigits = (penDigits: readonly PenDigit[], heldOutFold: number): PenDigit[] =>
  penDigits.filter(({ writer }) => writerFold(writer) !== heldOutFold);

/** Where each kind of sample starts in an epoch's data set, and its end. */
export function layOutMix(mix: Mix, penDigits: number) {
  const pen = mix.mnist;
  const generated = pen + mix.penRepeats * penDigits;
  const nonDigits = generated + mix.generatedDigits;
  return { pen, generated, nonDigits, end: nonDigits + mix.nonDigits };
}

/** The digits that are generated, in turn: those that people write in the most different ways more often. */
const GENERATED = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 7, 4] as const;

/** The digit that a generated sample shows. @param place 0 for the first of them. */
export const generatedDigit = (place: number): number => GENERATED[place % GENERATED.length] ?? 0;

/**
 * The data set of a recipe's mix, and the augmentation that draws it. Only MNIST's images are in it: the other samples are drawn anew
 * every time they are shown.
 * @param mnist The images to learn from.
 * @param penDigits Of all writers.
 */
export function mixTrainingSet(
  mnist: Dataset,
  penDigits: readonly PenDigit[],
  { augmentation, penRepeats, heldOutFold, generatedDigits, nonDigits }: Omit<Mix, 'mnist' | 'fingerprint'>,
): MixedTraining {
  const mix: Mix = { mnist: mnist.labels.length, augmentation, penRepeats, heldOutFold, generatedDigits, nonDigits };
  const pen = penRepeats > 0 ? trainingPenDigits(penDigits, heldOutFold) : [];
  const starts = layOutMix(mix, pen.length);
  if (augmentation === 'none' && starts.end === mix.mnist) return { training: mnist };
  const images = new Uint8Array((starts.end * mnist.images.length) / mnist.labels.length);
  images.set(mnist.images);
  const labels = new Uint8Array(starts.end);
  labels.set(mnist.labels);
  for (let i = starts.pen; i < starts.generated; i++) labels[i] = pen[(i - starts.pen) % pen.length]?.label ?? 0;
  for (let i = starts.generated; i < starts.nonDigits; i++) labels[i] = generatedDigit(i - starts.generated);
  labels.fill(NOT_A_DIGIT, starts.nonDigits);
  return {
    training: { images, labels },
    augmentation: { module: new URL('./draw-sample.js', import.meta.url).href, options: mix },
  };
}
