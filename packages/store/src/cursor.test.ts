import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.js';
import { CursorError } from './store-error.js';

const orders = fc.constantFrom('newest', 'oldest', 'leastSure', 'mostSure');
const keys = fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String);
const confidences = fc.double({ min: 0, max: 1, noNaN: true });
const place = { key: '12345', confidence: 0.75 };
const encodeText = (text: string) => Buffer.from(text).toString('base64url');

test('a cursor gives back its place to the last bit, in the order it was made for', () => {
  fc.assert(
    fc.property(orders, keys, confidences, (order, key, confidence) => {
      const isSure = order === 'leastSure' || order === 'mostSure';
      expect(decodeCursor(encodeCursor(order, { key, confidence }), order)).toEqual({
        key,
        confidence: isSure ? confidence : null,
      });
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
  ['a key beyond bigint', encodeCursor('newest', { ...place, key: String(2n ** 63n) })],
  ['a key of zero', encodeText('newest:0')],
  ['a negative key', encodeText('newest:-1')],
  ['SQL for a key', encodeText('newest:1 OR 1=1')],
  ['a confidence where none counts', encodeText('newest:0.5:1')],
  ['padding added', `${encodeCursor('newest', place)}=`],
  ['a character added', `${encodeCursor('newest', place)}!`],
  ['nothing', ''],
])('%s is refused', (_what, cursor) => {
  expect(() => decodeCursor(cursor, 'newest')).toThrow('was not given out here');
});

test.each(['', '1.5', '-0.5', '-1', '.5', '0.50', '00', 'e', '1e', '0e5', 'NaN', 'Infinity', `0.${'1'.repeat(40)}`])(
  'the confidence %j is refused',
  (confidence) => {
    const cursor = encodeText(`leastSure:${confidence}:7`);
    expect(() => decodeCursor(cursor, 'leastSure')).toThrow('was not given out here');
  },
);

test('no confidence at all is refused', () => {
  expect(() => decodeCursor(encodeText('leastSure:7'), 'leastSure')).toThrow('was not given out here');
});

test('a cursor of another order is refused', () => {
  expect(() => decodeCursor(encodeCursor('oldest', place), 'newest')).toThrow('order=oldest');
  expect(() => decodeCursor(encodeCursor('leastSure', place), 'mostSure')).toThrow('order=leastSure');
  expect(() => decodeCursor(encodeCursor('mostSure', place), 'newest')).toThrow('order=mostSure');
});
