// The answers that routes have in common, for their documentation.
import { problemSchema } from '@digits/contract';
import { z } from 'zod';

/** The answer to `If-None-Match` with the ETag of what is still there. */
export const notModified = z.undefined().describe('It is still what `If-None-Match` names.');

/** What each status means, in this API. */
const MEANINGS = {
  400: 'Not an HTTP request, not a well-formed address, or not JSON.',
  401: 'A token that is not the operator’s, or none where one is needed.',
  403: 'Somebody else’s prediction; or a change that another site asks for.',
  404: 'There is no such thing.',
  408: 'The request took too long to arrive.',
  413: 'The body is too large.',
  414: 'The address is too long.',
  415: 'Not `application/json`, or compressed.',
  422: 'What was sent does not fit, or cannot be used.',
  429: 'More than may be asked for in a minute.',
  431: 'The headers are too large.',
  500: 'Something went wrong on the server.',
  502: 'The other server fails.',
  503: 'The database does not answer, there is too much to do, or it took too long.',
  504: 'The other server takes too long.',
} as const;

type Status = keyof typeof MEANINGS;

/** What can happen to any request, whatever it asks for. */
const EVERYWHERE: readonly Status[] = [400, 401, 408, 414, 429, 431, 500, 503];

/** One entry for each status, and for those that every route has, as Fastify's `response` schema takes them. */
export function problemResponses(...statuses: readonly Status[]) {
  return Object.fromEntries(
    [...EVERYWHERE, ...statuses].map((status) => [
      status,
      { description: MEANINGS[status], content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  );
}
