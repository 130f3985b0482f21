// Keyset cursors: "after this key, in this order", opaque to clients. Rows that arrive or go between two pages neither
// repeat nor hide others, as they would with offsets.
import { CursorError } from './store-error.js';

export type Order = 'newest' | 'oldest';

const MAX_KEY = 2n ** 63n - 1n;

/** The cursor that continues after the row with `key`. */
export function encodeCursor(order: Order, key: string): string {
  return Buffer.from(`${order}:${key}`).toString('base64url');
}

/**
 * The key in a cursor.
 * @throws CursorError when `cursor` is none, or was given for the other order.
 */
export function decodeCursor(cursor: string, order: Order): string {
  const text = Buffer.from(cursor, 'base64url').toString('latin1');
  const [, cursorOrder, key] = /^(newest|oldest):([1-9]\d{0,18})$/.exec(text) ?? [];
  // Decoding skips characters that do not belong; encoding again shows whether there were any.
  if (key === undefined || BigInt(key) > MAX_KEY || Buffer.from(text, 'latin1').toString('base64url') !== cursor) {
    throw new CursorError('This cursor was not given out here: use `nextCursor` of the page before, unchanged.');
  }
  if (cursorOrder !== order) {
    throw new CursorError(`This cursor belongs to order=${cursorOrder}: keep the order from page to page.`);
  }
  return key;
}
