// Softmax with a temperature, stable for large logits.

/**
 * Probabilities from logits.
 * @param logits Any finite numbers, one a class.
 * @param temperature Divides the logits; above 1 softens (Guo et al. 2017, "On Calibration of Modern Neural Networks").
 * @returns As many probabilities as logits, adding up to 1.
 */
export function softmax(logits: ArrayLike<number>, temperature = 1): number[] {
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) max = Math.max(max, logits[i] ?? 0);
  const exponentials = Array.from(logits, (logit) => Math.exp((logit - max) / temperature));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}
