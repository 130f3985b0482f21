// What is being drawn: finished strokes with their undo history, and the stroke under the pen.
import { computed, signal } from '@preact/signals';
import { type Drawing, extendStroke, type Point, type Stroke } from '../drawing/drawing.js';
import { addStroke, clear, type DrawingHistory, emptyHistory, redo, undo } from '../drawing/history.js';

const history = signal<DrawingHistory>(emptyHistory);
/** The stroke under the pen; null while the pen is up. */
const liveStroke = signal<Stroke | null>(null);

/** Everything that is on the canvas. */
export const ink = computed<Drawing>(() =>
  liveStroke.value ? [...history.value.present, liveStroke.value] : history.value.present,
);
export const isPenDown = computed(() => liveStroke.value !== null);
/** The drawing, once the pen is up; null while a stroke is under way. */
export const finishedDrawing = computed<Drawing | null>(() => (isPenDown.value ? null : history.value.present));

export const canClear = computed(() => ink.value.length > 0);
export const canUndo = computed(() => isPenDown.value || history.value.past.length > 0);
export const canRedo = computed(() => !isPenDown.value && history.value.future.length > 0);

/** Puts the pen down at `point`; a stroke still under way ends first. */
export function startStroke(point: Point): void {
  finishStroke();
  liveStroke.value = [point];
}

/** Moves the pen; does nothing while it is up. */
export function moveStroke(point: Point): void {
  if (liveStroke.value) liveStroke.value = extendStroke(liveStroke.value, point);
}

/** Lifts the pen: the stroke becomes one step of the history. */
export function finishStroke(): void {
  const stroke = liveStroke.value;
  if (!stroke) return;
  liveStroke.value = null;
  history.value = addStroke(history.value, stroke);
}

function step(change: (history: DrawingHistory) => DrawingHistory): void {
  finishStroke();
  history.value = change(history.value);
}

export const clearDrawing = (): void => step(clear);
export const undoDrawing = (): void => step(undo);
export const redoDrawing = (): void => step(redo);

/** Lifts the pen and gives the drawing as it then is. */
export function takeDrawing(): Drawing {
  finishStroke();
  return history.value.present;
}
