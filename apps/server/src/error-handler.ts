// Every error as a problem that a person can use; what went wrong inside stays in the log, under the request's id.

import { randomUUID } from 'node:crypto';
import type { Problem } from '@digits/contract';
import { QueueFullError } from '@digits/recognizer/node';
import { createClientErrorHandler } from '@digits/service';
import { CursorError, NotYoursError, StoreUnavailableError } from '@digits/store';
import { errorCodes, type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { createProblem, describeTooLarge, HttpProblem, sendProblem } from './http-problem.js';

/** How long a client should wait before it tries an unreachable database, or an overloaded server, again, seconds. */
const RETRY_AFTER_S = 5;
/** … and a model with a full queue, which takes some seconds at most. */
const QUEUE_RETRY_AFTER_S = 1;

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number';
}

/** Sentences for the errors that Fastify finds before a handler runs. */
function describeClientError(error: FastifyError, request: FastifyRequest): string {
  if (error instanceof errorCodes.FST_ERR_CTP_BODY_TOO_LARGE || error.statusCode === 413) {
    return describeTooLarge(request.routeOptions.bodyLimit);
  }
  if (error instanceof errorCodes.FST_ERR_CTP_INVALID_MEDIA_TYPE || error.statusCode === 415) {
    return 'Send JSON, with the header "Content-Type: application/json".';
  }
  if (error instanceof errorCodes.FST_ERR_CTP_EMPTY_JSON_BODY) return 'The request has no body: send JSON.';
  if (error instanceof errorCodes.FST_ERR_CTP_INVALID_JSON_BODY) return 'The request is not valid JSON.';
  if (error instanceof errorCodes.FST_ERR_BAD_URL) return 'This address is malformed.';
  return `The request cannot be understood: ${error.message.replace(/\.$/, '')}.`;
}

/** The problem that says `error` to a person; what is wrong here, not with the request, is written to the log. */
export function describeError(error: unknown, request: FastifyRequest): Problem {
  if (error instanceof HttpProblem) return error.problem;
  if (error instanceof CursorError) {
    return createProblem(422, error.message, { errors: [{ path: 'cursor', message: error.message }] });
  }
  if (error instanceof QueueFullError) {
    return createProblem(503, 'The model has too much to do just now, so nothing was saved. Try again in a moment.');
  }
  if (error instanceof NotYoursError) {
    const detail = 'Somebody else made this prediction: you can look at it, but only they can label or delete it.';
    return createProblem(403, detail);
  }
  if (isFastifyError(error) && error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return createProblem(error.statusCode, describeClientError(error, request));
  }
  request.log.error({ err: error }, 'request failed');
  if (error instanceof StoreUnavailableError) {
    return createProblem(503, 'The database does not answer just now, so nothing was saved. Try again in a moment.');
  }
  return createProblem(
    500,
    `Something went wrong here, not with the request. Try again; the log has it as ${request.id}.`,
  );
}

/** Fastify's error handler; also for errors found before there is a route. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = describeError(error, request);
  if (error instanceof QueueFullError) reply.header('retry-after', QUEUE_RETRY_AFTER_S);
  if (problem.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', RETRY_AFTER_S);
  return sendProblem(reply, problem);
}

/** Answers bytes that are no HTTP request, on the bare connection. */
export const handleClientError = createClientErrorHandler(
  'application/problem+json',
  (status, detail) => ({ ...createProblem(status, detail), requestId: randomUUID() }),
  ({ requestId }) => ({ 'X-Request-Id': requestId }),
);
