// A drawing's history as text and back, for a page that is loaded anew. Every stroke is written once, however many steps
// of the history have it.

import { type Drawing, PEN_WIDTHS, type PenStroke, type Point, SIDE } from './drawing.js';
import { type DrawingHistory, emptyHistory } from './history.js';

/** Steps back, and forth, that are kept. */
const MAX_STEPS = 60;

/** A drawing that was told of by its id before, and is told of by the same id after. */
export interface StoredDrawing {
  readonly history: DrawingHistory;
  /** The id of the present drawing as a prediction; null where it has none. */
  readonly id: string | null;
}

/** @returns JSON that `decodeDrawing` reads. */
export function encodeDrawing({ history, id }: StoredDrawing): string {
  const strokes = new Map<PenStroke, number>();
  const placeOf = (stroke: PenStroke) => {
    const place = strokes.get(stroke) ?? strokes.size;
    strokes.set(stroke, place);
    return place;
  };
  const places = (drawing: Drawing) => drawing.map(placeOf);
  const past = history.past.slice(-MAX_STEPS).map(places);
  const present = places(history.present);
  const future = history.future.slice(0, MAX_STEPS).map(places);
  return JSON.stringify({ format: 1, strokes: [...strokes.keys()], past, present, future, id });
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isWithin = (value: unknown, least: number, most: number): value is number =>
  typeof value === 'number' && value >= least && value <= most;
const isPoint = (value: unknown): value is Point =>
  Array.isArray(value) && value.length === 2 && value.every((coordinate) => isWithin(coordinate, 0, SIDE));

function readStroke(value: unknown): PenStroke | null {
  if (!isRecord(value) || !Array.isArray(value.points) || value.points.length === 0) return null;
  const { points, width, pressures } = value;
  if (!points.every(isPoint) || !isWithin(width, PEN_WIDTHS.least, PEN_WIDTHS.most)) return null;
  if (pressures === undefined) return { points, width };
  if (!Array.isArray(pressures) || pressures.length !== points.length) return null;
  return pressures.every((pressure) => isWithin(pressure, 0, 1)) ? { points, width, pressures } : null;
}

/**
 * Reads what `encodeDrawing` wrote.
 * @returns an empty history for anything else: what is stored in a browser may be of any version, or by anyone.
 */
export function decodeDrawing(text: string | null): StoredDrawing {
  const nothing: StoredDrawing = { history: emptyHistory, id: null };
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? 'null');
  } catch {
    return nothing;
  }
  if (!isRecord(stored) || stored.format !== 1 || !Array.isArray(stored.strokes)) return nothing;
  const strokes = stored.strokes.map(readStroke);
  const isDrawing = (value: unknown): value is number[] =>
    Array.isArray(value) && value.every((place) => strokes[place as number] instanceof Object);
  const areDrawings = (value: unknown): value is number[][] => Array.isArray(value) && value.every(isDrawing);
  if (!areDrawings(stored.past) || !isDrawing(stored.present) || !areDrawings(stored.future)) return nothing;
  const drawingOf = (places: readonly number[]): Drawing => places.flatMap((place) => strokes[place] ?? []);
  return {
    history: {
      past: stored.past.map(drawingOf),
      present: drawingOf(stored.present),
      future: stored.future.map(drawingOf),
    },
    id: typeof stored.id === 'string' ? stored.id : null,
  };
}
