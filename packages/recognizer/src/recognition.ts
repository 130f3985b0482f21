// From logits to an answer: calibrated probabilities, the likeliest digit, or "not a digit".
import { softmax } from './softmax.js';

/** What the recogniser says of one drawing or image. */
export interface Recognition {
  /** 0–9, or null where the ink is not a digit. */
  readonly digit: number | null;
  /** Calibrated probability of the likeliest digit, 0–1. */
  readonly confidence: number;
  /** Calibrated probabilities of the digits 0–9; they add up to 1. */
  readonly probabilities: readonly number[];
  /** True where the ink is not a digit. */
  readonly rejected: boolean;
}

/** A blank says nothing of any digit: every one is as likely. */
export const BLANK: Recognition = {
  digit: null,
  confidence: 0.1,
  probabilities: new Array<number>(10).fill(0.1),
  rejected: true,
};

/**
 * The answer that ten logits give.
 * @param logits The network's outputs for the digits 0–9.
 * @param temperature The manifest's calibration.
 */
export function recognitionFromLogits(logits: ArrayLike<number>, temperature: number): Recognition {
  const probabilities = softmax(logits, temperature);
  const confidence = Math.max(...probabilities);
  return { digit: probabilities.indexOf(confidence), confidence, probabilities, rejected: false };
}
