// Scores from logits, and what is made of them: which epoch is best, when a run should end.
import { describe, expect, it } from 'vitest';
import { betterOf, DivergenceWatch, outOfPatience } from './early-stopping.js';
import { countCorrect, scoreLogits } from './score.js';

describe('scoreLogits', () => {
  const logits = Float32Array.of(1, 3, 2, 0, 0, 0, -5, -1, 2);

  it('counts the rows whose largest is at their label, the first of equals', () => {
    expect(countCorrect(logits, [1, 0, 2])).toBe(3);
    expect(countCorrect(logits, [2, 1, 1])).toBe(0);
    expect(countCorrect(logits, [1, 2, 2])).toBe(2);
  });

  it('gives the mean cross-entropy in nats, and the share of right answers', () => {
    const { loss, accuracy } = scoreLogits(logits, Uint8Array.of(1, 2, 0));
    const lossOf = (row: readonly number[], label: number): number =>
      Math.log(row.reduce((sum, z) => sum + Math.exp(z), 0)) - (row[label] ?? 0);
    const expected = (lossOf([1, 3, 2], 1) + lossOf([0, 0, 0], 2) + lossOf([-5, -1, 2], 0)) / 3;
    expect(loss).toBeCloseTo(expected, 6);
    expect(accuracy).toBeCloseTo(1 / 3, 12);
  });

  it('does not overflow', () => {
    const { loss } = scoreLogits(Float32Array.of(1000, -1000, -1000, 1000), Uint8Array.of(0, 0));
    expect(loss).toBe(1000);
  });
});

describe('patience', () => {
  it('counts from the best epoch, the first of equals', () => {
    let best = { epoch: 0, loss: Number.POSITIVE_INFINITY };
    const ended = [0.5, 0.4, 0.4, 0.6, 0.45].map((loss, i) => {
      best = betterOf(best, i + 1, loss);
      return outOfPatience(best, i + 1, 3);
    });
    expect(best).toEqual({ epoch: 2, loss: 0.4 });
    expect(ended).toEqual([false, false, false, false, true]);
    expect(outOfPatience(best, 1_000, 0)).toBe(false);
  });
});

describe('DivergenceWatch', () => {
  it('bears a single bad step, and any loss that comes down', () => {
    const watch = new DivergenceWatch(10);
    for (const loss of [2, 2.5, 19, 3, 2, 2, 1, 0.1, 0, 0, 0.5]) expect(watch.add(loss, 1, 1, 0.1)).toBeUndefined();
  });

  it('says what to change of a loss that is no number', () => {
    const message = new DivergenceWatch(10).add(Number.NaN, 2, 7, 0.25);
    expect(message).toBe(
      'The loss became NaN in epoch 2, step 7, at learning rate 0.250: train again with a lower one, or a longer warm-up.',
    );
  });

  it('says what to change of a loss that stays ten times above that of guessing', () => {
    const watch = new DivergenceWatch(10);
    const messages = [2, 3, ...Array<number>(60).fill(40)].map((loss, step) => watch.add(loss, 1, step, 0.1));
    const first = messages.find((message) => message !== undefined);
    expect(first).toMatch(
      /^The loss rose to 2\d\.\d\d, where guessing has 2\.30, by epoch 1, step \d+, at learning rate 0\.100: train/,
    );
    expect(messages.slice(0, 5)).toEqual(Array(5).fill(undefined));
  });

  it('does not mind a loss that rises from almost nothing, as after a resumed run’s first step', () => {
    const watch = new DivergenceWatch(10);
    const messages = [0.001, ...Array<number>(100).fill(1)].map((loss, step) => watch.add(loss, 9, step, 0.1));
    expect(messages.filter((message) => message !== undefined)).toEqual([]);
  });
});
