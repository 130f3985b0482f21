// One page of the history, as the server gave it.
import { ProblemError } from '@digits/contract/client';
import { batch, signal } from '@preact/signals';
import { apiFilters, type HistoryFilters } from '../history/history-query.js';
import { client, withPatience } from './api.js';
import { updateClock } from './clock.js';
import { forgetPredictions, type LoggedPrediction } from './logged-predictions.js';
import { sentenceFor } from './request-errors.js';
import { discardWaiting } from './submissions.js';

const PAGE_SIZE = 24;

export interface HistoryPage {
  readonly state: 'loading' | 'loaded' | 'failed';
  readonly items: readonly LoggedPrediction[];
  /** Which question the items answer: those of another are another list, not the same one moved. */
  readonly question: number;
  readonly nextCursor: string | null;
  /** Why it could not be loaded. */
  readonly message: string;
}

export const historyPage = signal<HistoryPage>({
  state: 'loading',
  items: [],
  question: 0,
  nextCursor: null,
  message: '',
});

/** Counts what was asked for: an answer to an earlier question is not shown. */
let asked = 0;

/** Loads a page: the first, or the one after `cursor`. What is shown stays until it is there. */
export async function loadHistory(filters: HistoryFilters, cursor?: string): Promise<void> {
  asked += 1;
  const question = asked;
  historyPage.value = { ...historyPage.value, state: 'loading', message: '' };
  const place = cursor === undefined ? {} : { cursor };
  try {
    const query = { limit: PAGE_SIZE, order: filters.order, ...apiFilters(filters), ...place };
    const { items, nextCursor } = await client.listPredictions(query, withPatience());
    if (question !== asked) return;
    batch(() => {
      updateClock();
      historyPage.value = { state: 'loaded', items, question, nextCursor, message: '' };
    });
  } catch (error) {
    if (question !== asked) return;
    // A cursor of another order, or of nobody: the page that it names is not there, the first is.
    if (cursor !== undefined && error instanceof ProblemError && error.problem.status === 422) {
      return loadHistory(filters);
    }
    const message = `The history could not be loaded. ${sentenceFor(error)}`;
    historyPage.value = { state: 'failed', items: [], question, nextCursor: null, message };
  }
}

/** Deletes all that the visitor ever submitted, also what waits to be sent. @throws as the client does */
export async function deleteEverything(): Promise<void> {
  await discardWaiting();
  await client.deleteAllPredictions(withPatience());
  // A list that is on its way would bring back what is gone.
  asked += 1;
  forgetPredictions();
  historyPage.value = { state: 'loaded', items: [], question: asked, nextCursor: null, message: '' };
}

/** Deletes one prediction. @throws as the client does */
export async function deleteOne(id: string): Promise<void> {
  await client.deletePrediction(id, withPatience());
  forgetPredictions(id);
}
