// What the validation set says of a network: its calibration, from where on it refuses, its honesty, and which digits it takes for which.
import type { Snapshot } from '@digits/nn';
import { DIGITS, type Manifest, recognitionFromLogits } from '@digits/recognizer';
import { type Report, report } from '../evaluation/metrics.js';
import { chooseThreshold } from '../evaluation/rejection.js';
import { fitTemperature } from '../evaluation/temperature.js';
import type { ValidationSet } from '../training-set/validation-set.js';

export interface SnapshotVerdict extends Pick<Manifest, 'calibration' | 'rejection' | 'validation'> {
  readonly confusion: Report['confusion'];
}

/** Share of the validation’s digits that must be accepted: with more, scribbles pass for digits; with less, digits are refused (ADR 10). */
const ACCEPTED = 0.9985;

/** Calibrates a network on the validation set, and says how right and how honest it then is. */
export function judgeSnapshot({ validation, validationLogits }: Snapshot, set: ValidationSet): SnapshotVerdict {
  const { labels, drawings, nonDigits } = set;
  const classes = validationLogits.length / labels.length;
  const row = (i: number): Float32Array => validationLogits.subarray(classes * i, classes * (i + 1));
  const digitLabels = labels.subarray(0, nonDigits);
  const calibration = { temperature: fitTemperature(validationLogits, digitLabels, classes) };
  const answers = Array.from(labels, (label, i) => ({ label, ...recognitionFromLogits(row(i), { calibration }) }));
  const digits = answers.slice(0, nonDigits);
  const { accuracy, ece, confusion } = report(digits);
  const drawn = report(digits.slice(drawings));
  const verdict = {
    calibration,
    validation: {
      accuracy,
      loss: validation.loss,
      ece,
      ...(drawn.count > 0 && { drawings: { accuracy: drawn.accuracy, count: drawn.count } }),
    },
    confusion,
  };
  if (classes === DIGITS) return verdict;
  const others = answers.slice(nonDigits);
  const threshold = chooseThreshold(
    digits.map(({ notDigit }) => notDigit),
    ACCEPTED,
  );
  const refused = (all: typeof answers): number => all.filter(({ notDigit }) => notDigit >= threshold).length;
  return {
    ...verdict,
    rejection: { threshold },
    validation: {
      ...verdict.validation,
      rejection: {
        digitsAccepted: 1 - refused(digits) / digits.length,
        nonDigitsRejected: refused(others) / others.length,
      },
    },
  };
}
