// From logits to an answer: calibrated probabilities, and "not a digit".

/** What the recogniser says of one drawing or image. */
export interface Recognition {
  /** 0–9, or null where the ink is not a digit. */
  readonly digit: number | null;
  /** Calibrated probability of the likeliest digit, 0–1; 0 for a blank. */
  readonly confidence: number;
  /** Calibrated probabilities of the digits 0–9; they add up to 1. */
  readonly probabilities: readonly number[];
  /** True where the ink is not a digit. */
  readonly rejected: boolean;
}
