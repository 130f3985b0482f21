// The page's way to its own server.
import { createClient } from '@digits/contract/client';

/** How long a person waits for the server before hearing that it does not answer. */
const PATIENCE_MS = 15_000;

export const client = createClient('');

/** Options of one call that gives up when the person's patience is over. */
export const withPatience = () => ({ signal: AbortSignal.timeout(PATIENCE_MS) });
