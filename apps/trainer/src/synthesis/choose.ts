// Choices made with an injected source of random numbers.

/** Gives numbers from 0 up to, but not including, 1. */
export type Random = () => number;

/** A number from low up to high. */
export function between(random: Random, low: number, high: number): number {
  return low + random() * (high - low);
}

/** A whole number from low to high, both included. */
export function wholeBetween(random: Random, low: number, high: number): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** One of the items, each as likely as the others. @throws RangeError when there are none */
export function oneOf<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError('There is nothing to choose from.');
  return item;
}

/** Something with a weight: with twice the weight it is chosen twice as often. */
export type Weighted<T> = readonly [weight: number, item: T];

/** One of the items, by their weights. @throws RangeError when there are none */
export function weightedOneOf<T>(random: Random, items: readonly Weighted<T>[]): T {
  let left = random() * items.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, item] of items) {
    left -= weight;
    if (left < 0) return item;
  }
  const last = items.at(-1);
  if (last === undefined) throw new RangeError('There is nothing to choose from.');
  return last[1];
}
