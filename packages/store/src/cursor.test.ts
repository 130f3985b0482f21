import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor, type Order } from './cursor.js';
import { CursorError } from './store-error.js';

const orders = fc.constantFrom<Order>('newest', 'oldest');

test('a cursor gives back its key, in the order it was made for', () => {
  fc.assert(
    fc.property(orders, fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), (order, key) => {
      expect(decodeCursor(encodeCursor(order, String(key)), order)).toBe(String(key));
    }),
  );
});

test('any other text is refused', () => {
  fc.assert(
    fc.property(orders, fc.oneof(fc.string(), fc.base64String(), fc.string({ unit: 'binary' })), (order, text) => {
      expect(() => decodeCursor(text, order)).toThrow(CursorError);
    }),
  );
});

test.each([
  ['a key beyond bigint', encodeCursor('newest', String(2n ** 63n))],
  ['a key of zero', encodeCursor('newest', '0')],
  ['a negative key', encodeCursor('newest', '-1')],
  ['SQL for a key', encodeCursor('newest', '1 OR 1=1')],
  ['padding added', `${encodeCursor('newest', '12345')}=`],
  ['a character added', `${encodeCursor('newest', '12345')}!`],
  ['nothing', ''],
])('%s is refused', (_what, cursor) => {
  expect(() => decodeCursor(cursor, 'newest')).toThrow('was not given out here');
});

test('a cursor of the other order is refused', () => {
  expect(() => decodeCursor(encodeCursor('oldest', '7'), 'newest')).toThrow('order=oldest');
});
