// What went wrong, in words, of whatever was thrown.

/** The message of `error`, or its text where it is no Error. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
