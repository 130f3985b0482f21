// The reliability diagram of a classifier: of the answers that it gives with about this confidence, how many are right.
// Source: Guo, Pleiss, Sun, Weinberger, "On Calibration of Modern Neural Networks", ICML 2017.
import type { PlotOptions } from '@observablehq/plot';
import type { Judged } from '../evaluation/metrics.js';
import { expectedCalibrationError } from '../evaluation/metrics.js';
import { count, percent } from '../output/format.js';
import { BLUE, drawSheet, FAINT_INK, GRID, INK, loadPlot, ORANGE } from './drawing.js';

const BINS = 15;
const SIZE = { width: 460, height: 440 };

/** The answers of one bin of confidence. */
export interface Bin {
  /** Its edges, 0–1. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Of its answers; 0 where there is none. */
  readonly accuracy: number;
  readonly confidence: number;
}

/** Cuts answers into bins of equal width by their confidence. */
export function reliabilityBins(answers: readonly Judged[], bins = BINS): Bin[] {
  return Array.from({ length: bins }, (_, bin) => {
    const own = answers.filter(({ confidence }) => Math.min(bins - 1, Math.floor(confidence * bins)) === bin);
    const mean = (value: (answer: Judged) => number): number =>
      own.length === 0 ? 0 : own.reduce((sum, answer) => sum + value(answer), 0) / own.length;
    return {
      low: bin / bins,
      high: (bin + 1) / bins,
      count: own.length,
      accuracy: mean(({ label, digit }) => Number(label === digit)),
      confidence: mean(({ confidence }) => confidence),
    };
  });
}

/**
 * Draws a reliability diagram with how many answers each bar stands for.
 * @returns a standalone SVG document.
 */
export async function reliabilityDiagram(title: string, answers: readonly Judged[]): Promise<string> {
  const Plot = await loadPlot();
  const filled = reliabilityBins(answers).filter((bin) => bin.count > 0);
  const caption = `${title}: ${count(answers.length)} answers, ECE ${percent(expectedCalibrationError(answers, BINS))}`;
  const plot: PlotOptions = {
    ...SIZE,
    marginTop: 46,
    marginRight: 20,
    marginBottom: 46,
    marginLeft: 56,
    x: { domain: [0, 1], percent: false },
    y: { domain: [0, 1.06] },
    marks: [
      Plot.gridY({ stroke: GRID, strokeOpacity: 1, ticks: 5 }),
      Plot.rectY(filled, { x1: 'low', x2: 'high', y: 'accuracy', fill: BLUE, fillOpacity: 0.75, inset: 1 }),
      Plot.line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: ORANGE, strokeWidth: 1.5, strokeDasharray: '5 4' },
      ),
      Plot.text(filled, {
        x: ({ low, high }: Bin) => (low + high) / 2,
        y: 'accuracy',
        text: (bin: Bin) => count(bin.count),
        dy: -7,
        fontSize: 10,
        fill: FAINT_INK,
      }),
      Plot.axisX({ label: 'confidence stated', labelAnchor: 'center', labelArrow: 'none', ticks: 5, fill: INK }),
      Plot.axisY({ label: 'share right', labelAnchor: 'center', labelArrow: 'none', ticks: 5, fill: INK }),
      Plot.text([caption], { frameAnchor: 'top-left', dy: -30, lineAnchor: 'middle', fontSize: 13, fill: INK }),
    ],
  };
  return drawSheet({ ...SIZE, title: `Reliability diagram. ${caption}`, plots: [{ x: 0, y: 0, plot }] });
}
