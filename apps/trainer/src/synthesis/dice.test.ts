import { describe, expect, it } from 'vitest';
import { dice } from './dice.js';
import { seededRandom } from './seeded-random.js';

const THROWS = 20_000;
const many = <T>(throwOnce: () => T): T[] => Array.from({ length: THROWS }, throwOnce);

describe('dice', () => {
  it('throws evenly between two numbers', () => {
    const d = dice(seededRandom(1));
    const values = many(() => d.between(-2, 6));
    expect(Math.min(...values)).toBeGreaterThanOrEqual(-2);
    expect(Math.max(...values)).toBeLessThan(6);
    expect(values.filter((value) => value < 0).length / THROWS).toBeCloseTo(0.25, 1);
  });

  it('throws around a number with the deviation asked for, and never beyond twice that', () => {
    const d = dice(seededRandom(2));
    const offs = many(() => d.around(5, 2) - 5);
    const deviation = Math.sqrt(offs.reduce((sum, off) => sum + off ** 2, 0) / THROWS);
    expect(deviation / 2).toBeCloseTo(1, 1);
    expect(offs.reduce((sum, off) => sum + off, 0) / THROWS).toBeCloseTo(0, 1);
    expect(Math.max(...offs.map(Math.abs))).toBeLessThanOrEqual(4);
  });

  it('picks by weight, never what weighs nothing', () => {
    const d = dice(seededRandom(3));
    const picks = many(() => d.pick([3, 'often'], [1, 'seldom'], [0, 'never']));
    const share = (what: string): number => picks.filter((pick) => pick === what).length / THROWS;
    expect(share('often')).toBeCloseTo(0.75, 1);
    expect(share('seldom')).toBeCloseTo(0.25, 1);
    expect(share('never')).toBe(0);
    expect(() => d.pick()).toThrow('There is nothing to choose from.');
  });

  it('is true as often as asked', () => {
    const d = dice(seededRandom(4));
    expect(many(() => d.chance(0.3)).filter(Boolean).length / THROWS).toBeCloseTo(0.3, 1);
    expect(many(() => d.chance(0)).some(Boolean)).toBe(false);
  });
});
