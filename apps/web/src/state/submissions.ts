// What was submitted: on its way, waiting for a connection, or refused; and what becomes of it.
import type { Prediction } from '@digits/contract/client';
import { computed, effect, signal } from '@preact/signals';
import type { Drawing } from '../drawing/drawing.js';
import { SIDE } from '../drawing/drawing.js';
import { strokesToSend } from '../recognition/recognize-drawing.js';
import { settings } from '../settings/settings.js';
import { createOutbox } from '../submission/outbox.js';
import { openOutboxStore, type Submission } from '../submission/outbox-store.js';
import { client, withPatience } from './api.js';
import { finishedDrawing, ink, keepDrawing, penFinished, takeDrawing } from './drawing-state.js';
import {
  hasMore,
  listStatus,
  predictionsById,
  rememberOlder,
  rememberPrediction,
  setPixels,
  toggleLabel,
} from './logged-predictions.js';
import { closePicture, picture, updatePicture } from './picture-state.js';
import { knownPredictionId, predictionIdOf } from './prediction-id.js';
import { sentenceFor } from './request-errors.js';

/** A pen that has rested for so long has finished its drawing, where drawings are submitted by themselves; ms. */
const REST_MS = 1_500;
/** How long to wait before what waits is tried again, ms; doubled each time, up to the last. */
const FIRST_WAIT_MS = 2_000;
const LAST_WAIT_MS = 60_000;
/** How long to wait before looking whether a stroke has ended, ms. */
const AFTER_STROKE_MS = 500;

/** What a person is told about one drawing, or one picture; gone with it. */
export interface Notice {
  readonly subject: Drawing | string;
  readonly message: string;
  readonly isError: boolean;
}

/** What is shown: the picture, by its id, or the drawing; null while a stroke is under way. */
const subject = () => picture.value?.id ?? finishedDrawing.value;

const latestNotice = signal<Notice | null>(null);
/** What the person is told about what is shown. */
export const notice = computed(() => {
  const latest = latestNotice.value;
  return latest && latest.subject === subject() ? latest : null;
});
// Drawing on is the answer to a notice; coming back to its drawing by Undo does not bring it back.
ink.subscribe(() => {
  latestNotice.value = null;
});

/** What the server does not have yet, oldest first. */
export const waiting = signal<readonly Submission[]>([]);
/** Why what waits could not be sent when it was last tried, for the person. */
export const waitingReason = signal('');
/** Ids on their way for the first time. */
const sending = signal<ReadonlySet<string>>(new Set());

/** The id under which what is on the canvas was submitted; null where it was not. */
const presentId = () => finishedDrawing.value && knownPredictionId(finishedDrawing.value);
/** The submission of what is on the canvas, while the server does not have it. */
export const waitingSubmission = computed(() => {
  const list = waiting.value;
  const id = presentId();
  return list.find((submission) => submission.id === id) ?? null;
});
export const isSending = computed(() => {
  const ids = sending.value;
  const id = presentId();
  return id !== null && ids.has(id);
});

/** In one tab of the browser at a time; where locks are missing (http in a LAN), in each: an id is logged once anyway. */
async function exclusively(work: () => Promise<void>): Promise<void> {
  let hasBegun = false;
  const begin = () => {
    hasBegun = true;
    return work();
  };
  if (!('locks' in navigator)) return begin();
  try {
    await navigator.locks.request('outbox', begin);
  } catch (error) {
    // They are forbidden, too, where a person lets pages keep nothing.
    if (hasBegun) throw error;
    await begin();
  }
}

/** Fetches the pixels that the model saw of a picture. */
async function loadPixels(id: string): Promise<void> {
  try {
    const { pixels } = await client.getPrediction(id, withPatience());
    updatePicture(id, { pixels });
    setPixels(id, pixels);
  } catch {
    // The answer is there; only its small picture, and a look inside, are missing until the page is loaded anew.
  }
}

let retryTimer: ReturnType<typeof setTimeout> | undefined;
let wait = FIRST_WAIT_MS;

function tryAgainLater(): void {
  clearTimeout(retryTimer);
  // However many were tried: once a time.
  retryTimer = setTimeout(() => {
    wait = Math.min(2 * wait, LAST_WAIT_MS);
    void sendWaiting();
  }, wait);
}

function openTabs(): BroadcastChannel | null {
  try {
    return new BroadcastChannel('outbox');
  } catch {
    // Missing, or forbidden where a person lets pages keep nothing.
    return null;
  }
}

/** Other tabs of this browser, which show what this one sends for them. */
const tabs = openTabs();

/** Shows what the server now has. */
function showDelivered({ request, label }: Submission, prediction: Prediction): void {
  waitingReason.value = '';
  const isDrawing = 'strokes' in request;
  rememberPrediction({ ...prediction, label, ink: isDrawing ? request : null, pixels: null });
  if (!isDrawing) void loadPixels(prediction.id);
}

