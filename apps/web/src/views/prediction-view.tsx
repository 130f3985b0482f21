// One prediction: what was drawn, what was read, what it was. Whoever has its address can see it; only its owner can change it.

import { type PredictionDetails, ProblemError } from '@digits/contract/client';
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { useLocation, useRoute } from 'preact-iso';
import { ConfirmDialog } from '../components/confirm-dialog.js';
import { DigitPicker } from '../components/digit-picker.js';
import { DigitRow } from '../components/digit-row.js';
import { Time, Verdict } from '../components/prediction-card.js';
import { Bars, hintFor } from '../components/probabilities.js';
import { Thumbnail } from '../components/thumbnail.js';
import { useTitle } from '../components/use-title.js';
import { areDigits, formatRow } from '../format/digit.js';
import { formatPercentage } from '../format/percentage.js';
import { formatDateTime } from '../format/relative-time.js';
import { isUuid } from '../format/uuid.js';
import { browserModel } from '../recognition/live-recognition.js';
import { type Rerun, rerunPrediction } from '../recognition/rerun-prediction.js';
import { announce } from '../state/announcement.js';
import { client, withPatience } from '../state/api.js';
import { deleteOne, historyPage } from '../state/history-state.js';
import { forgetLabelError, labelErrors, labelShown, onLabel, toggleLabel } from '../state/logged-predictions.js';
import { sentenceFor } from '../state/request-errors.js';
import NotFoundView from './not-found-view.js';

const saying = (digit: number | null, confidence: number) =>
  digit === null ? 'Not a digit' : `${digit}, ${formatPercentage(confidence)} sure`;

const COPY = 'Copy its address';
/** How long it is said that an address was copied, ms. */
const SAID_MS = 3_000;

/** The same ink, read by the model of today. */
function RunAgain({ prediction }: { readonly prediction: PredictionDetails }) {
  const rerun = useSignal<Rerun | null>(null);
  const model = browserModel.value;
  return (
    <div class="rerun">
      <button
        type="button"
        class="button"
        disabled={!model}
        onClick={() => {
          if (model) rerun.value = rerunPrediction(model, prediction);
        }}
      >
        Read it again
      </button>
      <p role="status">
        {rerun.value
          ? `${rerun.value.model} says: ${saying(rerun.value.digit, rerun.value.confidence)}.`
          : model && `With ${model.name} ${model.version}, in your browser.`}
      </p>
    </div>
  );
}

function ShareLink() {
  const text = useSignal(COPY);
  useEffect(() => {
    if (text.value === COPY) return;
    announce(text.value);
    const timer = setTimeout(() => (text.value = COPY), SAID_MS);
    return () => clearTimeout(timer);
  }, [text.value]);
  return (
    <button
      type="button"
      class="button"
      onClick={async () => {
        try {
          // Missing on http, other than localhost.
          await navigator.clipboard.writeText(location.href);
          text.value = 'Address copied';
        } catch {
          text.value = 'Copy it from the address bar';
        }
      }}
    >
      {text.value}
    </button>
  );
}

function Details({ prediction }: { readonly prediction: PredictionDetails }) {
  const { createdAt, model, source, latencyMs } = prediction;
  return (
    <dl class="details">
      <dt>When</dt>
      <dd>
        {formatDateTime(Date.parse(createdAt))} (<Time at={createdAt} />)
      </dd>
      <dt>Model</dt>
      <dd>
        {model.name} {model.version}
      </dd>
      <dt>Source</dt>
      <dd>{source === 'draw' ? 'Drawn' : 'A picture'}</dd>
      <dt>Took</dt>
      <dd>{latencyMs.toFixed(1)} ms on the server</dd>
    </dl>
  );
}

/** The ink as it was drawn, and as the model saw it; of a picture there is only that. */
function Ink({ prediction }: { readonly prediction: PredictionDetails }) {
  const { ink, pixels } = prediction;
  if (!ink) {
    return (
      <figure class="prediction-ink is-picture">
        <Thumbnail prediction={prediction} />
        <figcaption>What the model saw. The picture itself is not kept.</figcaption>
      </figure>
    );
  }
  return (
    <div class="prediction-ink">
      <Thumbnail prediction={prediction} />
      <figure>
        <Thumbnail prediction={{ ink: null, pixels }} />
        <figcaption>What the model saw</figcaption>
      </figure>
    </div>
  );
}

function headingOf({ digit, digits }: PredictionDetails): string {
  if (digit !== null) return `Read as ${digit}`;
  return areDigits(digits) ? `${digits.length} digits: ${formatRow(digits)}` : 'Not read as a digit';
}

