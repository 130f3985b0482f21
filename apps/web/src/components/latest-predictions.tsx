// The latest predictions, newest first, and before them what still waits to be sent.
import { announce } from '../state/announcement.js';
import { hasMore, LATEST, listedPredictions, listStatus, loadPredictions } from '../state/logged-predictions.js';
import { discardWaiting, waiting } from '../state/submissions.js';
import type { Submission } from '../submission/outbox-store.js';
import { PredictionCard } from './prediction-card.js';
import { Thumbnail } from './thumbnail.js';

function WaitingCard({ id, request, label }: Submission) {
  return (
    <li class="card is-waiting">
      <Thumbnail prediction={{ ink: 'strokes' in request ? request : null, pixels: null }} />
      <span class="card-line">
        <span class="card-confidence">Waiting to be sent</span>
      </span>
      <span class="card-foot">
        <span>{label === null ? '' : `It was ${label}`}</span>
        <button
          type="button"
          class="link-button"
          onClick={() => void discardWaiting(id).then(() => announce('It is not sent.'))}
        >
          Don’t send
        </button>
      </span>
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
  if (listedPredictions.value.length === 0) {
    const isEmpty = state === 'loaded' && waiting.value.length === 0;
    return isEmpty ? <p class="empty-state">Nothing yet. What you draw and submit shows up here.</p> : null;
  }
  return (
    <a class="button" href="/history">
      {hasMore.value ? 'All of the history' : 'History'}
    </a>
  );
}

export function LatestPredictions() {
  return (
    <section class="latest" aria-labelledby="latest-heading">
      <h2 id="latest-heading">Latest predictions</h2>
      <ul class="cards">
        {waiting.value.map((submission) => (
          <WaitingCard key={submission.id} {...submission} />
        ))}
        {listedPredictions.value.slice(0, Math.max(1, LATEST - waiting.value.length)).map((prediction) => (
          <PredictionCard key={prediction.id} prediction={prediction} />
        ))}
      </ul>
      <div class="latest-footer">
        <Footer />
      </div>
    </section>
  );
}
