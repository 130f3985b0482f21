// The history's address, there and back, and as the API is asked.
import { listQuerySchema } from '@digits/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  apiFilters,
  type HistoryFilters,
  historyAddress,
  isFiltering,
  noFilters,
  ORDERS,
  parseFilters,
} from './history-query.js';

const digits = [...'0123456789'];
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const percent = fc.integer({ min: 0, max: 100 }).map(String);
const anyFilters: fc.Arbitrary<HistoryFilters> = fc.record({
  digit: fc.constantFrom('', 'none', ...digits),
  label: fc.constantFrom('', 'yes', 'no', ...digits),
  verdict: fc.constantFrom('', 'right', 'wrong'),
  source: fc.constantFrom('', 'draw', 'upload'),
  least: fc.oneof(fc.constant(''), percent),
  most: fc.oneof(fc.constant(''), percent),
  from: fc.oneof(fc.constant(''), day),
  to: fc.oneof(fc.constant(''), day),
  order: fc.constantFrom(...ORDERS),
});

const parametersOf = (address: string) => Object.fromEntries(new URL(address, 'http://localhost').searchParams);

describe('the history’s address', () => {
  it('says nothing of what is as it is at first', () => {
    expect(historyAddress(noFilters)).toBe('/history');
    expect(historyAddress({ ...noFilters, digit: '0', order: 'oldest' }, 'abc')).toBe(
      '/history?digit=0&order=oldest&cursor=abc',
    );
    expect(isFiltering({ ...noFilters, order: 'mostSure' })).toBe(false);
    expect(isFiltering({ ...noFilters, digit: '0' })).toBe(true);
  });

  it('says all filters, and the API takes them', () => {
    fc.assert(
      fc.property(anyFilters, (filters) => {
        expect(parseFilters(parametersOf(historyAddress(filters)))).toEqual(filters);
        const asked = Object.entries({ order: filters.order, ...apiFilters(filters) });
        const query = Object.fromEntries(asked.map(([name, value]) => [name, String(value)]));
        expect(listQuerySchema.safeParse(query).error).toBeUndefined();
      }),
    );
  });

  it('leaves out what makes no sense', () => {
    const nonsense = {
      digit: '12',
      label: 'x',
      verdict: 'maybe',
      least: '101',
      from: '2026-13-45',
      to: '2026-02-31',
      order: 'sideways',
    };
    expect(parseFilters(nonsense)).toEqual(noFilters);
  });

  it.each(['2026-02-31', '0001-01-01', '9999-12-31', '2026-1-1'])('takes no day such as %s', (day) => {
    expect(parseFilters({ from: day, to: day })).toEqual(noFilters);
  });

  it('includes the last day', () => {
    const { from, to } = apiFilters({ ...noFilters, from: '2026-11-24', to: '2026-11-24' });
    expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(24 * 3600 * 1000);
  });
});
