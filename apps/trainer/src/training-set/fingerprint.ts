// What tells two training sets apart whose samples are drawn anew each time: a checksum of some of them, as the loader draws them. It changes
// with everything that they come from: the generators' code, the fonts' strokes, the pen digits, MNIST.
import { createHash } from 'node:crypto';
import type { Dataset } from '@digits/nn';
import { seededRandom } from '../synthesis/seeded-random.js';
import drawSample from './draw-sample.js';
import { layOutMix, type Mix, type MixedTraining } from './mix.js';

/** How many samples of each kind are drawn. */
const OF_EACH_KIND = 50;

/** The places of samples of every kind that the mix has, spread over it. @param samples In the mix's data set. */
function placesIn(mix: Mix, samples: number): number[] {
  // All that the other kinds leave are pen digits.
  const penDigits = mix.penRepeats > 0 ? (samples - layOutMix(mix, 0).end) / mix.penRepeats : 0;
  const { pen, generated, nonDigits, end } = layOutMix(mix, penDigits);
  const kinds = [
    [0, pen],
    [pen, generated],
    [generated, nonDigits],
    [nonDigits, end],
  ] as const;
  return kinds
    .filter(([from, to]) => to > from)
    .flatMap(([from, to]) =>
      Array.from({ length: OF_EACH_KIND }, (_, i) => from + Math.floor(((to - from) * (i + 0.5)) / OF_EACH_KIND)),
    );
}

/** SHA-256 of some samples of the mix, each with its label, drawn by random numbers of its own. */
function fingerprintOf({ images, labels }: Dataset, mix: Mix): string {
  const pixels = images.length / labels.length;
  const augment = drawSample(mix);
  const hash = createHash('sha256');
  const into = new Uint8Array(pixels);
  for (const place of placesIn(mix, labels.length)) {
    augment(images.subarray(place * pixels, (place + 1) * pixels), into, seededRandom(place), place);
    hash.update(labels.subarray(place, place + 1)).update(into);
  }
  return hash.digest('hex');
}

/**
 * The same training set with its fingerprint among the options of its augmentation: the engine refuses to go on from a checkpoint whose
 * options were others. What is drawn does not change.
 * @throws UserError when the pen digits, which are read anew as the loader does, are missing or wrong.
 */
export function withFingerprint({ training, augmentation }: MixedTraining): MixedTraining {
  if (!augmentation) return { training };
  const { module, options } = augmentation;
  return { training, augmentation: { module, options: { ...options, fingerprint: fingerprintOf(training, options) } } };
}
