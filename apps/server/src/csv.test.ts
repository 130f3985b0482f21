import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CSV_HEADER, formatRow, recordToCsv } from './csv.js';

/** Reads one CSV row back, by RFC 4180. */
function parseRow(row: string): string[] {
  const cells: string[] = [];
  const pattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  for (const match of row.matchAll(pattern)) cells.push((match[1] ?? match[2] ?? '').replaceAll('""', '"'));
  return cells;
}

const startsFormula = /^[=+\-@\t\r]/;

test('cells come back as they were, whatever is in them, except that formulas are made text', () => {
  const cell = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.array(fc.constantFrom('"', ',', '\r', '\n', '=', '+', '@', "'", 'a')).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(fc.array(cell, { minLength: 1 }), (cells) => {
      const parsed = parseRow(formatRow(cells));
      expect(parsed).toEqual(cells.map((text) => (startsFormula.test(text) ? `'${text}` : text)));
      for (const text of parsed) expect(text).not.toMatch(startsFormula);
    }),
  );
});

test('numbers stay numbers, and nothing stays nothing', () => {
  expect(formatRow([-1.5, 0, 1e-7, null, 'x'])).toBe('-1.5,0,1e-7,,x\r\n');
});

test('the digits of a picture of several stand in one cell, as text', () => {
  const one = { digit: 3, confidence: 0.9, probabilities: [], box: { left: 0, top: 0, width: 1, height: 1 } };
  const record = {
    ...{ id: 'a', digit: null, confidence: 0, probabilities: [], rejected: true, createdAt: '', pixels: '' },
    ...({ label: null, labelledAt: null, source: 'upload', ink: null, latencyMs: 1 } as const),
    model: { name: 'm', version: '1' },
  };
  const cellOf = (digits: (typeof one | (Omit<typeof one, 'digit'> & { digit: null }))[]) => {
    const row = recordToCsv({ ...record, ...(digits.length > 0 && { digits }) });
    return parseRow(row)[parseRow(CSV_HEADER).indexOf('digits')];
  };
  expect(cellOf([one, { ...one, digit: null }, one])).toBe('3 ? 3');
  expect(cellOf([])).toBe('');
});
