// All that the visitor has submitted: filtered, ordered, page by page, as the address says.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ConfirmDialog } from '../components/confirm-dialog.js';
import { HistoryFiltersForm } from '../components/history-filters.js';
import { PredictionCard } from '../components/prediction-card.js';
import { useTitle } from '../components/use-title.js';
import {
  apiFilters,
  type HistoryFilters,
  historyAddress,
  isFiltering,
  parseFilters,
} from '../history/history-query.js';
import { client } from '../state/api.js';
import { deleteEverything, historyPage, loadHistory } from '../state/history-state.js';
import { waiting } from '../state/submissions.js';

function Empty({ filters }: { readonly filters: HistoryFilters }) {
  if (isFiltering(filters)) {
    return (
      <p class="empty-state">
        Nothing fits these filters. <a href="/history">Show everything</a>.
      </p>
    );
  }
  return (
    <p class="empty-state">
      Nothing yet. <a href="/">Draw a digit</a> and submit it: it shows up here, for you alone.
    </p>
  );
}

interface ActionsProps {
  readonly filters: HistoryFilters;
  /** Nothing fits the filters. */
  readonly isEmpty: boolean;
}

function Export({ format, filters, isEmpty }: ActionsProps & { readonly format: 'csv' | 'json' }) {
  const text = `Export ${format.toUpperCase()}`;
  if (isEmpty) {
    return (
      <button type="button" class="button" disabled>
        {text}
      </button>
    );
  }
  return (
    <a class="button" href={client.exportUrl(format, apiFilters(filters))} download={`predictions.${format}`}>
      {text}
    </a>
  );
}

/** What can be done with all of it. */
function Actions({ filters, isEmpty }: ActionsProps) {
  const isAsking = useSignal(false);
  const isNothing = isEmpty && !isFiltering(filters) && waiting.value.length === 0;
  return (
    <div class="history-actions">
      <Export format="csv" filters={filters} isEmpty={isEmpty} />
      <Export format="json" filters={filters} isEmpty={isEmpty} />
      <button type="button" class="button is-danger" disabled={isNothing} onClick={() => (isAsking.value = true)}>
        Delete everything
      </button>
      {isAsking.value && (
        <ConfirmDialog
          title="Delete everything?"
          question="All that you ever submitted from this browser is deleted, with its labels. This cannot be undone."
          answer="Delete everything"
          act={deleteEverything}
          onClose={() => (isAsking.value = false)}
        />
      )}
    </div>
  );
}

export default function HistoryView() {
  useTitle('History');
  const { query, url } = useLocation();
  const filters = parseFilters(query);
  const cursor = query.cursor || undefined;
  useEffect(() => void loadHistory(filters, cursor), [url]);
  const { state, items, question, nextCursor, message } = historyPage.value;
  const isEmpty = state === 'loaded' && items.length === 0;
  return (
    <div class="view history">
      <div class="view-head">
        <h1>History</h1>
        <Actions filters={filters} isEmpty={isEmpty} />
      </div>
      <HistoryFiltersForm filters={filters} />
      <div class="history-results" aria-busy={state === 'loading'}>
        {state === 'failed' && (
          <div class="notice is-error" role="alert">
            <p>{message}</p>
            <button type="button" class="button" onClick={() => void loadHistory(filters, cursor)}>
              Try again
            </button>
          </div>
        )}
        {isEmpty && <Empty filters={filters} />}
        <ul key={question} class="cards">
          {items.map((prediction) => (
            <PredictionCard key={prediction.id} prediction={prediction} />
          ))}
        </ul>
        <nav class="paging" aria-label="Pages">
          {cursor !== undefined && (
            <a class="button" href={historyAddress(filters)}>
              First page
            </a>
          )}
          {nextCursor !== null && (
            <a class="button" href={historyAddress(filters, nextCursor)}>
              Next page
            </a>
          )}
        </nav>
      </div>
    </div>
  );
}
