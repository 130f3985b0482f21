// The charts of a run's folder. Loaded when they are due: what draws them takes a while to load.
import { confusionMatrix } from './confusion-matrix.js';
import { type EpochFigures, learningCurves } from './learning-curves.js';
import { writeChart } from './write-chart.js';

/**
 * Writes learning-curves and confusion-matrix, as SVG and as PNG, into `folder`, which is there.
 * @param confusion See confusionMatrix.
 * @throws UserError
 */
export async function writeRunCharts(
  folder: string,
  rows: readonly EpochFigures[],
  confusion: readonly (readonly number[])[],
): Promise<void> {
  await Promise.all([
    learningCurves(rows).then((svg) => writeChart(folder, 'learning-curves', svg)),
    confusionMatrix(confusion).then((svg) => writeChart(folder, 'confusion-matrix', svg)),
  ]);
}
