// The answer to the drawing: the digit, how sure the model is of it, and what else there is to say.
import { withArticle } from '../format/digit.js';
import { formatPercentage } from '../format/percentage.js';
import { canClear } from '../state/drawing-state.js';
import { answer, isSending, notice, type ShownRecognition, submitDrawing } from '../state/predictions-state.js';

/** From this probability on, the second likeliest digit is worth a word. */
const WORTH_MENTIONING = 0.1;

/** The second likeliest digit, where it is likely enough to be mentioned. */
function runnerUpOf({ digit, probabilities }: ShownRecognition): number | null {
  let best: number | null = null;
  probabilities.forEach((probability, candidate) => {
    if (candidate === digit || probability < WORTH_MENTIONING) return;
    if (best === null || probability > (probabilities[best] ?? 0)) best = candidate;
  });
  return best;
}

function remarkOn(recognition: ShownRecognition): string {
  if (recognition.rejected || recognition.digit === null) {
    return 'This does not look like a digit. If it is one, say which below, or draw it again.';
  }
  const runnerUp = runnerUpOf(recognition);
  return runnerUp === null ? 'sure' : `sure. It could also be ${withArticle(runnerUp)}.`;
}

/** The answer in one sentence, for screen readers. */
function announcementOf(recognition: ShownRecognition): string {
  if (recognition.rejected || recognition.digit === null) return remarkOn(recognition);
  return `It is ${withArticle(recognition.digit)}, ${formatPercentage(recognition.confidence)} ${remarkOn(recognition)}`;
}

function Remark() {
  const told = notice.value;
  if (told) {
    return (
      // The key makes it a new alert each time, which screen readers then speak again.
      <div key={told} class={told.isError ? 'notice is-error' : 'notice'} role="alert">
        <p>{told.message}</p>
        {told.canRetry && (
          <button type="button" class="button" onClick={() => void submitDrawing()}>
            Try again
          </button>
        )}
      </div>
    );
  }
  if (answer.value) return <p class="remark">{remarkOn(answer.value.recognition)}</p>;
  return <p class="remark">{canClear.value ? 'Submit to see what it is.' : 'The answer shows up here.'}</p>;
}

export function Answer() {
  const recognition = answer.value?.recognition ?? null;
  const isDigit = recognition !== null && !recognition.rejected && recognition.digit !== null;
  return (
    <section class="answer" aria-label="Answer" aria-busy={isSending.value}>
      <p
        key={answer.value?.provenance.id}
        class={isDigit ? 'answer-digit' : 'answer-digit is-empty'}
        data-testid="prediction"
      >
        {isDigit ? recognition.digit : '–'}
      </p>
      <div class="answer-text">
        <p class="confidence" data-testid="confidence">
          {isDigit ? formatPercentage(recognition.confidence) : ''}
        </p>
        <Remark />
      </div>
      <p class="visually-hidden" role="status">
        {recognition ? announcementOf(recognition) : ''}
      </p>
    </section>
  );
}
