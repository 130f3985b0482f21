// From logits to an answer: calibrated probabilities, the likeliest digit, or "not a digit".
import type { Manifest } from './manifest.js';
import { softmax } from './softmax.js';

/** The digits; a network's output beyond them, where it has one, is for what is no digit. */
export const DIGITS = 10;

/** What the recogniser says of one drawing or image. */
export interface Recognition {
  /** 0–9, or null where the ink is not a digit. */
  readonly digit: number | null;
  /**
   * 0–1. Of an answer: the calibrated probability that it is this digit, given that it is a digit. Of a refusal: what is left for the
   * likeliest digit, (1 − `notDigit`) × its probability; so it is low, and 0 where there is surely not one digit.
   */
  readonly confidence: number;
  /** Calibrated probabilities of the digits 0–9, if it is a digit at all; they add up to 1. */
  readonly probabilities: readonly number[];
  /** Probability that it is no digit, 0–1; 0 from a network that cannot tell. */
  readonly notDigit: number;
  /** True where the ink is not a digit. */
  readonly rejected: boolean;
}

/**
 * The refusal of what is surely not one digit, whatever the network says of it as one: several digits, a texture.
 * @param recognition the network's answer, for the digits' probabilities
 */
export const refusalOf = ({ probabilities }: Pick<Recognition, 'probabilities'>): Recognition => ({
  digit: null,
  confidence: 0,
  probabilities,
  notDigit: 1,
  rejected: true,
});

/** A blank says nothing of any digit: every one is as likely. */
export const BLANK: Recognition = refusalOf({ probabilities: new Array<number>(DIGITS).fill(1 / DIGITS) });

/**
 * The answer that a network's outputs give.
 * @param logits For the digits 0–9 and, where there is an eleventh, for what is no digit.
 * @param model Its temperature, and the probability of "not a digit" from which on that is the answer.
 * @throws RangeError when they are not all finite numbers: the model is damaged, and no answer is better than one of it.
 */
export function recognitionFromLogits(
  logits: ArrayLike<number>,
  { calibration: { temperature }, rejection }: Pick<Manifest, 'calibration' | 'rejection'>,
): Recognition {
  if (!Array.from(logits).every(Number.isFinite)) {
    throw new RangeError(`The network answers ${Array.from(logits).join(', ')}: the model is damaged. Load it anew.`);
  }
  const all = softmax(logits, temperature);
  const notDigit = all[DIGITS] ?? 0;
  // Not by division of `all`: where it is surely no digit, what is left for the digits may be too small to divide by.
  const probabilities = logits.length === DIGITS ? all : softmax(Array.from(logits).slice(0, DIGITS), temperature);
  const likeliest = Math.max(...probabilities);
  if (rejection !== undefined && notDigit >= rejection.threshold) {
    return { digit: null, confidence: (1 - notDigit) * likeliest, probabilities, notDigit, rejected: true };
  }
  return { digit: probabilities.indexOf(likeliest), confidence: likeliest, probabilities, notDigit, rejected: false };
}
