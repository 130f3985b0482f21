// How well digits are told from what is none, by one score: higher where it is rather not a digit.

/**
 * The threshold, from which on is refused, that lets at least the given share of digits through.
 * @param scores Of digits, at least one, each 0–1.
 * @param accepted Share of them, above 0, at most 1.
 * @returns Between the last score that is let through and the next, at most 1.
 */
export function chooseThreshold(scores: readonly number[], accepted: number): number {
  const ordered = scores.toSorted((a, b) => a - b);
  const last = Math.min(ordered.length, Math.ceil(accepted * ordered.length)) - 1;
  const highestAccepted = ordered[last];
  if (highestAccepted === undefined) throw new RangeError('A threshold cannot be chosen without the scores of digits.');
  const next = ordered.slice(last + 1).find((score) => score > highestAccepted) ?? 1;
  // Half-way, so that rounding in another runtime does not decide; but never the score that is let through.
  const middle = (highestAccepted + next) / 2;
  return middle > highestAccepted ? middle : next;
}

/**
 * Area under the receiver operating characteristic: the probability that a non-digit has a higher score than a digit, ties half
 * counted (Hanley & McNeil 1982).
 * @returns 0–1; null where one of the two is empty.
 */
export function auroc(digits: readonly number[], others: readonly number[]): number | null {
  if (digits.length === 0 || others.length === 0) return null;
  const ordered = Float64Array.from(digits).sort();
  const below = (limit: number, orEqual: boolean): number => {
    let [low, high] = [0, ordered.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const value = ordered[middle] ?? 0;
      if (value < limit || (orEqual && value === limit)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const wins = others.reduce((sum, score) => sum + (below(score, false) + below(score, true)) / 2, 0);
  return wins / (digits.length * others.length);
}
