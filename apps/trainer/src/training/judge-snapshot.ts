// What the validation images say of a network: its calibration, its honesty, and which digits it takes for which.
import type { Snapshot } from '@digits/nn';
import { type Manifest, recognitionFromLogits } from '@digits/recognizer';
import { type Report, report } from '../evaluation/metrics.js';
import { fitTemperature } from '../evaluation/temperature.js';

export interface SnapshotVerdict extends Pick<Manifest, 'calibration' | 'validation'> {
  readonly confusion: Report['confusion'];
}

/** Calibrates a network on the validation images, and says how right and how honest it then is. */
export function judgeSnapshot({ validation, validationLogits }: Snapshot, labels: Uint8Array): SnapshotVerdict {
  const temperature = fitTemperature(validationLogits, labels);
  const answers = Array.from(labels, (label, i) => {
    const { digit, confidence } = recognitionFromLogits(validationLogits.subarray(10 * i, 10 * i + 10), temperature);
    return { label, digit, confidence };
  });
  const { ece, confusion } = report(answers);
  const { accuracy, loss } = validation;
  return { calibration: { temperature }, validation: { accuracy, loss, ece }, confusion };
}
