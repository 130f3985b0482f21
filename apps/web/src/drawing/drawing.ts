// A drawing is data first and pixels second: pen strokes on a square of SIDE × SIDE, x to the right, y down.
import type { Point, Stroke } from '@digits/ink';

export type { Point, Stroke };
export type Drawing = readonly Stroke[];

/** Side of the square that is drawn on, in the units of every point, whatever its size on the screen. */
export const SIDE = 280;
/** Width of the pen, in the same units. */
export const PEN_WIDTH = 16;
/** Points nearer than this to the one before add nothing that can be seen. */
const MIN_STEP = 0.5;

/**
 * To thousandths: finer than the grid on which strokes are inked for the model, so that rounding changes hardly anything that it sees:
 * one level at most.
 */
const round = (value: number) => Math.round(value * 1000) / 1000;
const clamp = (value: number) => Math.min(SIDE - PEN_WIDTH / 2, Math.max(PEN_WIDTH / 2, value));

/** The nearest point at which all of the pen is on the canvas: no ink is ever hidden, so what is seen is what is read. */
export const clampToCanvas = ([x, y]: Point): Point => [clamp(x), clamp(y)];

/**
 * The point on the drawing, to a thousandth of a unit, that is `x`, `y` CSS pixels into a canvas `width` pixels wide; for a
 * pointer outside it, the nearest place that the pen can reach.
 */
export function pointAt(x: number, y: number, width: number): Point {
  const scale = width > 0 ? SIDE / width : 1;
  return clampToCanvas([round(x * scale), round(y * scale)]);
}

/** The stroke with `point` at its end; the same stroke where the pen has not moved. */
export function extendStroke(stroke: Stroke, point: Point): Stroke {
  const last = stroke.at(-1);
  if (last && Math.hypot(point[0] - last[0], point[1] - last[1]) < MIN_STEP) return stroke;
  return [...stroke, point];
}
