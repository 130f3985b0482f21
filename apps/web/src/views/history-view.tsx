// All that the visitor has submitted: filtered, ordered, page by page, as the address says.
import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { ConfirmDialog } from '../components/confirm-dialog.js';
import { HistoryFiltersForm } from '../components/history-filters.js';
import { PredictionCard } from '../components/prediction-card.js';
import { useTitle } from '../components/use-title.js';
import {
  apiFilters,
  type HistoryFilters,
  historyAddress,
  isBackwards,
  isFiltering,
  noFilters,
  parseFilters,
} from '../history/history-query.js';
import { client } from '../state/api.js';
import { clearHistory, deleteEverything, historyPage, labelListed, loadHistory } from '../state/history-state.js';
import { waiting } from '../state/submissions.js';

function Empty({ filters, isFirst }: { readonly filters: HistoryFilters; readonly isFirst: boolean }) {
  if (!isFirst) return <p class="empty-state">There is nothing more.</p>;
  if (isFiltering(filters)) {
    return (
      <p class="empty-state">
        {isBackwards(filters) ? 'The range is the wrong way round, so nothing fits it.' : 'Nothing fits these filters.'}{' '}
        <a href={historyAddress({ ...noFilters, order: filters.order })}>Show everything</a>.
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
  const { route } = useLocation();
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
          busy="Deleting…"
          act={deleteEverything}
          onDone={() => route('/history', true)}
          onClose={() => (isAsking.value = false)}
        />
      )}
    </div>
  );
}

export default function HistoryView() {
  useTitle('History');
  const { path, query } = useLocation();
  // While the next view is being loaded, this one still stands, at an address that is not its own.
  const own = useRef(query);
  if (path === '/history') own.current = query;
  const filters = parseFilters(own.current);
  const cursor = own.current.cursor || undefined;
  const address = historyAddress(filters, cursor);
  useLayoutEffect(() => clearHistory(address), []);
  useEffect(() => void loadHistory(filters, cursor), [address]);
  useEffect(() => {
    // Other tabs may have changed it.
    const refresh = () => document.visibilityState === 'visible' && void loadHistory(filters, cursor);
    document.addEventListener('visibilitychange', refresh);
    return () => document.removeEventListener('visibilitychange', refresh);
  }, [address]);
  const { state, items, nextCursor, message } = historyPage.value;
  /** Whether what is shown is what the controls say: the next page follows from no other. */
  const isOfAddress = historyPage.value.address === address;
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
        {isEmpty && <Empty filters={filters} isFirst={cursor === undefined} />}
        {state === 'loading' && items.length === 0 && <p class="loading">Loading…</p>}
        <ul key={historyPage.value.address} class="cards">
          {items.map((prediction) => (
            <PredictionCard
              key={prediction.id}
              prediction={prediction}
              {...(!prediction.digits && { onDigit: (digit) => labelListed(prediction.id, digit) })}
            />
          ))}
        </ul>
        <nav class="paging" aria-label="Pages">
          {cursor !== undefined && (
            <a class="button" href={historyAddress(filters)}>
              First page
            </a>
          )}
          {nextCursor !== null && isOfAddress && (
            <a class="button" href={historyAddress(filters, nextCursor)}>
              Next page
            </a>
          )}
        </nav>
      </div>
    </div>
  );
}
