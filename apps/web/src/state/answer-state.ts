// The answer to what is shown, drawing or picture: from the model in this browser while drawing, and from the server once it is logged.
import type { Prediction } from '@digits/contract/client';
import type { Recognition } from '@digits/recognizer';
import { computed } from '@preact/signals';
import { browserModel, drawingRecognition, liveRecognition } from '../recognition/live-recognition.js';
import { isPenDown } from './drawing-state.js';
import { type LoggedPrediction, labelErrors, predictionsById, toggleLabel } from './logged-predictions.js';
import { picture } from './picture-state.js';
import { loggedDrawing, submitDrawing, toggleWaitingLabel, waitingSubmission } from './submissions.js';

/** What the page shows of an answer: what the API gives. */
export type ShownRecognition = Omit<Recognition, 'notDigit'>;

export interface Answer {
  readonly recognition: ShownRecognition;
  /** The model that gave it. */
  readonly model: { readonly name: string; readonly version: string };
  /** Whether the server has logged it, it waits to be sent, or it is only what this browser says. */
  readonly state: 'live' | 'waiting' | 'logged';
  /** True while the pen is down: it may change with the next move. */
  readonly isPassing: boolean;
  /** The digits of a picture of several. */
  readonly digits: NonNullable<Prediction['digits']>;
  readonly label: number | null;
}

/** The logged prediction of the picture that is shown. */
const loggedPicture = () => (picture.value && predictionsById.value.get(picture.value.id)) ?? null;

function fromLog(logged: LoggedPrediction): Answer {
  const { model, label, digits = [] } = logged;
  return { recognition: logged, model, state: 'logged', isPassing: false, digits, label };
}

function ofPicture(): Answer | null {
  const logged = loggedPicture();
  return logged && fromLog(logged);
}

function ofDrawing(): Answer | null {
  const logged = loggedDrawing.value;
  if (logged) return fromLog(logged);
  const waiting = waitingSubmission.value;
  // What waits for the server is answered here, also where the person wants no answers while drawing.
  const read = waiting ? drawingRecognition.value : liveRecognition.value;
  const model = browserModel.value;
  if (!read || !model) return null;
  return {
    recognition: read.recognition,
    model,
    state: waiting ? 'waiting' : 'live',
    isPassing: isPenDown.value,
    digits: [],
    label: waiting?.label ?? null,
  };
}

/** The answer to what is shown; null while there is none. */
export const answer = computed<Answer | null>(() => (picture.value ? ofPicture() : ofDrawing()));

/** The logged prediction of what is shown. */
export const answeredPrediction = computed(() => (picture.value ? loggedPicture() : loggedDrawing.value));

/** Whether the person can say now which digit it really is: not of a moving pen, and not of several digits at once. */
export const canLabel = computed(() => {
  const shown = answer.value;
  return shown !== null && !shown.isPassing && shown.digits.length < 2;
});

/** Why the label of what is shown was not saved. */
export const labelError = computed(() => {
  const id = answeredPrediction.value?.id;
  return id === undefined ? undefined : labelErrors.value.get(id);
});

/** Says which digit it really is, of what is shown; a drawing that was not submitted yet is, with that. */
export function labelAnswer(digit: number): void {
  const logged = answeredPrediction.value;
  const waiting = waitingSubmission.value;
  if (!canLabel.value) return;
  if (logged) toggleLabel(logged, digit);
  else if (picture.value) return;
  else if (waiting) void toggleWaitingLabel(waiting, digit);
  else void submitDrawing(digit);
}
