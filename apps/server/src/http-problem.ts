// An error with its answer: whatever handles a request throws one, and the error handler sends it as
// application/problem+json (RFC 9457).
import { STATUS_CODES } from 'node:http';
import type { Problem } from '@digits/contract';
import type { FastifyReply } from 'fastify';

/** Fields of a problem beyond status and detail. */
export type ProblemExtras = Pick<Problem, 'errors'>;

/** Stops a request with `status`; `detail` is a sentence for the person who sent it. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly statusCode: number;
  readonly problem: Problem;

  constructor(status: number, detail: string, extras: ProblemExtras = {}) {
    super(detail);
    this.statusCode = status;
    this.problem = createProblem(status, detail, extras);
  }
}

/** What to tell somebody whose request has more than `limit` bytes. */
export const describeTooLarge = (limit: number): string =>
  `The request is larger than ${limit / 1e6} MB: send a smaller image or a simpler drawing.`;

/** The problem of a status that says it all by itself. */
export function createProblem(status: number, detail: string, extras: ProblemExtras = {}): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, ...extras };
}

/**
 * Sends the problem with its request's id, past the response schema of the route; as bytes, so that no charset is added to a type
 * that has none.
 */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  return (
    reply
      .code(problem.status)
      .type('application/problem+json')
      // Also of what is refused before there is a route.
      .header('x-request-id', reply.request.id)
      .send(Buffer.from(JSON.stringify({ ...problem, requestId: reply.request.id })))
  );
}
