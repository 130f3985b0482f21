import { describe, expect, it } from 'vitest';
import { microBatchSize } from './micro-batch-size.js';

const divisors = (batchSize: number): number[] =>
  Array.from({ length: batchSize }, (_, i) => i + 1).filter((size) => batchSize % size === 0);

describe('microBatchSize', () => {
  it('cuts every batch of 1 to 300 images evenly, into 8 to 64 each where that is possible, an even number of times where that is', () => {
    for (let batchSize = 1; batchSize <= 300; batchSize++) {
      const size = microBatchSize(batchSize);
      const possible = divisors(batchSize).filter((divisor) => divisor >= 8 && divisor <= 64);
      const even = possible.filter((divisor) => (batchSize / divisor) % 2 === 0);
      const best = even.at(-1) ?? possible.filter((divisor) => divisor < batchSize).at(-1) ?? batchSize;
      expect(size, `of a batch of ${batchSize}`).toBe(best);
      expect(batchSize % size).toBe(0);
    }
  });

  it.each([
    [1, 1],
    [7, 7],
    [16, 8],
    [32, 16],
    [50, 25],
    [51, 17],
    [100, 50],
    [128, 64],
    [251, 251],
    [300, 50],
  ])('cuts a batch of %d into pieces of %d', (batchSize, size) => {
    expect(microBatchSize(batchSize)).toBe(size);
  });
});
