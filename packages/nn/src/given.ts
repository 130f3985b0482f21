// Options as they were meant.

/** The options that have a value: callers in JavaScript may pass undefined for one that they leave out. */
export const given = <T extends object>(options: T): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
