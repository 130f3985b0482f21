// What the server said and keeps: the answer to the present drawing, and the latest predictions with their labels.
// An answer belongs to the drawing it was given for: another drawing on the canvas, and it is not shown.
import { MAX_POINTS, type Prediction, type PredictionRecord } from '@digits/contract';
import { createClient } from '@digits/contract/client';
import type { Recognition } from '@digits/recognizer';
import { batch, computed, signal } from '@preact/signals';
import { type Drawing, SIDE } from '../drawing/drawing.js';
import { thinDrawing } from '../drawing/thin-drawing.js';
import { updateClock } from './clock.js';
import { finishedDrawing, ink, takeDrawing } from './drawing-state.js';
import { createLabelSaver, type Label } from './label-saver.js';
import { predictionIdOf } from './prediction-id.js';
import { isWorthRetrying, sentenceFor } from './request-errors.js';

/** How many predictions are asked for at once. */
const PAGE_SIZE = 12;
/** How long a person waits for the server before hearing that it does not answer. */
const PATIENCE_MS = 15_000;

/** A logged prediction as the page shows it; the drawing as strokes, or as the model's pixels for an upload. */
export type LoggedPrediction = Prediction &
  Pick<PredictionRecord, 'label' | 'ink'> & { readonly pixels: string | null };

/** What the page shows of an answer: what the API gives. */
export type ShownRecognition = Omit<Recognition, 'notDigit'>;

/** What was said of a drawing, and by whom. */
interface Answer {
  readonly recognition: ShownRecognition;
  readonly provenance: { readonly kind: 'logged'; readonly id: string };
}

/** What a person is told instead of an answer; about one drawing, and gone with it. */
export interface Notice {
  readonly drawing: Drawing;
  readonly message: string;
  readonly isError: boolean;
  /** True where trying again may help. */
  readonly canRetry: boolean;
}

export interface ListStatus {
  readonly state: 'loading' | 'loaded' | 'failed';
  readonly message: string;
}

const client = createClient('');

const withPatience = () => ({ signal: AbortSignal.timeout(PATIENCE_MS) });

const answers = signal<ReadonlyMap<Drawing, Answer>>(new Map());
const latestNotice = signal<Notice | null>(null);
const sending = signal<Drawing | null>(null);

/** The answer to what is on the canvas; null while there is none. */
export const answer = computed(() => {
  const drawing = finishedDrawing.value;
  return (drawing && answers.value.get(drawing)) ?? null;
});
/** What the person is told about what is on the canvas. */
export const notice = computed(() => {
  const latest = latestNotice.value;
  return latest && latest.drawing === finishedDrawing.value ? latest : null;
});
// Drawing on is the answer to a notice; coming back to its drawing by Undo does not bring it back.
ink.subscribe(() => {
  latestNotice.value = null;
});
export const isSending = computed(() => sending.value !== null && sending.value === finishedDrawing.value);

/** The latest predictions, newest first. */
export const latestPredictions = signal<readonly LoggedPrediction[]>([]);
export const listStatus = signal<ListStatus>({ state: 'loading', message: '' });
const nextCursor = signal<string | null>(null);
export const hasMore = computed(() => nextCursor.value !== null);
/** Why a label was not saved, by the prediction's id. */
export const labelErrors = signal<ReadonlyMap<string, string>>(new Map());

/** The logged prediction that is the present answer. */
export const answeredPrediction = computed(() => {
  const id = answer.value?.provenance.id;
  return latestPredictions.value.find((prediction) => prediction.id === id) ?? null;
});
/** The model that gave the present answer, or else the newest prediction; null until there is one. */
export const model = computed(() => (answeredPrediction.value ?? latestPredictions.value[0])?.model ?? null);

/** Sends the drawing to be recognised and logged. The same drawing sent again is the same prediction. */
export async function submitDrawing(): Promise<void> {
  const drawing = takeDrawing();
  if (sending.value === drawing) return;
  if (drawing.length === 0) {
    latestNotice.value = { drawing, message: 'Draw a digit first', isError: false, canRetry: false };
    return;
  }
  sending.value = drawing;
  latestNotice.value = null;
  try {
    const thinned = thinDrawing(drawing, MAX_POINTS);
    const sent = { strokes: thinned.map((stroke) => stroke.map(([x, y]): [number, number] => [x, y])), size: SIDE };
    const prediction = await client.createPrediction({ ...sent, id: predictionIdOf(drawing) }, withPatience());
    batch(() => {
      const given: Answer = { recognition: prediction, provenance: { kind: 'logged', id: prediction.id } };
      answers.value = new Map(answers.value).set(drawing, given);
      remember({ ...prediction, ink: sent, label: null, pixels: null });
    });
  } catch (error) {
    if (drawing !== finishedDrawing.value) return;
    const message = `${sentenceFor(error)} Your drawing is still here.`;
    latestNotice.value = { drawing, message, isError: true, canRetry: isWorthRetrying(error) };
  } finally {
    if (sending.value === drawing) sending.value = null;
  }
}

/** Puts a new prediction first; one that is there already, sent again, stays as it is. */
function remember(prediction: LoggedPrediction): void {
  if (latestPredictions.value.some(({ id }) => id === prediction.id)) return;
  updateClock();
  latestPredictions.value = [prediction, ...latestPredictions.value];
}

/** Loads the next page of the latest predictions: the first, to begin with. */
export async function loadPredictions(): Promise<void> {
  listStatus.value = { state: 'loading', message: '' };
  try {
    const cursor = nextCursor.value;
    const page = await client.listPredictions(
      { limit: PAGE_SIZE, ...(cursor === null ? {} : { cursor }) },
      withPatience(),
    );
    const known = new Set(latestPredictions.value.map(({ id }) => id));
    batch(() => {
      updateClock();
      latestPredictions.value = [...latestPredictions.value, ...page.items.filter(({ id }) => !known.has(id))];
      nextCursor.value = page.nextCursor;
      listStatus.value = { state: 'loaded', message: '' };
    });
  } catch (error) {
    listStatus.value = {
      state: 'failed',
      message: `The latest predictions could not be loaded. ${sentenceFor(error)}`,
    };
  }
}

function setLabelError(id: string, message: string | null): void {
  const errors = new Map(labelErrors.value);
  if (message === null) errors.delete(id);
  else errors.set(id, message);
  labelErrors.value = errors;
}

const saveLabel = createLabelSaver({
  put: async (id, label) => {
    await client.setLabel(id, label, withPatience());
  },
  show: (id, label) => {
    latestPredictions.value = latestPredictions.value.map((prediction) =>
      prediction.id === id ? { ...prediction, label } : prediction,
    );
  },
  fail: (id, error) => setLabelError(id, `The digit was not saved. ${sentenceFor(error)}`),
});

/** Says which digit a prediction's drawing really is; the same digit again takes that back. */
export function toggleLabel(prediction: LoggedPrediction, digit: number): void {
  const label: Label = prediction.label === digit ? null : digit;
  setLabelError(prediction.id, null);
  void saveLabel(prediction.id, label, prediction.label);
}
