// What is kept of each epoch: a row of metrics.csv, and a point of the learning curves.
import type { EpochReport } from '@digits/nn';

export interface EpochRow {
  readonly epoch: number;
  readonly trainingLoss: number;
  readonly trainingAccuracy: number;
  /** Of all samples that validate, non-digits too, as the network's outputs are: before temperature and threshold. */
  readonly validationLoss: number;
  /** Of all samples that validate: non-digits count as an eleventh class. The manifest's accuracy is of the digits alone. */
  readonly validationAccuracy: number;
  /** At the epoch's last step. */
  readonly learningRate: number;
  readonly imagesPerSecond: number;
  /** Since the run began; the time between an interruption and its end is not counted. */
  readonly seconds: number;
}

const COLUMNS = [
  'epoch',
  'trainingLoss',
  'trainingAccuracy',
  'validationLoss',
  'validationAccuracy',
  'learningRate',
  'imagesPerSecond',
  'seconds',
] as const satisfies (keyof EpochRow)[];

/** The row of an epoch that ended so many `seconds` after the run began. */
export const epochRow = (
  { epoch, training, validation, learningRate, imagesPerSecond }: EpochReport,
  seconds: number,
): EpochRow => ({
  epoch,
  trainingLoss: training.loss,
  trainingAccuracy: training.accuracy,
  validationLoss: validation.loss,
  validationAccuracy: validation.accuracy,
  learningRate,
  imagesPerSecond: Math.round(imagesPerSecond),
  seconds,
});

/** All rows as comma-separated values, under their names. */
export const toCsv = (rows: readonly EpochRow[]): string =>
  [COLUMNS.join(','), ...rows.map((row) => COLUMNS.map((column) => row[column]).join(','))]
    .map((line) => `${line}\n`)
    .join('');
