// Learning rates at the places of a run that matter.
import { describe, expect, it } from 'vitest';
import { constant, cosine, linearDecay, oneCycle, type Schedule, warmUp } from './schedules.js';

describe('schedules', () => {
  it.each<[string, Schedule, number, number]>([
    ['constant', constant(0.4), 0, 0.4],
    ['constant', constant(0.4), 0.5, 0.4],
    ['constant', constant(0.4), 1, 0.4],
    ['linearDecay', linearDecay(0.4), 0, 0.4],
    ['linearDecay', linearDecay(0.4), 0.25, 0.3],
    ['linearDecay', linearDecay(0.4), 1, 0],
    ['linearDecay to 0.1', linearDecay(0.4, 0.1), 0.5, 0.25],
    ['linearDecay to 0.1', linearDecay(0.4, 0.1), 1, 0.1],
    ['cosine', cosine(0.4), 0, 0.4],
    ['cosine', cosine(0.4), 1 / 3, 0.3],
    ['cosine', cosine(0.4), 0.5, 0.2],
    ['cosine', cosine(0.4), 1, 0],
    ['cosine to 0.1', cosine(0.4, 0.1), 0.5, 0.25],
    ['cosine to 0.1', cosine(0.4, 0.1), 1, 0.1],
    ['warmUp, then linearDecay', warmUp(0.25, linearDecay(0.4)), 0, 0],
    ['warmUp, then linearDecay', warmUp(0.25, linearDecay(0.4)), 0.125, 0.2],
    ['warmUp, then linearDecay', warmUp(0.25, linearDecay(0.4)), 0.25, 0.4],
    ['warmUp, then linearDecay', warmUp(0.25, linearDecay(0.4)), 0.625, 0.2],
    ['warmUp, then linearDecay', warmUp(0.25, linearDecay(0.4)), 1, 0],
    ['warmUp, then cosine', warmUp(0.2, cosine(0.4)), 0.6, 0.2],
    ['no warmUp', warmUp(0, constant(0.4)), 0, 0.4],
    ['oneCycle', oneCycle(0.5), 0, 0.02],
    ['oneCycle', oneCycle(0.5), 0.15, 0.26],
    ['oneCycle', oneCycle(0.5), 0.3, 0.5],
    ['oneCycle', oneCycle(0.5), 0.65, 0.25],
    ['oneCycle', oneCycle(0.5), 1, 0],
    ['oneCycle up to a half', oneCycle(0.5, 0.5), 0.75, 0.25],
  ])('%s: at $2 of a run the rate is $3', (_, schedule, progress, rate) => {
    expect(schedule(progress)).toBeCloseTo(rate, 12);
  });

  it.each<[string, Schedule]>([
    ['linearDecay', linearDecay(1)],
    ['cosine', cosine(1)],
    ['warmUp', warmUp(0.1, cosine(1))],
    ['oneCycle', oneCycle(1)],
  ])('%s makes no jump', (_, schedule) => {
    for (let i = 0; i < 10_000; i++) {
      expect(Math.abs(schedule((i + 1) / 10_000) - schedule(i / 10_000))).toBeLessThan(0.0011);
    }
  });
});
