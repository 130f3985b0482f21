import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLANK, recognitionFromLogits, refusalOf } from './recognition.js';
import { softmax } from './softmax.js';

const logits = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e4, max: 1e4 }), {
  minLength: 10,
  maxLength: 10,
});

const calibrated = (temperature: number, threshold?: number) => ({
  calibration: { temperature },
  ...(threshold !== undefined && { rejection: { threshold } }),
});

describe('softmax', () => {
  it('adds up to 1 and keeps the order, whatever the temperature', () => {
    fc.assert(
      fc.property(logits, fc.double({ min: 0.2, max: 5, noNaN: true }), (values, temperature) => {
        const probabilities = softmax(values, temperature);
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 9);
        const likeliest = probabilities[values.indexOf(Math.max(...values))] ?? 0;
        expect(probabilities.every((p) => p >= 0 && p <= likeliest)).toBe(true);
      }),
    );
  });

  it('is right on numbers that overflow without care', () => {
    expect(softmax([1000, 1000 + Math.log(3)])).toEqual([expect.closeTo(0.25), expect.closeTo(0.75)]);
  });
});

describe('recognitionFromLogits', () => {
  it('answers with the likeliest digit and its calibrated probability', () => {
    const values = [0, 0, 0, 0, 6, 0, 0, 0, 0, 0];
    const sure = recognitionFromLogits(values, calibrated(1));
    const careful = recognitionFromLogits(values, calibrated(2));
    expect(sure).toMatchObject({ digit: 4, rejected: false, confidence: sure.probabilities[4] });
    expect(careful.digit).toBe(4);
    expect(careful.confidence).toBeLessThan(sure.confidence);
    expect(sure.notDigit).toBe(0);
  });

  it('refuses from the threshold on, and still says which digit it would be', () => {
    // Of e^2 : e^3, a share of 0.731 is no digit.
    const values = [-50, -50, 2, -50, -50, -50, -50, -50, -50, -50, 3];
    const refused = recognitionFromLogits(values, calibrated(1, 0.7));
    expect(refused).toMatchObject({ digit: null, rejected: true, notDigit: expect.closeTo(0.731, 3) });
    expect(refused.probabilities).toHaveLength(10);
    expect(refused.probabilities[2]).toBeCloseTo(1);
    expect(refused.confidence).toBeCloseTo(0.269, 3);
    expect(recognitionFromLogits(values, calibrated(1, 0.75))).toMatchObject({ digit: 2, rejected: false });
    expect(recognitionFromLogits(values, calibrated(1))).toMatchObject({ digit: 2, rejected: false });
  });

  it('has honest probabilities even where it is surely no digit', () => {
    const { probabilities } = recognitionFromLogits([1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 2_000], calibrated(1, 0.5));
    expect(probabilities[0]).toBeCloseTo(Math.E / (2 * Math.E + 8));
  });
});

it('leaves nothing for any digit where there is surely not one, and still says which it would be', () => {
  const sure = recognitionFromLogits([0, 0, 0, 0, 9, 0, 0, 0, 0, 0, -9], calibrated(1, 0.5));
  expect(sure.confidence).toBeGreaterThan(0.99);
  const { probabilities } = sure;
  expect(refusalOf(sure)).toEqual({ digit: null, confidence: 0, probabilities, notDigit: 1, rejected: true });
});

it('says nothing of any digit on a blank', () => {
  expect(BLANK).toMatchObject({ digit: null, confidence: 0, rejected: true });
  expect(BLANK.probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1);
});

it.each([Number.NaN, Number.POSITIVE_INFINITY])('answers nothing on an output of %d', (logit) => {
  expect(() => recognitionFromLogits([0, 0, 0, logit, 0, 0, 0, 0, 0, 0], calibrated(1))).toThrow(
    /^The network answers 0, 0, 0, .*: the model is damaged\. Load it anew\.$/,
  );
});
