// The error answers of a route, for its documentation.
import { STATUS_CODES } from 'node:http';
import { problemSchema } from '@digits/contract';

/** One entry for each status, as Fastify's `response` schema takes them. */
export function problemResponses(...statuses: readonly number[]) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: STATUS_CODES[status] ?? 'Error',
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  );
}
