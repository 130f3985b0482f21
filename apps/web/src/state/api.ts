// The page's way to its own server.
import { createClient } from '@digits/contract/client';

/** How long a person waits for the server before hearing that it does not answer. */
const PATIENCE_MS = 15_000;

export const client = createClient('');

/** The slowest line that is waited for, bytes a millisecond. */
const SLOWEST = 15;

/**
 * Options of one call that gives up when the person's patience is over.
 * @param length characters that are sent with it: a picture takes its time.
 */
export const withPatience = (length = 0) => ({ signal: AbortSignal.timeout(PATIENCE_MS + length / SLOWEST) });
