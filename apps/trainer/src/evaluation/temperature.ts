// Temperature scaling: the one number that makes stated probabilities honest (Guo et al. 2017).
import { DIGITS } from '@digits/recognizer';

/** The golden section's ratio. */
const RATIO = (Math.sqrt(5) - 1) / 2;

/**
 * Mean negative log-likelihood of the labels among the ten digits, nats. `logits` holds `stride` numbers an image, the digits' first;
 * of images beyond the labels it may hold more. It is asked for many times an epoch, while training needs the processor: so nothing
 * is allocated here.
 */
export function negativeLogLikelihood(
  logits: Float32Array,
  labels: Uint8Array,
  temperature: number,
  stride = DIGITS,
): number {
  let total = 0;
  for (let i = 0; i < labels.length; i++) {
    const start = stride * i;
    let max = Number.NEGATIVE_INFINITY;
    for (let digit = 0; digit < DIGITS; digit++) max = Math.max(max, logits[start + digit] ?? 0);
    let sum = 0;
    for (let digit = 0; digit < DIGITS; digit++) sum += Math.exp(((logits[start + digit] ?? 0) - max) / temperature);
    total += Math.log(sum) - ((logits[start + (labels[i] ?? 0)] ?? 0) - max) / temperature;
  }
  return total / labels.length;
}

/**
 * The temperature that makes the labels likeliest, by golden-section search over its logarithm.
 * @param logits `stride` numbers an image, of held-out data.
 * @param labels Digits.
 * @returns 0.2–5.
 */
export function fitTemperature(logits: Float32Array, labels: Uint8Array, stride = DIGITS): number {
  const loss = (logarithm: number): number => negativeLogLikelihood(logits, labels, Math.exp(logarithm), stride);
  let [low, high] = [Math.log(0.2), Math.log(5)];
  let [a, b] = [high - RATIO * (high - low), low + RATIO * (high - low)];
  let [lossA, lossB] = [loss(a), loss(b)];
  while (high - low > 1e-3) {
    if (lossA < lossB) {
      [high, b, lossB] = [b, a, lossA];
      a = high - RATIO * (high - low);
      lossA = loss(a);
    } else {
      [low, a, lossA] = [a, b, lossB];
      b = low + RATIO * (high - low);
      lossB = loss(b);
    }
  }
  return Math.exp((low + high) / 2);
}
