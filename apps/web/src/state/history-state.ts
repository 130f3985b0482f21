// One page of the history, as the server gave it.
import { ProblemError } from '@digits/contract/client';
import { batch, signal } from '@preact/signals';
import { apiFilters, type HistoryFilters, historyAddress } from '../history/history-query.js';
import { announce } from './announcement.js';
import { client, withPatience } from './api.js';
import { updateClock } from './clock.js';
import { forgetPredictions, type LoggedPrediction, onLabel, toggleLabel } from './logged-predictions.js';
import { sentenceFor } from './request-errors.js';
import { discardWaiting } from './submissions.js';

const PAGE_SIZE = 24;

export interface HistoryPage {
  readonly state: 'loading' | 'loaded' | 'failed';
  readonly items: readonly LoggedPrediction[];
  /** The address that the items are of: those of another are another list, not the same one moved. */
  readonly address: string;
  readonly nextCursor: string | null;
  /** Why it could not be loaded. */
  readonly message: string;
}

export const historyPage = signal<HistoryPage>({
  state: 'loading',
  items: [],
  address: '',
  nextCursor: null,
  message: '',
});

onLabel((id, label) => {
  const { items } = historyPage.value;
  historyPage.value = {
    ...historyPage.value,
    items: items.map((item) => (item.id === id ? { ...item, label } : item)),
  };
});

/** Says which digit a listed prediction really is; the same digit again takes that back. */
export function labelListed(id: string, digit: number): void {
  const listed = historyPage.value.items.find((item) => item.id === id);
  if (listed) toggleLabel(listed, digit);
}

/** Counts what was asked for: an answer to an earlier question is not shown. */
let asked = 0;

const tellCount = ({ length }: HistoryPage['items']): void =>
  announce(length === 0 ? 'No predictions.' : length === 1 ? 'One prediction.' : `${length} predictions.`);

/** Takes away what is shown, unless it is what is at `address`: it would stand under another address's controls. */
export function clearHistory(address: string): void {
  if (historyPage.value.address === address) return;
  historyPage.value = { ...historyPage.value, state: 'loading', items: [], nextCursor: null };
}

/**
 * Loads a page: the first, or the one after `cursor`. What is shown stays until it is there.
 * @param address where it is shown
 */
export async function loadHistory(
  filters: HistoryFilters,
  cursor?: string,
  address = historyAddress(filters, cursor),
): Promise<void> {
  asked += 1;
  const question = asked;
  historyPage.value = { ...historyPage.value, state: 'loading', message: '' };
  const place = cursor === undefined ? {} : { cursor };
  try {
    const query = { limit: PAGE_SIZE, order: filters.order, ...apiFilters(filters), ...place };
    const { items, nextCursor } = await client.listPredictions(query, withPatience());
    if (question !== asked) return;
    const isNews = historyPage.value.address !== address;
    batch(() => {
      updateClock();
      historyPage.value = { state: 'loaded', items, address, nextCursor, message: '' };
    });
    if (isNews) tellCount(items);
  } catch (error) {
    if (question !== asked) return;
    // A cursor of another order, or of nobody: the page that it names is not there, the first is.
    if (cursor !== undefined && error instanceof ProblemError && error.problem.status === 422) {
      return loadHistory(filters, undefined, address);
    }
    const message = `The history could not be loaded. ${sentenceFor(error)}`;
    const shown = historyPage.value;
    // What was looked at anew is still what was there.
    const kept = shown.address === address ? shown : { ...shown, items: [], nextCursor: null };
    historyPage.value = { ...kept, state: 'failed', address, message };
  }
}

/** Deletes all that the visitor ever submitted, also what waits to be sent. @throws as the client does */
export async function deleteEverything(): Promise<void> {
  await client.deleteAllPredictions(withPatience());
  await discardWaiting();
  // A list that is on its way would bring back what is gone.
  asked += 1;
  forgetPredictions();
  historyPage.value = {
    ...historyPage.value,
    state: 'loaded',
    items: [],
    nextCursor: null,
    message: '',
  };
  announce('Everything is deleted.');
}

/** Deletes one prediction; one that is gone already is as good as deleted. @throws as the client does */
export async function deleteOne(id: string): Promise<void> {
  try {
    await client.deletePrediction(id, withPatience());
  } catch (error) {
    if (!(error instanceof ProblemError && error.problem.status === 404)) throw error;
  }
  forgetPredictions(id);
  historyPage.value = { ...historyPage.value, items: historyPage.value.items.filter((item) => item.id !== id) };
  announce('The prediction is deleted.');
}
