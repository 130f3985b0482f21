// Numbers as people read them in the terminal.

/** 0.98765 → "98.77 %". */
export const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;

/** 6123.4 → "6,123". */
export const count = (value: number): string => Math.round(value).toLocaleString('en');

/** 75.2 s → "1 min 15 s". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  return whole < 60 ? `${seconds.toFixed(1)} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** 75.2 s → "1 min 15 s", 35.7 s → "36 s", 7,300 s → "2 h 2 min": how long something may still take. */
export function roughDuration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return whole < 3_600
    ? `${Math.floor(whole / 60)} min ${whole % 60} s`
    : `${Math.floor(whole / 3_600)} h ${Math.floor((whole % 3_600) / 60)} min`;
}
