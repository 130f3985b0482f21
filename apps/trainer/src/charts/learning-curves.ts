// The learning curves of a training run: loss and accuracy by epoch, on training and on validation images.
import type { PlotOptions } from '@observablehq/plot';
import { percent } from '../output/format.js';
import { BLUE, drawSheet, FAINT_INK, GRID, INK, loadPlot, ORANGE, type Plot } from './drawing.js';

/** What is drawn of an epoch. A figure that is not finite leaves a gap. */
export interface EpochFigures {
  readonly epoch: number;
  readonly trainingLoss: number;
  readonly validationLoss: number;
  /** 0–1. */
  readonly trainingAccuracy: number;
  /** 0–1. */
  readonly validationAccuracy: number;
}

interface Point {
  readonly epoch: number;
  /** NaN where the curve has a gap. */
  readonly value: number;
}

interface Curve {
  readonly name: string;
  readonly color: string;
  readonly points: readonly Point[];
}

interface Panel {
  readonly title: string;
  readonly curves: readonly Curve[];
  readonly scale: 'log' | 'linear';
  readonly domain: readonly [number, number];
  /** Where the ticks are, or how many of them, about. */
  readonly ticks: readonly number[] | number;
  /** A value as a tick says it. */
  readonly tick: (value: number) => string;
  /** A value as the end of its curve says it. */
  readonly figure: (value: number) => string;
}

const WIDTH = 760;
const PANEL_HEIGHT = 260;
const SHEET_MARGIN = 8;
const MARGINS = { marginTop: 44, marginRight: 150, marginBottom: 44, marginLeft: 64 };
/** Between the frame, at which the curves are cut off, and their highest values. */
const HEADROOM = 4;
const TOP = MARGINS.marginTop + HEADROOM;
const BOTTOM = PANEL_HEIGHT - MARGINS.marginBottom;
/** Labels nearer than this overlap. */
const LABEL_HEIGHT = 16;
/** With more epochs than this, dots would hide the curves, and the first of them may leave the accuracy's panel. */
const LONG_RUN = 30;

/** A curve for training and one for validation. `valueOf` gives what to draw, or NaN for a gap. */
const twoCurves = <Row extends EpochFigures>(
  rows: readonly Row[],
  training: (row: Row) => number,
  validation: (row: Row) => number,
): Curve[] => [
  { name: 'training', color: ORANGE, points: rows.map((row) => ({ epoch: row.epoch, value: training(row) })) },
  { name: 'validation', color: BLUE, points: rows.map((row) => ({ epoch: row.epoch, value: validation(row) })) },
];

/** The lowest and the highest value that is drawn; undefined where there is none. */
function extent(curves: readonly Curve[]): [number, number] | undefined {
  const values = curves.flatMap(({ points }) => points.map(({ value }) => value)).filter(Number.isFinite);
  return values.length === 0 ? undefined : [Math.min(...values), Math.max(...values)];
}

/**
 * A long curve without its first tenth, which would press all the rest into one line: how the late epochs differ is
 * what one wants to see.
 */
function withoutStart(curve: Curve): Curve {
  const points = curve.points.filter(({ value }) => !Number.isNaN(value));
  return { ...curve, points: points.slice(points.length > LONG_RUN ? Math.ceil(points.length / 10) : 0) };
}

/** 1, 2, 5, 10 …; over many powers of ten these alone, and within a small part of one whatever is round there. */
function logTicks(low: number, high: number): number[] | number {
  const mantissas = high / low > 1000 ? [1] : [1, 2, 5];
  const powers = Array.from(
    { length: Math.ceil(Math.log10(high / low)) + 2 },
    (_, n) => Math.floor(Math.log10(low)) + n,
  );
  const ticks = powers.flatMap((power) => mantissas.map((mantissa) => Number(`${mantissa}e${power}`)));
  const within = ticks.filter((tick) => low <= tick && tick <= high);
  return within.length > 1 ? within : 4;
}

/** On a logarithmic scale: a loss falls by powers of ten, and what it does late is what one wants to see. */
function lossPanel(rows: readonly EpochFigures[]): Panel {
  const drawable = (loss: number): number => (Number.isFinite(loss) && loss > 0 ? loss : Number.NaN);
  const curves = twoCurves(
    rows,
    (row) => drawable(row.trainingLoss),
    (row) => drawable(row.validationLoss),
  );
  const [lowest, highest] = extent(curves) ?? [0.1, 1];
  const room = highest / lowest < 1.5 ? 1.25 : 1.08;
  const domain = [lowest / room, highest * room] as const;
  return {
    title: 'Loss, on a logarithmic scale',
    curves,
    scale: 'log',
    domain,
    ticks: logTicks(...domain),
    tick: (value) => String(Number(value.toPrecision(6))),
    figure: (value) => (value < 0.001 ? value.toExponential(1) : value.toFixed(4)),
  };
}

