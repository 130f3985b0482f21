// What went wrong with a request, as a sentence for the person who waits for its answer.
import { ProblemError } from '@digits/contract/client';

/** What went wrong, as one or two sentences. */
export function sentenceFor(error: unknown): string {
  if (error instanceof DOMException && error.name === 'TimeoutError') return 'The server takes too long to answer.';
  if (!(error instanceof ProblemError)) return 'The server cannot be reached.';
  const { status, detail } = error.problem;
  if (status >= 500) return 'The server could not answer just now.';
  return detail.endsWith('.') ? detail : `${detail}.`;
}