const outbox = createOutbox({
  store: openOutboxStore(),
  client,
  patience: withPatience,
  exclusively,
  onDelivered(submission, prediction) {
    wait = FIRST_WAIT_MS;
    showDelivered(submission, prediction);
    tabs?.postMessage({ submission, prediction });
  },
  onRefused({ id, request }, error) {
    const message = sentenceFor(error);
    if (!('strokes' in request)) updatePicture(id, { error: message });
    const drawing = finishedDrawing.value;
    const isShown = drawing !== null && knownPredictionId(drawing) === id;
    if (isShown) tellAbout(drawing, `${message} Your drawing is still here.`);
    // Nobody looks at it any more, but it must not be gone without a word.
    else if (picture.value?.id !== id) tell(`A drawing that waited was not taken. ${message}`);
  },
  onWaiting(_, error) {
    waitingReason.value = sentenceFor(error);
    tryAgainLater();
  },
  onChange(submissions) {
    waiting.value = submissions;
  },
});

tabs?.addEventListener('message', ({ data }: MessageEvent<{ submission: Submission; prediction: Prediction }>) => {
  showDelivered(data.submission, data.prediction);
  void outbox.refresh();
});

/** Sends what waits. */
export async function sendWaiting(): Promise<void> {
  clearTimeout(retryTimer);
  await outbox.flush().catch(tryAgainLater);
}

/** Takes away what waits, one submission or all: it is never sent. */
export async function discardWaiting(id?: string): Promise<void> {
  await outbox.discard(id);
  const shown = picture.value;
  if (shown && (id === undefined || id === shown.id) && !predictionsById.value.has(shown.id)) closePicture();
}

function tellAbout(drawing: Drawing, message: string, isError = true): void {
  latestNotice.value = { subject: drawing, message, isError };
}

/** Tells the person something about what is shown, until that changes. */
export function tell(message: string): void {
  const shown = subject();
  // Not in the midst of a stroke, which would end the notice, or the notice it.
  if (shown === null) setTimeout(() => tell(message), AFTER_STROKE_MS);
  else latestNotice.value = { subject: shown, message, isError: true };
}

/** Submits something under its id, and settles once it is delivered, refused, or waits. */
export async function submit(submission: Omit<Submission, 'submittedAt'>): Promise<void> {
  const { id } = submission;
  // Twice at once is once; but what the person says it is must not be lost.
  if (sending.value.has(id) && submission.label === null) return;
  sending.value = new Set(sending.value).add(id);
  try {
    await outbox.submit({ ...submission, submittedAt: Date.now() });
  } finally {
    sending.value = new Set([...sending.value].filter((other) => other !== id));
  }
}

/**
 * Sends the drawing to be recognised and logged. The same drawing sent again is the same prediction.
 * @param label which digit it really is, where the person says so.
 */
export async function submitDrawing(label: number | null = null): Promise<void> {
  const drawing = takeDrawing();
  if (drawing.length === 0) {
    tellAbout(drawing, 'Draw a digit first.', false);
    return;
  }
  latestNotice.value = null;
  const strokes = strokesToSend(drawing).map((stroke) => stroke.map(([x, y]): [number, number] => [x, y]));
  const id = predictionIdOf(drawing);
  keepDrawing();
  await submit({ id, request: { strokes, size: SIDE }, label });
}

/** Says what a submission that still waits really is; the same digit again takes that back. */
export async function toggleWaitingLabel(
  { id, label }: Pick<Submission, 'id' | 'label'>,
  digit: number,
): Promise<void> {
  const wanted = label === digit ? null : digit;
  if (await outbox.setLabel(id, wanted)) return;
  // It was delivered at this very moment.
  const logged = predictionsById.value.get(id);
  if (logged && logged.label !== wanted) toggleLabel(logged, digit);
}

/** Submits a drawing on which the pen has rested, if the person wants that. */
function submitAfterRest(): (() => void) | undefined {
  const drawing = finishedDrawing.value;
  // Only what the pen has just made: not what Undo or a reload has brought back.
  if (!settings.value.autoSubmit || !drawing || drawing !== penFinished.value) return;
  if (drawing.length === 0 || knownPredictionId(drawing) !== null) return;
  const timer = setTimeout(() => void submitDrawing(), REST_MS);
  return () => clearTimeout(timer);
}

/** Ids that the server was asked for. */
const lookedFor = new Set<string>();

/** Asks for the prediction of what is on the canvas where that was logged too long ago to be among the latest. */
function findLogged(): void {
  const id = presentId();
  const isKnown = id === null || predictionsById.value.has(id) || waitingSubmission.value !== null || isSending.value;
  if (isKnown || !hasMore.value || listStatus.value.state !== 'loaded' || lookedFor.has(id)) return;
  lookedFor.add(id);
  // What cannot be found is as if it had not been submitted: that can be done again.
  void client.getPrediction(id, withPatience()).then(rememberOlder, () => {});
}

/** Begins to send what waits from earlier visits, and whatever is submitted from now on. */
export function startSubmissions(): void {
  addEventListener('online', () => {
    wait = FIRST_WAIT_MS;
    void sendWaiting();
  });
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && waiting.value.length > 0) void sendWaiting();
  });
  effect(submitAfterRest);
  effect(findLogged);
  void sendWaiting();
}

/** The logged prediction of what is on the canvas; null while there is none. */
export const loggedDrawing = computed(() => {
  const known = predictionsById.value;
  const id = presentId();
  return (id !== null && known.get(id)) || null;
});
