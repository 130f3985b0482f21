// Dice over a source of uniform numbers, so that whoever generates says what is drawn and not how.
import { between, type Random, type Weighted, weightedOneOf } from './choose.js';

export interface Dice {
  /** A number from `low` up to `high`. */
  between(low: number, high: number): number;
  /** A number around `middle`, normally distributed to about this standard deviation, never further than twice that. */
  around(middle: number, deviation: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the choices, as often as its weight among all says. */
  pick<T>(...choices: readonly Weighted<T>[]): T;
}

/** @param random Every throw takes from it: one number, three for `around`. */
export function dice(random: Random): Dice {
  return {
    between: (low, high) => between(random, low, high),
    // The sum of three uniform numbers has a variance of 1/4 and ends at ±1.5, of 1 and ±3 when doubled.
    around: (middle, deviation) => {
      const sum = 2 * (random() + random() + random()) - 3;
      return middle + deviation * Math.max(-2, Math.min(2, sum));
    },
    chance: (probability) => random() < probability,
    pick: (...choices) => weightedOneOf(random, choices),
  };
}
