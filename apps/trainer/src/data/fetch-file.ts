// Fetches a file from the first of several addresses that has it right.
import { UserError } from '../user-error.js';

/** An address that has not sent the whole file after this long is given up, ms. */
const TIMEOUT = 60_000;

/** Node's fetch hides the reason (no such host, refused, …) in `cause`. */
function networkReason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error && cause.message ? cause.message : message;
}

/** What to say when no address has the file. */
export interface FetchAdvice {
  /** What is fetched. */
  readonly name: string;
  /** What to do without it, a whole sentence. */
  readonly otherwise: string;
}

/**
 * Tries the addresses in order.
 * @param read Makes of what an address sent what is wanted; throws a UserError when that is not right.
 * @throws UserError that says why each address failed, and what to do without them.
 */
export async function fetchFile<T>(
  urls: readonly string[],
  read: (url: string, content: Uint8Array) => T,
  { name, otherwise }: FetchAdvice,
): Promise<T> {
  const failures: string[] = [];
  for (const url of urls) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      return read(url, new Uint8Array(await response.arrayBuffer()));
    } catch (error) {
      failures.push(error instanceof UserError ? error.message : `${url}: ${networkReason(error)}`);
    }
  }
  throw new UserError(`${name} could not be fetched:\n  ${failures.join('\n  ')}\n${otherwise}`);
}
