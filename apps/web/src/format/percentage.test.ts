// Percentages never claim certainty.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPercentage, formatShortPercentage } from './percentage.js';

describe('formatPercentage', () => {
  it.each([
    [0.973, '97.3 %'],
    [0.5, '50.0 %'],
    [0.999, '99.9 %'],
    [0.99901, '99.9 %'],
    [0.99951, '99.9 %'],
    [1, '99.9 %'],
    [0.001, '0.1 %'],
    [0.0004, '< 0.1 %'],
    [0, '< 0.1 %'],
  ])('%s is "%s"', (probability, text) => {
    expect(formatPercentage(probability)).toBe(text);
  });

  it('never says 100 % or 0 %', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (probability) => {
        expect(formatPercentage(probability)).toMatch(/^(< 0\.1|\d{1,2}\.\d) %$/);
        expect(formatPercentage(probability)).not.toBe('0.0 %');
      }),
    );
  });
});

describe('formatShortPercentage', () => {
  it.each([
    [0.973, '97%'],
    [0.15, '15%'],
    [0.01, '1%'],
    [0.004, ''],
    [0, ''],
    [0.996, '99%'],
    [1, '99%'],
  ])('%s is "%s"', (probability, text) => {
    expect(formatShortPercentage(probability)).toBe(text);
  });
});
