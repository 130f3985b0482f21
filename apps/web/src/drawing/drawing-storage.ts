// A drawing's history as text and back, for a page that is loaded anew. Every stroke is written once, however many steps
// of the history have it.

import { isUuid } from '../format/uuid.js';
import { type Drawing, PEN_WIDTHS, type PenStroke, type Point, SIDE } from './drawing.js';
import { type DrawingHistory, emptyHistory } from './history.js';

/** Steps back, and forth, that are kept. */
const MAX_STEPS = 60;

/** What was stored. */
export interface StoredDrawing {
  readonly history: DrawingHistory;
  /** The ids, as predictions, of those of its drawings that have one. */
  readonly ids: ReadonlyMap<Drawing, string>;
}

const stepsOf = ({ past, present, future }: DrawingHistory): readonly Drawing[] => [...past, present, ...future];

/**
 * @param idOf the id of one of the history's drawings as a prediction, null where it has none.
 * @returns JSON that `decodeDrawing` reads.
 */
export function encodeDrawing(history: DrawingHistory, idOf: (drawing: Drawing) => string | null): string {
  const kept: DrawingHistory = {
    past: history.past.slice(-MAX_STEPS),
    present: history.present,
    future: history.future.slice(0, MAX_STEPS),
  };
  const strokes = new Map<PenStroke, number>();
  const placeOf = (stroke: PenStroke) => {
    const place = strokes.get(stroke) ?? strokes.size;
    strokes.set(stroke, place);
    return place;
  };
  const steps = stepsOf(kept).map((drawing) => ({ strokes: drawing.map(placeOf), id: idOf(drawing) }));
  return JSON.stringify({ format: 1, strokes: [...strokes.keys()], steps, at: kept.past.length });
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

/** One step: the drawing, and its id; null where it is none, or has strokes that are none. */
function readStep(value: unknown, strokes: readonly (PenStroke | null)[]) {
  if (!isRecord(value) || !Array.isArray(value.strokes)) return null;
  const drawing = value.strokes.map((place: unknown) => (Number.isInteger(place) && strokes[Number(place)]) || null);
  const known = drawing.filter((stroke) => stroke !== null);
  if (known.length < drawing.length) return null;
  return { drawing: known, id: typeof value.id === 'string' && isUuid(value.id) ? value.id : null };
}

/**
 * Reads what `encodeDrawing` wrote.
 * @returns an empty history for anything else: what is stored in a browser may be of any version, or by anyone.
 */
export function decodeDrawing(text: string | null): StoredDrawing {
  const nothing: StoredDrawing = { history: emptyHistory, ids: new Map() };
  let stored: unknown;
  try {
    stored = JSON.parse(text ?? 'null');
  } catch {
    return nothing;
  }
  if (!isRecord(stored) || stored.format !== 1 || !Array.isArray(stored.strokes) || !Array.isArray(stored.steps)) {
    return nothing;
  }
  const strokes = stored.strokes.map(readStroke);
  const all = stored.steps.map((step: unknown) => readStep(step, strokes));
  const steps = all.filter((step) => step !== null);
  const { at } = stored;
  const present = Number.isInteger(at) ? steps[Number(at)] : undefined;
  if (!present || steps.length < all.length) return nothing;
  const drawings = steps.map(({ drawing }) => drawing);
  return {
    history: {
      past: drawings.slice(0, Number(at)),
      present: present.drawing,
      future: drawings.slice(Number(at) + 1),
    },
    ids: new Map(steps.flatMap(({ drawing, id }) => (id === null ? [] : [[drawing, id] as const]))),
  };
}
