// The time, as often as relative times need it.
import { signal } from '@preact/signals';

/** Milliseconds since 1970, moved on every half minute. */
export const now = signal(Date.now());

/** Sets the clock to the present, for something that has just happened. */
export function updateClock(): void {
  now.value = Date.now();
}

setInterval(updateClock, 30_000);
