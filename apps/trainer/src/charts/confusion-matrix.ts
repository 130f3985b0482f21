// The confusion matrix of a classifier: which digits it takes for which.
import type { PlotOptions } from '@observablehq/plot';
import { count, percent } from '../output/format.js';
import { BLUE, drawSheet, INK, loadPlot } from './drawing.js';

interface Cell {
  readonly truth: string;
  readonly answer: string;
  readonly count: number;
  readonly right: boolean;
  /** How strongly it is coloured, 0–1. */
  readonly strength: number;
}

const CELL = 48;
const MARGINS = { marginTop: 60, marginRight: 92, marginBottom: 20, marginLeft: 64 };
const EMPTY_CELL = '#f3f5f7';
/** Brighter than a curve's orange: dark text stands on it. */
const ERROR_CELL = '#ee6c1a';
/** From here on, text on a right answer's cell is white. */
const STRONG = 0.75;

const sum = (row: readonly number[]): number => row.reduce((total, value) => total + value, 0);

/** Logarithmic from 1 in 10,000 to all of the row: one error among a thousand is to be seen. */
const strengthOf = (share: number): number => (share === 0 ? 0 : Math.max(0.15, 1 + Math.log10(share) / 4));

/**
 * Draws a confusion matrix with its counts, and at the right the share of each digit that was right.
 * @param confusion ten rows, by true digit, of ten columns, by answer. An eleventh column counts the refused; it is
 * drawn where there are any.
 * @returns a standalone SVG document.
 */
export async function confusionMatrix(confusion: readonly (readonly number[])[]): Promise<string> {
  const Plot = await loadPlot();
  const digits = Array.from({ length: 10 }, (_, digit) => String(digit));
  const answers = confusion.some((row) => (row[10] ?? 0) > 0) ? [...digits, 'none'] : digits;
  const cells = confusion.flatMap((row, truth): Cell[] =>
    answers.map((answer, column) => ({
      truth: String(truth),
      answer,
      count: row[column] ?? 0,
      right: column === truth,
      strength: strengthOf((row[column] ?? 0) / Math.max(1, sum(row))),
    })),
  );
  const filled = cells.filter((cell) => cell.count > 0);
  const empty = cells.filter((cell) => cell.count === 0);
  const accuracies = confusion.map((row, digit) => ({
    truth: String(digit),
    text: sum(row) === 0 ? '–' : percent((row[digit] ?? 0) / sum(row)),
  }));

  const width = answers.length * CELL + MARGINS.marginLeft + MARGINS.marginRight;
  const height = digits.length * CELL + MARGINS.marginTop + MARGINS.marginBottom;
  const place = { x: 'answer', y: 'truth', inset: 1, rx: 3 };
  const axis = { tickSize: 0, labelAnchor: 'center', labelArrow: 'none', fontSize: 13, fill: INK } as const;
  const plot: PlotOptions = {
    width,
    height,
    ...MARGINS,
    padding: 0,
    x: { domain: answers },
    y: { domain: digits },
    opacity: { type: 'identity' },
    marks: [
      Plot.axisX({ ...axis, anchor: 'top', label: 'answer', labelOffset: 40 }),
      Plot.axisY({ ...axis, label: 'true digit', labelOffset: 44 }),
      Plot.cell(empty, { ...place, fill: EMPTY_CELL }),
      Plot.cell(filled, { ...place, fill: (cell: Cell) => (cell.right ? BLUE : ERROR_CELL), fillOpacity: 'strength' }),
      Plot.text(filled, {
        x: 'answer',
        y: 'truth',
        text: (cell: Cell) => count(cell.count),
        fill: (cell: Cell) => (cell.right && cell.strength > STRONG ? 'white' : INK),
        fontWeight: 500,
      }),
      Plot.text(accuracies, { y: 'truth', text: 'text', frameAnchor: 'right', textAnchor: 'end', dx: 72, fill: INK }),
      Plot.text(['right'], {
        frameAnchor: 'top-right',
        lineAnchor: 'middle',
        dx: 72,
        dy: -14,
        fontSize: 13,
        fill: INK,
      }),
    ],
  };
  return drawSheet({
    width,
    height,
    title: 'Confusion matrix: rows are true digits, columns are answers',
    plots: [{ x: 0, y: 0, plot }],
  });
}
