// The answer to the drawing or the picture: the digit, how sure the model is of it, and what else there is to say.
import { withArticle } from '../format/digit.js';
import { formatPercentage } from '../format/percentage.js';
import { modelState } from '../recognition/live-recognition.js';
import { settings } from '../settings/settings.js';
import { type Answer as AnswerData, answer, type ShownRecognition } from '../state/answer-state.js';
import { canClear } from '../state/drawing-state.js';
import { picture } from '../state/picture-state.js';
import { isSending, notice, sendWaiting, waiting, waitingReason, waitingSubmission } from '../state/submissions.js';
import { DigitRow } from './digit-row.js';

/** From this probability on, the second likeliest digit is worth a word. */
const WORTH_MENTIONING = 0.1;

const STATES = {
  live: 'Not submitted yet',
  waiting: 'Waiting to be sent',
  logged: 'Submitted',
} as const;

/** The second likeliest digit, where it is likely enough to be mentioned. */
function runnerUpOf({ digit, probabilities }: ShownRecognition): number | null {
  let best: number | null = null;
  probabilities.forEach((probability, candidate) => {
    if (candidate === digit || probability < WORTH_MENTIONING) return;
    if (best === null || probability > (probabilities[best] ?? 0)) best = candidate;
  });
  return best;
}

function remarkOn({ recognition, isPassing, digits }: AnswerData): string {
  if (digits.length > 1) return `${digits.length} digits, read from left to right.`;
  if (recognition.digit === null) {
    if (isPassing) return 'Go on…';
    const again = picture.value ? 'try another picture' : 'draw it again';
    return `This does not look like a digit. If it is one, say which below, or ${again}.`;
  }
  const runnerUp = runnerUpOf(recognition);
  return runnerUp === null ? 'sure' : `sure. It could also be ${withArticle(runnerUp)}.`;
}

/** The answer in one sentence, for screen readers; nothing while the pen moves. */
function announcementOf(shown: AnswerData | null): string {
  if (!shown || shown.isPassing) return '';
  const { recognition, digits, state } = shown;
  const logged = state === 'logged' ? ` ${STATES.logged}.` : '';
  if (digits.length > 1)
    return `${digits.map(({ digit }) => digit ?? 'unreadable').join(', ')}. ${remarkOn(shown)}${logged}`;
  if (recognition.digit === null) return remarkOn(shown) + logged;
  const remark = remarkOn(shown);
  const sentence = remark.endsWith('.') ? remark : `${remark}.`;
  return `It is ${withArticle(recognition.digit)}, ${formatPercentage(recognition.confidence)} ${sentence}${logged}`;
}

/** What to do, while there is no answer. */
function invitation(): string {
  if (picture.value) return 'Reading the picture…';
  if (!canClear.value) return 'The answer shows up here.';
  if (!settings.value.live || modelState.value === 'absent') return 'Submit to see what it is.';
  return modelState.value === 'failed'
    ? 'The model could not be loaded. Submit to see what it is.'
    : 'Loading the model…';
}

/** What is said of the answer; or else what keeps the drawing or the picture from being logged, and the way out. */
function Remark({ shown }: { readonly shown: AnswerData | null }) {
  const told = notice.value;
  if (told) {
    return (
      // The key makes it a new alert each time, which screen readers then speak again.
      <p key={told} class={told.isError ? 'notice is-error' : 'notice'} role="alert">
        {told.message}
      </p>
    );
  }
  const pictureError = picture.value?.error;
  if (pictureError) {
    return (
      <p class="notice is-error" role="alert">
        {pictureError}
      </p>
    );
  }
  const isWaiting = waitingSubmission.value !== null || waiting.value.some(({ id }) => id === picture.value?.id);
  if (!isWaiting || !waitingReason.value || isSending.value) {
    return <p class="remark">{shown ? remarkOn(shown) : invitation()}</p>;
  }
  return (
    <div class="notice" role="alert">
      <p>
        {waitingReason.value} {picture.value ? 'The picture' : 'Your drawing'} is kept on this device, and sent by
        itself.
      </p>
      <button type="button" class="button" onClick={() => void sendWaiting()}>
        Try again
      </button>
    </div>
  );
}

/** Who says so, and whether it is logged. */
function Provenance() {
  const shown = answer.value;
  if (!shown) return null;
  const { name, version } = shown.model;
  return (
    <p class="provenance">
      <span>{`${name} ${version}`}</span>
      <span class={`provenance-state is-${shown.state}`}>{isSending.value ? 'Sending…' : STATES[shown.state]}</span>
    </p>
  );
}

export function Answer() {
  const shown = answer.value;
  const digit = shown?.recognition.digit ?? null;
  const isRow = (shown?.digits.length ?? 0) > 1;
  return (
    <section class="answer" aria-label="Answer" aria-busy={isSending.value}>
      {isRow && shown && <DigitRow digits={shown.digits} />}
      <p class={digit === null ? 'answer-digit is-empty' : 'answer-digit'} hidden={isRow} data-testid="prediction">
        {digit ?? '–'}
      </p>
      {/* Another place on the page is another element: it does not seem to move. */}
      <div key={isRow} class="answer-text">
        <p class="confidence" hidden={isRow} data-testid="confidence">
          {shown && digit !== null ? formatPercentage(shown.recognition.confidence) : ''}
        </p>
        <Remark shown={shown} />
        <Provenance />
      </div>
      <p class="visually-hidden" role="status">
        {announcementOf(shown)}
      </p>
    </section>
  );
}
