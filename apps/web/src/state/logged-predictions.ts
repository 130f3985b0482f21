// The latest predictions that the server keeps, with their labels, as far as this page knows them.
import { type Prediction, type PredictionDetails, type PredictionRecord, ProblemError } from '@digits/contract/client';
import { batch, computed, signal } from '@preact/signals';
import { client, withPatience } from './api.js';
import { updateClock } from './clock.js';
import { createLabelSaver, type Label } from './label-saver.js';
import { closePicture, picture } from './picture-state.js';
import { forgetPredictionId } from './prediction-id.js';
import { sentenceFor } from './request-errors.js';

/** How many predictions are listed under the drawing. */
export const LATEST = 12;

/** A logged prediction as the page shows it; the drawing as strokes, or as the model's pixels for an upload. */
export type LoggedPrediction = Prediction &
  Pick<PredictionRecord, 'label'> & {
    readonly ink: {
      readonly strokes: readonly (readonly (readonly [x: number, y: number])[])[];
      readonly size: number;
    } | null;
    /** The 28×28 that the model saw, base64; null where the drawing says more. */
    readonly pixels: string | null;
  };

export interface ListStatus {
  readonly state: 'loading' | 'loaded' | 'failed';
  readonly message: string;
}

/** All that this page knows of, newest first. */
export const latestPredictions = signal<readonly LoggedPrediction[]>([]);
export const listStatus = signal<ListStatus>({ state: 'loading', message: '' });
/** Whether the server has more than it was asked for. */
const isCut = signal(false);
/** Those that are listed: what was logged longer ago is known, for the answers to drawings that Undo brings back. */
export const listedPredictions = computed(() => latestPredictions.value.slice(0, LATEST));
export const hasMore = computed(() => isCut.value || latestPredictions.value.length > LATEST);
/** Why a label was not saved, by the prediction's id. */
export const labelErrors = signal<ReadonlyMap<string, string>>(new Map());

export const predictionsById = computed<ReadonlyMap<string, LoggedPrediction>>(
  () => new Map(latestPredictions.value.map((prediction) => [prediction.id, prediction])),
);

/** Puts a new prediction first; one that is there already stays as it is. */
export function rememberPrediction(prediction: LoggedPrediction): void {
  if (predictionsById.value.has(prediction.id)) return;
  updateClock();
  latestPredictions.value = [prediction, ...latestPredictions.value];
}

/** Adds one of the visitor's that is older than those that are known. */
export function rememberOlder(prediction: LoggedPrediction & Pick<PredictionDetails, 'mine'>): void {
  if (!prediction.mine || predictionsById.value.has(prediction.id)) return;
  latestPredictions.value = [...latestPredictions.value, prediction];
}

/** Adds the 28×28 that the model saw of a prediction, base64. */
export function setPixels(id: string, pixels: string): void {
  latestPredictions.value = latestPredictions.value.map((known) => (known.id === id ? { ...known, pixels } : known));
}

/** Takes away what was deleted: one prediction, or all. */
export function forgetPredictions(id?: string): void {
  for (const gone of id === undefined ? predictionsById.value.keys() : [id]) forgetPredictionId(gone);
  latestPredictions.value = id === undefined ? [] : latestPredictions.value.filter((known) => known.id !== id);
  if (id === undefined) isCut.value = false;
  if (id === undefined || picture.value?.id === id) closePicture();
}

/** Loads the latest predictions. */
export async function loadPredictions(): Promise<void> {
  listStatus.value = { state: 'loading', message: '' };
  try {
    const page = await client.listPredictions({ limit: LATEST }, withPatience());
    const known = new Set(page.items.map(({ id }) => id));
    batch(() => {
      updateClock();
      // What was logged while the list was on its way is newer than all of it.
      latestPredictions.value = [...latestPredictions.value.filter(({ id }) => !known.has(id)), ...page.items];
      isCut.value = page.nextCursor !== null;
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
  if (message === null && !labelErrors.value.has(id)) return;
  const errors = new Map(labelErrors.value);
  if (message === null) errors.delete(id);
  else errors.set(id, message);
  labelErrors.value = errors;
}

/** Who wants to know of labels: lists other than the latest predictions. */
const labelListeners = new Set<(id: string, label: Label) => void>();

/** Calls `listener` whenever a prediction's label is shown anew; the returned function ends that. */
export function onLabel(listener: (id: string, label: Label) => void): () => void {
  labelListeners.add(listener);
  return () => labelListeners.delete(listener);
}

/** Only one's own predictions have digits to tap: the server not knowing them as such has to do with cookies. */
const labelFailure = (error: unknown): string =>
  error instanceof ProblemError && error.problem.status === 403
    ? 'This browser has not kept the cookie by which the server knows what is yours.'
    : sentenceFor(error);

const saveLabel = createLabelSaver({
  put: async (id, label) => {
    await client.setLabel(id, label, withPatience());
  },
  show: (id, label) => {
    latestPredictions.value = latestPredictions.value.map((prediction) =>
      prediction.id === id ? { ...prediction, label } : prediction,
    );
    for (const listener of labelListeners) listener(id, label);
  },
  fail: (id, error) => setLabelError(id, `The digit was not saved. ${labelFailure(error)}`),
});

/** Says which digit the prediction really is that has the view, or the focus, to itself; null where there is none. */
export const labelShown = signal<((digit: number) => void) | null>(null);

/** Forgets why a label was not saved: whoever comes back to it does not want to know. */
export const forgetLabelError = (id: string): void => setLabelError(id, null);

/** Says which digit a prediction's drawing really is; the same digit again takes that back. */
export function toggleLabel({ id, label }: Pick<LoggedPrediction, 'id' | 'label'>, digit: number): void {
  setLabelError(id, null);
  void saveLabel(id, label === digit ? null : digit, label);
}
