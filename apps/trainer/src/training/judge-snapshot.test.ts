// What hand-made logits of ten digits and "not a digit" come to: temperature, threshold, shares.
import type { Snapshot } from '@digits/nn';
import { recognitionFromLogits } from '@digits/recognizer';
import { describe, expect, it } from 'vitest';
import { fitTemperature } from '../evaluation/temperature.js';
import { NOT_A_DIGIT } from '../training-set/mix.js';
import { judgeSnapshot } from './judge-snapshot.js';

/** One sample: its label, the digit that the network takes it for, and how much it thinks that it is none, as logits. */
interface Sample {
  readonly label: number;
  readonly taken: number;
  readonly sure?: number;
  readonly none?: number;
}

/** Logits as the network gives them: `sure` for the digit, 0 for another, far less for the rest, `none` for what is no digit. */
function logitsOf({ taken, sure = 4, none = -8 }: Sample, classes: number): number[] {
  const digits = Array.from({ length: 10 }, (_, k) => (k === taken ? sure : k === (taken + 1) % 10 ? 0 : -100));
  return classes === 10 ? digits : [...digits, none];
}

/** The verdict on MNIST's images, drawn digits and non-digits, which stand in this order. */
function judge(mnist: readonly Sample[], drawn: readonly Sample[], others: readonly Sample[], classes = 11) {
  const all = [...mnist, ...drawn, ...others];
  const logits = Float32Array.from(all.flatMap((sample) => logitsOf(sample, classes)));
  const snapshot: Snapshot = {
    parameters: {},
    validation: { loss: 0.25, accuracy: 0.5 },
    validationLogits: logits,
  };
  const labels = Uint8Array.from(all, ({ label }) => label);
  const set = {
    images: new Uint8Array(labels.length),
    labels,
    drawings: mnist.length,
    nonDigits: mnist.length + drawn.length,
  };
  return { ...judgeSnapshot(snapshot, set), logits };
}

const repeat = (count: number, sample: Sample): Sample[] => Array.from({ length: count }, () => sample);
const other = (none: number): Sample => ({ label: NOT_A_DIGIT, taken: 8, none });
/** Of so many images, those that are taken for the digit before their own. */
const images = (right: number, wrong: number): Sample[] => [
  ...repeat(right, { label: 3, taken: 3 }),
  ...repeat(wrong, { label: 4, taken: 3 }),
];

describe('judgeSnapshot', () => {
  it('counts what is read right of all digits, and of the drawings among them, and where the others go', () => {
    const drawn = [...repeat(9, { label: 7, taken: 7 }), { label: 1, taken: 7 }];
    const { validation, confusion } = judge(images(26, 4), drawn, repeat(5, other(6)));
    expect(validation).toMatchObject({ accuracy: 35 / 40, loss: 0.25, drawings: { accuracy: 0.9, count: 10 } });
    expect([confusion[3]?.[3], confusion[4]?.[3], confusion[7]?.[7], confusion[1]?.[7]]).toEqual([26, 4, 9, 1]);
    expect(confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(40);
  });

  it('fits the temperature to the digits alone, whatever the non-digits are taken for', () => {
    // Logits that differ by 4 are honest at temperature 2 where 88.1 % are right.
    const digits = images(881, 119);
    const alone = judge(digits, [], []);
    expect(alone.calibration.temperature).toBeCloseTo(2, 1);
    expect(alone.validation.ece).toBeLessThan(0.005);
    const beside = judge(digits, [], repeat(2_000, { label: NOT_A_DIGIT, taken: 0, sure: 90, none: 95 }));
    expect(beside.calibration).toEqual(alone.calibration);
    expect(
      fitTemperature(
        alone.logits,
        Uint8Array.from(digits, ({ label }) => label),
        11,
      ),
    ).toBe(alone.calibration.temperature);
    // The same as without an eleventh output: the stated probabilities are the digits'.
    expect(judge(digits, [], [], 10).calibration).toEqual(alone.calibration);
    expect(judge(digits, [], [], 10).validation.ece).toBeCloseTo(alone.validation.ece, 9);
  });

  it('refuses from a threshold on that lies above the digits and below what is surely none', () => {
    const others = [...repeat(30, other(9)), ...repeat(10, other(-9))];
    const { calibration, rejection, validation } = judge(images(50, 2), images(20, 1), others);
    const score = (sample: Sample) => recognitionFromLogits(logitsOf(sample, 11), { calibration }).notDigit;
    expect(rejection?.threshold).toBeGreaterThan(score({ label: 3, taken: 3 }));
    // What the digits' scores say of the threshold: half-way from the highest of them to 1.
    expect(rejection?.threshold).toBeCloseTo((score({ label: 3, taken: 3 }) + 1) / 2, 6);
    expect(validation.rejection).toEqual({ digitsAccepted: 1, nonDigitsRejected: 30 / 40 });
  });

  it('refuses the few digits that look least like one, MNIST’s and drawn ones alike, and no more', () => {
    // Of 20,000, each with a score of its own; more of them than could be refused look bad.
    const rising = (count: number): Sample[] =>
      Array.from({ length: count }, (_, i) => ({ label: 3, taken: 3, none: -8 + (12 * i) / count }));
    const { validation, rejection, calibration } = judge(rising(10_000), rising(10_000), repeat(10, other(5)));
    const accepted = validation.rejection?.digitsAccepted ?? 0;
    expect(accepted).toBeGreaterThan(0.99);
    expect(accepted).toBeLessThan(1);
    const worst = recognitionFromLogits(logitsOf({ label: 3, taken: 3, none: 4 - 12 / 10_000 }, 11), {
      calibration,
    });
    expect(worst.notDigit).toBeGreaterThan(rejection?.threshold ?? 1);
    expect(validation.rejection?.nonDigitsRejected).toBe(1);
  });

  it('says nothing of drawings or of refusing where neither was learnt', () => {
    const { rejection, validation } = judge(images(8, 2), [], [], 10);
    expect(rejection).toBeUndefined();
    expect(Object.keys(validation).toSorted()).toEqual(['accuracy', 'ece', 'loss']);
    expect(validation.accuracy).toBe(0.8);
  });
});
