// Probabilities as people read them. A model is never certain, so nothing is ever "100 %".

/** One decimal: "97.3 %", at most "99.9 %", at least "< 0.1 %". `probability` is 0–1. */
export function formatPercentage(probability: number): string {
  const percentage = Math.min(99.9, probability * 100);
  if (percentage < 0.1) return '< 0.1 %';
  return `${percentage.toFixed(1)} %`;
}

/** Whole percents for where space is short, at most "99%"; empty below one percent. `probability` is 0–1. */
export function formatShortPercentage(probability: number): string {
  const percentage = Math.min(99, Math.round(probability * 100));
  return percentage < 1 ? '' : `${percentage}%`;
}
