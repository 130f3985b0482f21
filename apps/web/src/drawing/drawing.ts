// A drawing is data first and pixels second: pen strokes on a square of SIDE × SIDE, x to the right, y down.
import type { Point, Stroke } from '@digits/ink';

export type { Point, Stroke };

/** One stroke, as a pen of some width drew it. */
export interface PenStroke {
  readonly points: Stroke;
  /** The pen's width, in the units of the points. */
  readonly width: number;
  /** How hard the pen was pressed at each point, 0–1; absent from pens that do not feel it. */
  readonly pressures?: readonly number[];
}

export type Drawing = readonly PenStroke[];

/** Side of the square that is drawn on, in the units of every point, whatever its size on the screen. */
export const SIDE = 280;
/** The widths that a pen may have, in the same units; what the model sees is inked anew and does not depend on it. */
export const PEN_WIDTHS = { least: 6, usual: 16, most: 30 } as const;
/** Points nearer than this to the one before add nothing that can be seen. */
const MIN_STEP = 0.5;

/** The lines alone, which are all that is recognised. */
export const strokesOf = (drawing: Drawing): readonly Stroke[] => drawing.map(({ points }) => points);

/**
 * To thousandths: finer than the grid on which strokes are inked for the model, so that rounding changes hardly anything that it sees:
 * one level at most.
 */
export const round = (value: number): number => Math.round(value * 1000) / 1000;

/**
 * The nearest point at which all of a pen of `width` is on the canvas: no ink is ever hidden, so what is seen is what is read.
 */
export function clampToCanvas([x, y]: Point, width: number): Point {
  const clamp = (value: number) => Math.min(SIDE - width / 2, Math.max(width / 2, value));
  return [clamp(x), clamp(y)];
}

/**
 * The point on the drawing, to a thousandth of a unit, that is `x`, `y` CSS pixels into a canvas `canvasWidth` pixels wide; for a
 * pointer outside it, the nearest place that a pen of `penWidth` can reach.
 */
export function pointAt(x: number, y: number, canvasWidth: number, penWidth: number): Point {
  const scale = canvasWidth > 0 ? SIDE / canvasWidth : 1;
  return clampToCanvas([round(x * scale), round(y * scale)], penWidth);
}

/**
 * The stroke with `point` at its end; the same stroke where the pen has not moved.
 * @param pressure 0–1, for a stroke that has pressures.
 */
export function extendStroke(stroke: PenStroke, point: Point, pressure?: number): PenStroke {
  const last = stroke.points.at(-1);
  if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < MIN_STEP) return stroke;
  const { width, pressures } = stroke;
  const points = [...stroke.points, point];
  return pressures
    ? { points, width, pressures: [...pressures, pressure ?? pressures.at(-1) ?? 0.5] }
    : { points, width };
}
