import { describe, expect, it } from 'vitest';
import { expectedCalibrationError, report } from './metrics.js';
import { fitTemperature, negativeLogLikelihood } from './temperature.js';
import { writerScores } from './writers.js';

describe('expectedCalibrationError', () => {
  it('is 0 where three of four are right at 75 %, and the gap elsewhere', () => {
    const answers = (confidence: number) => [1, 1, 1, 2].map((digit) => ({ label: 1, digit, confidence }));
    expect(expectedCalibrationError(answers(0.75))).toBeCloseTo(0);
    expect(expectedCalibrationError(answers(0.95))).toBeCloseTo(0.2);
    expect(expectedCalibrationError(answers(1))).toBeCloseTo(0.25);
  });

  it('weighs bins by their answers, and does not let gaps of opposite sign cancel', () => {
    const sure = { label: 1, digit: 2, confidence: 0.9 };
    const unsure = { label: 1, digit: 1, confidence: 0.1 };
    expect(expectedCalibrationError([sure, unsure])).toBeCloseTo(0.9);
    expect(expectedCalibrationError([])).toBe(0);
  });
});

it('reports accuracy by class, and refusals as not right', () => {
  const answer = (label: number, digit: number | null) => ({ label, digit, confidence: 0.5 });
  const { accuracy, perClass, confusion, correct, count } = report([
    answer(1, 1),
    answer(1, 7),
    answer(3, 3),
    answer(3, null),
  ]);
  expect({ accuracy, correct, count }).toEqual({ accuracy: 0.5, correct: 2, count: 4 });
  expect(perClass).toEqual([null, 0.5, null, 0.5, null, null, null, null, null, null]);
  expect([confusion[1]?.[7], confusion[3]?.[10]]).toEqual([1, 1]);
});

it('scores each writer, the worst first', () => {
  const by = (writer: string | null, digit: number) => ({
    writer,
    label: 1,
    digit,
    confidence: 1,
    notDigit: 0,
    image: null,
  });
  expect(writerScores([by('a', 1), by('b', 1), by('b', 2), by(null, 5)])).toEqual([
    { writer: 'b', count: 2, accuracy: 0.5 },
    { writer: 'a', count: 1, accuracy: 1 },
  ]);
  expect(writerScores([by(null, 5)])).toEqual([]);
});

describe('fitTemperature', () => {
  // Two classes whose logits differ by 4: honest at temperature 1 if 98.2 % are right.
  const images = 1_000;
  const logits = Float32Array.from({ length: 10 * images }, (_, i) => (i % 10 === 0 ? 4 : i % 10 === 1 ? 0 : -100));
  const labels = (right: number) => Uint8Array.from({ length: images }, (_, i) => (i < right ? 0 : 1));

  it('leaves honest logits alone, softens overconfident ones, and never worsens the likelihood', () => {
    expect(fitTemperature(logits, labels(982))).toBeCloseTo(1, 1);
    expect(fitTemperature(logits, labels(881))).toBeCloseTo(2, 1);
    const fitted = fitTemperature(logits, labels(700));
    const loss = (temperature: number) => negativeLogLikelihood(logits, labels(700), temperature);
    expect(loss(fitted)).toBeLessThan(Math.min(loss(fitted * 0.97), loss(fitted * 1.03)));
  });

  it('looks past an eleventh number an image, and at none beyond the labels', () => {
    const wide = Float32Array.from({ length: 11 * (images + 5) }, (_, i) => {
      const [image, k] = [Math.floor(i / 11), i % 11];
      if (image >= images || k === 10) return 77 + (image % 7);
      return logits[10 * image + k] ?? 0;
    });
    expect(negativeLogLikelihood(wide, labels(881), 1.3, 11)).toBe(negativeLogLikelihood(logits, labels(881), 1.3));
    expect(fitTemperature(wide, labels(881), 11)).toBe(fitTemperature(logits, labels(881)));
    // By hand: two images whose digits' logits differ by 1, one right.
    const two = Float32Array.from([1, 2].flatMap(() => [1, 0, ...Array.from({ length: 8 }, () => -1e4), 50]));
    const half = Math.log(1 + Math.exp(-1)) + 0.5;
    expect(negativeLogLikelihood(two, Uint8Array.of(0, 1), 1, 11)).toBeCloseTo(half, 6);
  });
});
