// Loss and accuracy from logits.
import type { Score } from './messages.js';

/** How many rows of logits have their largest at their label. */
export function countCorrect(logits: Float32Array, labels: ArrayLike<number>): number {
  const classes = logits.length / labels.length;
  let correct = 0;
  for (let row = 0; row < labels.length; row++) {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if ((logits[row * classes + c] ?? 0) > (logits[row * classes + best] ?? 0)) best = c;
    }
    correct += Number(best === labels[row]);
  }
  return correct;
}

/**
 * Mean softmax cross-entropy (nats) and share of right answers.
 * @param logits Row by row, as many rows as labels.
 */
export function scoreLogits(logits: Float32Array, labels: Uint8Array): Score {
  const classes = logits.length / labels.length;
  let loss = 0;
  labels.forEach((label, row) => {
    const z = logits.subarray(row * classes, (row + 1) * classes);
    const max = z.reduce((a, b) => Math.max(a, b));
    loss += max + Math.log(z.reduce((sum, logit) => sum + Math.exp(logit - max), 0)) - (z[label] ?? 0);
  });
  return { loss: loss / labels.length, accuracy: countCorrect(logits, labels) / labels.length };
}
