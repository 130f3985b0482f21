// What went wrong with a request, as a sentence for the person who waits for its answer.
import { ProblemError } from '@digits/contract/client';

/** Statuses that say "later", not "never". */
const isTemporary = (status: number) => status >= 500 || status === 408 || status === 429;

/** True where the same request may succeed later: the server was out of reach, busy or broken. */
export const isWorthRetrying = (error: unknown): boolean =>
  !(error instanceof ProblemError) || isTemporary(error.problem.status);

/** What went wrong, as one or two sentences. */
export function sentenceFor(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'The server takes too long to answer.';
  if (!(error instanceof ProblemError)) return 'The server cannot be reached.';
  const { status, detail } = error.problem;
  if (status >= 500) return 'The server could not answer just now.';
  return detail.endsWith('.') ? detail : `${detail}.`;
}
