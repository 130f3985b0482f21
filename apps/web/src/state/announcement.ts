// What is said to screen readers of what others see at a glance.
import { signal } from '@preact/signals';

/** The latest announcement; the number makes the same words new. */
export const announcement = signal({ text: '', number: 0 });

/** Says `text` once whoever listens has been heard out. */
export function announce(text: string): void {
  announcement.value = { text, number: announcement.value.number + 1 };
}