/** How sure the model was, and what a person says. */
function OneDigit({ prediction }: { readonly prediction: PredictionDetails }) {
  const { id, digit, confidence, probabilities, label, mine } = prediction;
  const error = labelErrors.value.get(id);
  const onPick = (picked: number) => toggleLabel({ id, label }, picked);
  useEffect(() => {
    labelShown.value = mine ? onPick : null;
    return () => {
      labelShown.value = null;
    };
  }, [id, label, mine]);
  useEffect(() => () => forgetLabelError(id), [id]);
  return (
    <>
      <p class="prediction-confidence">
        {digit === null ? '' : `${formatPercentage(confidence)} sure`} <Verdict digit={digit} label={label} />
      </p>
      <Bars probabilities={probabilities} digit={digit} isRefused={digit === null} />
      {mine && (
        <>
          <DigitPicker label="Correct digit" describedBy="label-hint" value={label} onPick={onPick} />
          <p id="label-hint" class={error ? 'label-hint is-error' : 'label-hint'} role="status">
            {error ?? hintFor(digit, label)}
          </p>
        </>
      )}
    </>
  );
}

function Delete({ id }: { readonly id: string }) {
  const { route } = useLocation();
  const isAsking = useSignal(false);
  return (
    <>
      <button type="button" class="button is-danger" onClick={() => (isAsking.value = true)}>
        Delete
      </button>
      {isAsking.value && (
        <ConfirmDialog
          title="Delete this prediction?"
          question="The drawing, the answer and its label are deleted. This cannot be undone."
          answer="Delete"
          busy="Deleting…"
          act={() => deleteOne(id)}
          // As it was left, where it was; going back from there must not lead to what is gone.
          onDone={() => route(historyPage.value.address || '/history', true)}
          onClose={() => (isAsking.value = false)}
        />
      )}
    </>
  );
}

function Prediction({ prediction }: { readonly prediction: PredictionDetails }) {
  const { id, digits, mine } = prediction;
  return (
    <article class="prediction">
      <Ink prediction={prediction} />
      <div class="prediction-answer">
        <h1>{headingOf(prediction)}</h1>
        {digits ? <DigitRow digits={digits} /> : <OneDigit prediction={prediction} />}
        <Details prediction={prediction} />
        {!digits && <RunAgain prediction={prediction} />}
        <div class="prediction-actions">
          <ShareLink />
          {mine && <Delete id={id} />}
        </div>
      </div>
    </article>
  );
}

function PredictionOf({ id }: { readonly id: string }) {
  const shown = useSignal<PredictionDetails | null>(null);
  const failure = useSignal<{ readonly message: string; readonly isGone: boolean } | null>(null);
  const failed = failure.value && (failure.value.isGone ? 'Nothing is here' : 'This prediction could not be loaded');
  useTitle(failed ?? (shown.value ? headingOf(shown.value) : 'Prediction'));

  /** The id that is to be shown now: an answer about another one comes too late. */
  const wanted = useRef(id);
  wanted.current = id;

  const load = async () => {
    failure.value = null;
    try {
      const prediction = await client.getPrediction(id, withPatience());
      if (wanted.current === id) shown.value = prediction;
    } catch (error) {
      if (wanted.current !== id) return;
      const isGone = error instanceof ProblemError && [400, 404, 422].includes(error.problem.status);
      const message = isGone ? 'There is no prediction at this address. It may have been deleted.' : sentenceFor(error);
      failure.value = { message, isGone };
    }
  };
  useEffect(() => {
    shown.value = null;
    void load();
    return onLabel((labelled, label) => {
      if (shown.value && labelled === id) shown.value = { ...shown.value, label };
    });
  }, [id]);

  return (
    <div class="view" aria-busy={!shown.value && !failure.value}>
      {!shown.value && !failure.value && <p class="loading">Loading…</p>}
      {shown.value && <Prediction prediction={shown.value} />}
      {failure.value && (
        <>
          <h1>{failed}</h1>
          <div class="notice" role="alert">
            <p>{failure.value.message}</p>
            {failure.value.isGone ? (
              <a class="button" href="/history">
                To the history
              </a>
            ) : (
              <button type="button" class="button" onClick={() => void load()}>
                Try again
              </button>
            )}
          </div>
        </>
      )}
    </div>
  );
}

export default function PredictionView() {
  const { id = '' } = useRoute().params;
  // What no id looks like is not asked for.
  return isUuid(id) ? <PredictionOf id={id} /> : <NotFoundView />;
}
