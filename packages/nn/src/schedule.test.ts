import { expect, it } from 'vitest';
import { warmupLinearDecay } from './schedule.js';

it.each([
  [0, 0],
  [0.125, 0.2],
  [0.25, 0.4],
  [0.625, 0.2],
  [1, 0],
])('at %d of the run the rate is %d of a peak of 0.4 after a quarter of warm-up', (progress, rate) => {
  expect(warmupLinearDecay(progress, { peak: 0.4, warmup: 0.25 })).toBeCloseTo(rate, 12);
});
