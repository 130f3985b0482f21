// Times as people say them: "just now", "3 minutes ago", "yesterday".

const units: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 365 * 86_400],
  ['month', 30 * 86_400],
  ['week', 7 * 86_400],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/**
 * How long before `now` `time` was; both in milliseconds since 1970. Under a minute, and in the future (the server's
 * clock may be ahead of the visitor's), it is "just now".
 */
export function formatRelativeTime(time: number, now: number): string {
  const elapsed = (now - time) / 1000;
  for (const [unit, seconds] of units) {
    if (elapsed >= seconds) return format.format(-Math.floor(elapsed / seconds), unit);
  }
  return 'just now';
}

const absolute = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

/** The day and the time of day, in the visitor's time zone: "23 Nov 2026, 21:12". */
export const formatDateTime = (time: number): string => absolute.format(time);
