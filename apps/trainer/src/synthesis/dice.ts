// Dice over a source of uniform numbers, so that whoever generates says what is drawn and not how.

/** Numbers from 0 up to 1. */
export type Random = () => number;

export interface Dice {
  /** A number from `low` up to `high`. */
  between(low: number, high: number): number;
  /** A number around `middle`, normally distributed to about this standard deviation, never further than twice that. */
  around(middle: number, deviation: number): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** One of the choices, as often as its weight among all says. */
  pick<T>(...choices: readonly (readonly [weight: number, choice: T])[]): T;
}

/** @param random Every throw takes from it: one number, three for `around`. */
export function dice(random: Random): Dice {
  return {
    between: (low, high) => low + random() * (high - low),
    // The sum of three uniform numbers has a variance of 1/4 and ends at ±1.5, of 1 and ±3 when doubled.
    around: (middle, deviation) => {
      const sum = 2 * (random() + random() + random()) - 3;
      return middle + deviation * Math.max(-2, Math.min(2, sum));
    },
    chance: (probability) => random() < probability,
    pick: (...choices) => {
      const total = choices.reduce((sum, [weight]) => sum + weight, 0);
      let left = random() * total;
      for (const [weight, choice] of choices) {
        left -= weight;
        if (left < 0) return choice;
      }
      const last = choices.at(-1);
      if (!last) throw new RangeError('There is nothing to pick from.');
      return last[1];
    },
  };
}
