// Times as people say them.
import { describe, expect, it } from 'vitest';
import { formatDateTime, formatRelativeTime } from './relative-time.js';

const now = Date.UTC(2026, 10, 23, 12, 0, 0);
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000];

describe('formatRelativeTime', () => {
  it.each([
    [0, 'just now'],
    [59_999, 'just now'],
    [minute, '1 minute ago'],
    [59 * minute + 59_999, '59 minutes ago'],
    [hour, '1 hour ago'],
    [day - 1, '23 hours ago'],
    [day, 'yesterday'],
    [3 * day, '3 days ago'],
    [7 * day, 'last week'],
    [40 * day, 'last month'],
    [800 * day, '2 years ago'],
  ])('%d ms ago is "%s"', (elapsed, text) => {
    expect(formatRelativeTime(now - elapsed, now)).toBe(text);
  });

  it('takes a time in the future for the present', () => {
    expect(formatRelativeTime(now + hour, now)).toBe('just now');
  });
});

describe('formatDateTime', () => {
  it('names the day and the minute', () => {
    expect(formatDateTime(new Date(2026, 10, 23, 21, 12).getTime())).toBe('23 Nov 2026, 21:12');
  });
});
