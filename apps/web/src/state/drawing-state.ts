// What is being drawn: finished strokes with their undo history, and what the pen or the eraser is at.
import { computed, effect, signal } from '@preact/signals';
import { type Drawing, extendStroke, type PenStroke, type Point } from '../drawing/drawing.js';
import { decodeDrawing, encodeDrawing } from '../drawing/drawing-storage.js';
import { ERASER_RADIUS, erase } from '../drawing/eraser.js';
import { addStroke, change, clear, type DrawingHistory, redo, undo } from '../drawing/history.js';
import { settings } from '../settings/settings.js';
import { assignPredictionId, knownPredictionId } from './prediction-id.js';

/** Under which the drawing is kept through a reload: of this tab alone, so that two tabs have two drawings. */
const KEY = 'drawing';

function restore(): DrawingHistory {
  let text: string | null = null;
  try {
    text = sessionStorage.getItem(KEY);
  } catch {
    // Storage is forbidden: the page begins with an empty canvas.
  }
  const { history, ids } = decodeDrawing(text);
  for (const [drawing, id] of ids) assignPredictionId(drawing, id);
  return history;
}

const history = signal<DrawingHistory>(restore());
/** The stroke under the pen; null while the pen is up. */
export const liveStroke = signal<PenStroke | null>(null);
/** What the eraser has left so far, and where it is; null while it is up. */
const erasure = signal<{ readonly left: Drawing; readonly at: Point } | null>(null);

/** What the pen has last made of the drawing; not what Undo, Clear or a reload has. */
export const penFinished = signal<Drawing | null>(null);

export const tool = signal<'pen' | 'eraser'>('pen');

/** The strokes that are finished; while the eraser is at work, those that it has left. */
export const finishedStrokes = computed<Drawing>(() => erasure.value?.left ?? history.value.present);
/** Everything that is on the canvas. */
export const ink = computed<Drawing>(() =>
  liveStroke.value ? [...finishedStrokes.value, liveStroke.value] : finishedStrokes.value,
);
/** Whether the pen or the eraser is on the canvas. */
export const isPenDown = computed(() => liveStroke.value !== null || erasure.value !== null);
/** The drawing, once the pen is up; null while a stroke is under way. */
export const finishedDrawing = computed<Drawing | null>(() => (isPenDown.value ? null : history.value.present));

export const canClear = computed(() => ink.value.length > 0);
export const canUndo = computed(() => isPenDown.value || history.value.past.length > 0);
export const canRedo = computed(() => !isPenDown.value && history.value.future.length > 0);

/**
 * Puts the pen, or the eraser, down at `point`; a stroke still under way ends first.
 * @param pressure 0–1, from a pen that feels it.
 */
export function startStroke(point: Point, pressure?: number): void {
  finishStroke();
  if (tool.value === 'eraser') {
    erasure.value = { left: erase(history.value.present, point, point, ERASER_RADIUS), at: point };
    return;
  }
  const width = settings.value.penWidth;
  liveStroke.value =
    pressure === undefined ? { points: [point], width } : { points: [point], width, pressures: [pressure] };
}

/** Moves the pen or the eraser; does nothing while it is up. */
export function moveStroke(point: Point, pressure?: number): void {
  if (liveStroke.value) liveStroke.value = extendStroke(liveStroke.value, point, pressure);
  else if (erasure.value) {
    const { left, at } = erasure.value;
    erasure.value = { left: erase(left, at, point, ERASER_RADIUS), at: point };
  }
}

/** Lifts it: the stroke, or what was erased, becomes one step of the history. */
export function finishStroke(): void {
  const [stroke, erased] = [liveStroke.value, erasure.value];
  liveStroke.value = null;
  erasure.value = null;
  if (stroke) history.value = addStroke(history.value, stroke);
  else if (erased) history.value = change(history.value, erased.left);
  if (stroke || erased) penFinished.value = history.value.present;
}

/** Takes away the stroke under way, as if it had never begun. */
export function dropStroke(): void {
  liveStroke.value = null;
  erasure.value = null;
}

function step(next: (history: DrawingHistory) => DrawingHistory): void {
  finishStroke();
  penFinished.value = null;
  history.value = next(history.value);
}

export const clearDrawing = (): void => step(clear);
export const undoDrawing = (): void => step(undo);
export const redoDrawing = (): void => step(redo);

/** Lifts the pen and gives the drawing as it then is. */
export function takeDrawing(): Drawing {
  finishStroke();
  return history.value.present;
}

/** Writes the drawing, and the ids under which it and its earlier steps were submitted, down for a page that is loaded anew. */
export function keepDrawing(): void {
  try {
    sessionStorage.setItem(KEY, encodeDrawing(history.value, knownPredictionId));
  } catch {
    // Storage is full or forbidden: the drawing is there for as long as the page is.
  }
}

/** Keeps the drawing through a reload from now on. */
export function keepDrawingThroughReload(): void {
  effect(() => {
    history.value;
    // Not between a pen's two strokes: writing takes a moment where the drawing is large.
    const later = setTimeout(keepDrawing, 300);
    return () => clearTimeout(later);
  });
  addEventListener('pagehide', () => {
    finishStroke();
    keepDrawing();
  });
}
