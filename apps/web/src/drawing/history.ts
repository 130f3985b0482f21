// Undo and redo over drawings that never change: every step keeps the drawing it replaced, so that coming back to a
// drawing gives the very same object, and what was said of it (its answer, its id) is found again.
import type { Drawing, PenStroke } from './drawing.js';

export interface DrawingHistory {
  /** Drawings to go back to, oldest first. */
  readonly past: readonly Drawing[];
  readonly present: Drawing;
  /** Drawings that were undone, the next to redo first. */
  readonly future: readonly Drawing[];
}

export const emptyHistory: DrawingHistory = { past: [], present: [], future: [] };

/** Replaces the drawing; what had been undone is gone. The same drawing again changes nothing. */
export function change(history: DrawingHistory, next: Drawing): DrawingHistory {
  const { past, present } = history;
  return next === present ? history : { past: [...past, present], present: next, future: [] };
}

/** Adds a finished stroke; a stroke without points changes nothing. */
export function addStroke(history: DrawingHistory, stroke: PenStroke): DrawingHistory {
  return stroke.points.length === 0 ? history : change(history, [...history.present, stroke]);
}

/** Takes all ink away, as a step that can be undone. */
export function clear(history: DrawingHistory): DrawingHistory {
  return history.present.length === 0 ? history : change(history, []);
}

/** One step back; the same history where there is none. */
export function undo(history: DrawingHistory): DrawingHistory {
  const previous = history.past.at(-1);
  if (!previous) return history;
  return { past: history.past.slice(0, -1), present: previous, future: [history.present, ...history.future] };
}

/** One undone step forth; the same history where there is none. */
export function redo(history: DrawingHistory): DrawingHistory {
  const [next, ...future] = history.future;
  if (!next) return history;
  return { past: [...history.past, history.present], present: next, future };
}
