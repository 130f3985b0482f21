// Loss and accuracy from logits.
import type { Score } from './messages.js';

/**
 * Mean softmax cross-entropy (nats) and share of right answers.
 * @param logits Row by row, as many rows as labels.
 */
export function scoreLogits(logits: Float32Array, labels: Uint8Array): Score {
  const classes = logits.length / labels.length;
  let loss = 0;
  let correct = 0;
  labels.forEach((label, row) => {
    const z = logits.subarray(row * classes, (row + 1) * classes);
    const max = z.reduce((a, b) => Math.max(a, b));
    loss += max + Math.log(z.reduce((sum, logit) => sum + Math.exp(logit - max), 0)) - (z[label] ?? 0);
    correct += Number(z.indexOf(max) === label);
  });
  return { loss: loss / labels.length, accuracy: correct / labels.length };
}
