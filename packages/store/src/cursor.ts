// Keyset cursors: "after this row, in this order", opaque to clients. Rows that arrive or go between two pages neither
// repeat nor hide others, as they would with offsets.
import type { PredictionOrder } from '@digits/contract';
import { CursorError } from './store-error.js';

/** What a row is ordered by, and so where a page ends: its key, a bigint as text, and its confidence. */
export interface Place {
  readonly key: string;
  /** 0–1; null in orders that it does not count in. */
  readonly confidence: number | null;
}

const MAX_KEY = 2n ** 63n - 1n;

/** Whether rows of that order stand by confidence, and only within it by key. */
export const isByConfidence = (order: PredictionOrder): boolean => order === 'leastSure' || order === 'mostSure';

/** The cursor that continues after the row at `place`. */
export function encodeCursor(order: PredictionOrder, { key, confidence }: { key: string; confidence: number }): string {
  const text = isByConfidence(order) ? `${order}:${confidence}:${key}` : `${order}:${key}`;
  return Buffer.from(text).toString('base64url');
}

/** The confidence that `text` is to the last bit, as encodeCursor writes it; undefined where it is none. */
function parseConfidence(text: string): number | undefined {
  const confidence = Number(text);
  return String(confidence) === text && confidence >= 0 && confidence <= 1 ? confidence : undefined;
}

/** The order and the place in a cursor; undefined where encodeCursor did not write it. */
function parse(cursor: string): { readonly order: string; readonly place: Place } | undefined {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  // Decoding skips characters that do not belong; encoding again shows whether there were any.
  if (Buffer.from(text, 'latin1').toString('base64url') !== cursor) return undefined;
  const [, arrival, sureness, number, key = ''] =
    /^(?:(newest|oldest)|(leastSure|mostSure):([\d.e-]{1,30})):([1-9]\d{0,18})$/.exec(text) ?? [];
  const order = arrival ?? sureness;
  if (order === undefined || BigInt(key) > MAX_KEY) return undefined;
  const confidence = number === undefined ? null : parseConfidence(number);
  return confidence === undefined ? undefined : { order, place: { key, confidence } };
}

/**
 * The place in a cursor.
 * @throws CursorError when `cursor` is none, or was given for another order.
 */
export function decodeCursor(cursor: string, order: PredictionOrder): Place {
  const parsed = parse(cursor);
  if (!parsed) {
    throw new CursorError('This cursor was not given out here: use `nextCursor` of the page before, unchanged.');
  }
  if (parsed.order !== order) {
    throw new CursorError(`This cursor belongs to order=${parsed.order}: keep the order from page to page.`);
  }
  return parsed.place;
}
