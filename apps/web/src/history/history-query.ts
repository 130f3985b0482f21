// What of the history is shown, as the address says it: filters, order and place, so that a view can be reloaded and passed on.
import type { ListQuery } from '@digits/contract/client';

export const ORDERS = ['newest', 'oldest', 'leastSure', 'mostSure'] as const;

/** The state of the controls: as text, as the address and the form have it; empty for "any". */
export interface HistoryFilters {
  /** "0" … "9", or "none" for what was refused. */
  readonly digit: string;
  /** "0" … "9" for the true digit, "yes" and "no" for whether there is one. */
  readonly label: string;
  readonly verdict: '' | 'right' | 'wrong';
  readonly source: '' | 'draw' | 'upload';
  /** Whole percents, 0–100: at least, and at most, so sure. */
  readonly least: string;
  readonly most: string;
  /** Days, as date inputs have them: "2026-11-24"; both are included. */
  readonly from: string;
  readonly to: string;
  readonly order: (typeof ORDERS)[number];
}

export const noFilters: HistoryFilters = {
  digit: '',
  label: '',
  verdict: '',
  source: '',
  least: '',
  most: '',
  from: '',
  to: '',
  order: 'newest',
};

const oneOf = <T extends string>(value: string | undefined, known: readonly T[], fallback: T): T =>
  known.find((one) => one === value) ?? fallback;
const matching = (value: string | undefined, pattern: RegExp): string =>
  value !== undefined && pattern.test(value) ? value : '';

const DAY = /^[1-8]\d{3}-\d{2}-\d{2}$/;
/** Days of the calendar: the 31st of February is none, though Date takes it for one of March. */
const isDay = (text: string) =>
  DAY.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text);
const dayOf = (value: string | undefined) => (value !== undefined && isDay(value) ? value : '');
const PERCENT = /^(100|\d{1,2})$/;

/** Whether a field's text is one that `parseFilters` keeps; empty is. */
export const isFilter = (name: keyof HistoryFilters, text: string): boolean =>
  parseFilters({ [name]: text })[name] === text;

/** Filters from an address's parameters; what makes no sense is left out. */
export function parseFilters(parameters: Readonly<Record<string, string | undefined>>): HistoryFilters {
  return {
    digit: matching(parameters.digit, /^(\d|none)$/),
    label: matching(parameters.label, /^(\d|yes|no)$/),
    verdict: oneOf(parameters.verdict, ['', 'right', 'wrong'], ''),
    source: oneOf(parameters.source, ['', 'draw', 'upload'], ''),
    least: matching(parameters.least, PERCENT),
    most: matching(parameters.most, PERCENT),
    from: dayOf(parameters.from),
    to: dayOf(parameters.to),
    order: oneOf(parameters.order, ORDERS, 'newest'),
  };
}

/** The address of the history with these filters, from the page after `cursor` on. */
export function historyAddress(filters: HistoryFilters, cursor?: string): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) {
    if (value !== noFilters[name as keyof HistoryFilters]) parameters.set(name, value);
  }
  if (cursor !== undefined) parameters.set('cursor', cursor);
  const text = parameters.toString();
  return text === '' ? '/history' : `/history?${text}`;
}

/** Midnight, in the visitor's time zone, at the beginning of a day, or so many days later. */
function midnight(day: string, daysLater = 0): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + daysLater).toISOString();
}

/** The filters as the API takes them, without the order. */
export function apiFilters(filters: HistoryFilters): Partial<Omit<ListQuery, 'limit' | 'cursor' | 'order'>> {
  const { digit, label, verdict, source, least, most, from, to } = filters;
  return {
    ...(digit === 'none' ? { rejected: true } : digit !== '' && { digit: Number(digit) }),
    ...(label === 'yes' || label === 'no' ? { labelled: label === 'yes' } : label !== '' && { label: Number(label) }),
    ...(verdict !== '' && { verdict }),
    ...(source !== '' && { source }),
    ...(least !== '' && { minConfidence: Number(least) / 100 }),
    ...(most !== '' && { maxConfidence: Number(most) / 100 }),
    ...(from !== '' && { from: midnight(from) }),
    ...(to !== '' && { to: midnight(to, 1) }),
  };
}

/** Whether these filters leave anything out. */
export const isFiltering = (filters: HistoryFilters): boolean =>
  historyAddress({ ...filters, order: noFilters.order }) !== '/history';

/** Whether a range ends before it begins. */
export const isBackwards = ({ least, most, from, to }: HistoryFilters): boolean =>
  (least !== '' && most !== '' && Number(least) > Number(most)) || (from !== '' && to !== '' && from > to);
