import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auroc, chooseThreshold } from './rejection.js';
import { reportRejection } from './rejection-report.js';

const score = fc.double({ min: 0, max: 1, noNaN: true });
const scores = fc.array(score, { minLength: 1, maxLength: 200 });

describe('chooseThreshold', () => {
  it('lets at least the share through, and no more than ties and rounding to whole drawings ask for', () => {
    fc.assert(
      fc.property(scores, fc.double({ min: 0.01, max: 1, noNaN: true }), (values, accepted) => {
        const threshold = chooseThreshold(values, accepted);
        const due = Math.ceil(accepted * values.length);
        const limit = values.toSorted((a, b) => a - b)[due - 1] ?? 1;
        const through = values.filter((value) => value < threshold).length;
        // A score of 1 cannot be let through by any threshold up to 1.
        fc.pre(limit < 1);
        expect(through).toBe(values.filter((value) => value <= limit).length);
        expect(through).toBeGreaterThanOrEqual(due);
      }),
    );
  });

  it('lies half-way to the next score', () => {
    expect(chooseThreshold([0.1, 0.2, 0.6], 0.6)).toBeCloseTo(0.4);
    expect(chooseThreshold([0.1, 0.2, 0.6], 1)).toBeCloseTo(0.8);
    expect(() => chooseThreshold([], 0.9)).toThrow('cannot be chosen without the scores of digits');
  });
});

describe('auroc', () => {
  it('is the share of pairs in order, ties half', () => {
    fc.assert(
      fc.property(scores, scores, (digits, others) => {
        const pairs = others.flatMap((other) => digits.map((digit) => (other > digit ? 1 : other === digit ? 0.5 : 0)));
        const share = pairs.reduce<number>((sum, value) => sum + value, 0) / pairs.length;
        expect(auroc(digits, others)).toBeCloseTo(share, 9);
      }),
    );
    expect(auroc([0.1, 0.2], [0.8, 0.9])).toBe(1);
    expect(auroc([0.5], [0.5])).toBe(0.5);
    expect(auroc([], [0.5])).toBeNull();
    expect(auroc([0.5], [])).toBeNull();
  });
});

describe('reportRejection', () => {
  const digit = (notDigit: number) => ({
    label: 1,
    digit: notDigit >= 0.5 ? null : 1,
    confidence: 1,
    writer: 'a',
    image: null,
    notDigit,
  });
  const other = (label: string, notDigit: number) => ({ label, notDigit, rejected: notDigit >= 0.5 });

  it('counts letters and what is refused of them, but not the digits’ twins', () => {
    const others = [other('k', 0.9), other('k', 0.4), other('X', 0.8), other('O', 0), other('l', 1)];
    expect(reportRejection([digit(0.1), digit(0.2), digit(0.3), digit(0.6)], others)).toEqual({
      digitsAccepted: 0.75,
      others: 3,
      othersRejected: 2 / 3,
      // All four digits are 99 % of them: from half-way between 0.6 and 1 on is refused.
      othersRejectedAt99: 2 / 3,
      auroc: 11 / 12,
      perLabel: { X: { count: 1, rejected: 1 }, k: { count: 2, rejected: 0.5 } },
    });
  });

  it('is null where there are only digits and twins', () => {
    expect(reportRejection([digit(0.1)], [other('O', 0)])).toBeNull();
  });
});