function accuracyPanel(rows: readonly EpochFigures[]): Panel {
  const drawable = (accuracy: number): number => (Number.isFinite(accuracy) ? 100 * accuracy : Number.NaN);
  const curves = twoCurves(
    rows,
    (row) => drawable(row.trainingAccuracy),
    (row) => drawable(row.validationAccuracy),
  );
  const [lowest, highest] = extent(curves.map(withoutStart)) ?? [0, 100];
  const room = highest - lowest < 0.5 ? 0.5 : 0;
  return {
    title: 'Accuracy',
    curves,
    scale: 'linear',
    domain: [Math.max(0, lowest - room), Math.min(100, highest + room)],
    ticks: 5,
    tick: (value) => `${Number(value.toPrecision(6))} %`,
    figure: (value) => percent(value / 100),
  };
}

/** The labels' heights, moved apart where they would overlap, and none of them below the panel. */
function apart(heights: readonly number[]): number[] {
  const [first, second] = heights;
  if (first === undefined || second === undefined) return [...heights];
  const sign = first < second ? -1 : 1;
  const gap = Math.max(LABEL_HEIGHT, Math.abs(first - second));
  const middle = Math.min((first + second) / 2, BOTTOM - gap / 2);
  return [middle + (sign * gap) / 2, middle - (sign * gap) / 2];
}

function panelPlot(Plot: Plot, panel: Panel): PlotOptions {
  const { curves, ticks } = panel;
  const y = { type: panel.scale, domain: panel.domain, range: [BOTTOM, TOP], nice: panel.scale === 'linear' };
  const heights = Plot.scale({ y });

  const epochs = curves[0]?.points.map(({ epoch }) => epoch) ?? [];
  const [first, last] = [epochs[0] ?? 1, epochs.at(-1) ?? 1];
  const alone = first === last;

  const ends = curves.flatMap(({ points, ...curve }) => {
    const end = points.findLast(({ value }) => !Number.isNaN(value));
    return end ? [{ ...curve, ...end }] : [];
  });
  const labelHeights = apart(ends.map(({ value }) => heights.apply(value)));

  return {
    width: WIDTH,
    height: PANEL_HEIGHT,
    ...MARGINS,
    // A lone epoch stands at the right, beside its labels.
    x: { type: 'linear', domain: alone ? [last - 1, last] : [first, last] },
    y,
    marks: [
      Plot.gridY({ ticks, stroke: GRID, strokeOpacity: 1 }),
      Plot.axisY({ ticks, tickFormat: panel.tick, tickSize: 0, tickPadding: 10, label: null, color: FAINT_INK }),
      Plot.axisX({
        ticks: alone ? [last] : Math.min(10, last - first),
        tickFormat: String,
        tickSize: 4,
        label: 'epoch',
        labelAnchor: 'center',
        labelArrow: 'none',
        labelOffset: 36,
        color: FAINT_INK,
      }),
      Plot.frame({ anchor: 'bottom', stroke: FAINT_INK }),
      Plot.text([panel.title], {
        frameAnchor: 'top-left',
        dx: 10 - MARGINS.marginLeft,
        dy: 16 - MARGINS.marginTop,
        fontSize: 14,
        fontWeight: 600,
        fill: INK,
      }),
      ...curves.map(({ points, color }) =>
        Plot.line(points, { x: 'epoch', y: 'value', stroke: color, strokeWidth: 1.75, clip: true }),
      ),
      ...curves.map(({ points, color }) =>
        Plot.dot(epochs.length > LONG_RUN ? [] : points, { x: 'epoch', y: 'value', fill: color, r: 2.5 }),
      ),
      ...ends.flatMap(({ epoch, value, color, name }, index) => [
        Plot.dot([{ epoch, value }], { x: 'epoch', y: 'value', fill: color, r: 3.5 }),
        Plot.text([`${name} ${panel.figure(value)}`], {
          frameAnchor: 'top-right',
          textAnchor: 'start',
          lineAnchor: 'middle',
          dx: 12,
          dy: (labelHeights[index] ?? TOP) - MARGINS.marginTop,
          fill: color,
          fontWeight: 600,
        }),
      ]),
    ],
  };
}

/**
 * Draws loss and accuracy by epoch. Each curve ends in its name and its last figure.
 * @returns a standalone SVG document.
 */
export async function learningCurves(rows: readonly EpochFigures[]): Promise<string> {
  const Plot = await loadPlot();
  return drawSheet({
    width: WIDTH + 2 * SHEET_MARGIN,
    height: 2 * PANEL_HEIGHT + 2 * SHEET_MARGIN,
    title: 'Loss and accuracy by epoch, on training and validation images',
    plots: [lossPanel(rows), accuracyPanel(rows)].map((panel, index) => ({
      x: SHEET_MARGIN,
      y: SHEET_MARGIN + index * PANEL_HEIGHT,
      plot: panelPlot(Plot, panel),
    })),
  });
}
