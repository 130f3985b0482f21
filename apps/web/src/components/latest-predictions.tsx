// The latest predictions, newest first; each opens to be looked at and corrected.
import { signal } from '@preact/signals';
import { formatPercentage } from '../format/percentage.js';
import { formatDateTime, formatRelativeTime } from '../format/relative-time.js';
import { now } from '../state/clock.js';
import {
  hasMore,
  type LoggedPrediction,
  latestPredictions,
  listStatus,
  loadPredictions,
} from '../state/predictions-state.js';
import { PredictionDialog } from './prediction-dialog.js';
import { Thumbnail } from './thumbnail.js';

/** The prediction whose dialog is open. */
const openId = signal<string | null>(null);

/** Whether the person agreed: said by a sign and words, not by colour alone. */
function Verdict({ prediction: { digit, label } }: { readonly prediction: LoggedPrediction }) {
  if (label === null) return null;
  if (label === digit) return <span class="verdict is-right">✓ Right</span>;
  return <span class="verdict is-wrong">✗ It was {label}</span>;
}

function Card({ prediction }: { readonly prediction: LoggedPrediction }) {
  const time = Date.parse(prediction.createdAt);
  return (
    <li class="card">
      <button type="button" class="card-button" aria-haspopup="dialog" onClick={() => (openId.value = prediction.id)}>
        <Thumbnail prediction={prediction} />
        <span class="card-line">
          <strong class="card-digit">{prediction.digit ?? '–'}</strong>
          <span class="card-confidence">
            {prediction.digit === null ? 'Not a digit' : formatPercentage(prediction.confidence)}
          </span>
        </span>
        <span class="card-foot">
          <time dateTime={prediction.createdAt} title={formatDateTime(time)}>
            {formatRelativeTime(time, now.value)}
          </time>
          <Verdict prediction={prediction} />
        </span>
      </button>
    </li>
  );
}

function Footer() {
  const { state, message } = listStatus.value;
  if (state === 'failed') {
    return (
      <div class="notice is-error" role="alert">
        <p>{message}</p>
        <button type="button" class="button" onClick={() => void loadPredictions()}>
          Try again
        </button>
      </div>
    );
  }
  if (latestPredictions.value.length === 0) {
    return state === 'loaded' ? <p class="empty-state">Nothing yet. What you draw and submit shows up here.</p> : null;
  }
  if (!hasMore.value) return null;
  return (
    <button type="button" class="button" aria-busy={state === 'loading'} onClick={() => void loadPredictions()}>
      Show more
    </button>
  );
}

export function LatestPredictions() {
  const open = latestPredictions.value.find(({ id }) => id === openId.value);
  return (
    <section class="latest" aria-labelledby="latest-heading">
      <h2 id="latest-heading">Latest predictions</h2>
      <ul class="cards">
        {latestPredictions.value.map((prediction) => (
          <Card key={prediction.id} prediction={prediction} />
        ))}
      </ul>
      <div class="latest-footer">
        <Footer />
      </div>
      {open && <PredictionDialog key={open.id} prediction={open} onClose={() => (openId.value = null)} />}
    </section>
  );
}
