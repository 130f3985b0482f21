// How right and how honest a classifier is.

/** One judged answer. */
export interface Judged {
  readonly label: number;
  /** 0–9; null where it was refused, which is not right. */
  readonly digit: number | null;
  /** Stated probability of being right, 0–1. */
  readonly confidence: number;
}

export interface Report {
  readonly count: number;
  readonly correct: number;
  readonly accuracy: number;
  /** Expected calibration error, 15 bins. */
  readonly ece: number;
  /** Accuracy of each true digit; null where there is none of it. */
  readonly perClass: readonly (number | null)[];
  /** Row: the true digit; column: the answer, the eleventh for refused. */
  readonly confusion: readonly (readonly number[])[];
}

/**
 * Expected calibration error (Guo et al. 2017): the mean gap between stated confidence and accuracy over bins of equal
 * width, weighted by how many answers fall into each.
 * @returns 0 (honest) to 1.
 */
export function expectedCalibrationError(answers: readonly Judged[], bins = 15): number {
  const gaps = new Float64Array(bins);
  for (const { label, digit, confidence } of answers) {
    const bin = Math.min(bins - 1, Math.floor(confidence * bins));
    gaps[bin] = (gaps[bin] ?? 0) + confidence - Number(label === digit);
  }
  const total = gaps.reduce((sum, gap) => sum + Math.abs(gap), 0);
  return answers.length === 0 ? 0 : total / answers.length;
}

/** Everything that is reported of a set of judged answers. */
export function report(answers: readonly Judged[]): Report {
  const confusion = Array.from({ length: 10 }, () => new Array<number>(11).fill(0));
  for (const { label, digit } of answers) {
    const row = confusion[label];
    const column = digit ?? 10;
    if (row) row[column] = (row[column] ?? 0) + 1;
  }
  const sum = (row: readonly number[]): number => row.reduce((total, count) => total + count, 0);
  const correct = confusion.reduce((total, row, digit) => total + (row[digit] ?? 0), 0);
  return {
    count: answers.length,
    correct,
    accuracy: answers.length === 0 ? 0 : correct / answers.length,
    ece: expectedCalibrationError(answers),
    perClass: confusion.map((row, digit) => (sum(row) === 0 ? null : (row[digit] ?? 0) / sum(row))),
    confusion,
  };
}
