// Every error as a problem that a person can use; what went wrong inside stays in the log, under the request's id.

import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import type { Problem } from '@digits/contract';
import { CursorError, NotYoursError, StoreUnavailableError } from '@digits/store';
import { errorCodes, type FastifyError, type FastifyReply, type FastifyRequest } from 'fastify';
import { createProblem, describeTooLarge, HttpProblem, sendProblem } from './http-problem.js';

/** How long a client should wait before it tries an unreachable database, or an overloaded server, again, seconds. */
const RETRY_AFTER_S = 5;

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
  if (error instanceof NotYoursError) {
    const detail = 'Somebody else made this prediction: you can look at it, but only they can label or delete it.';
    return createProblem(403, detail);
  }
  if (isFastifyError(error) && error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) {
    return createProblem(error.statusCode, describeClientError(error, request));
  }
  if (error instanceof errorCodes.FST_ERR_HANDLER_TIMEOUT) {
    return createProblem(503, 'This took longer than it may, and was given up: try again, with less at a time.');
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
  if (problem.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', RETRY_AFTER_S);
  return sendProblem(reply, problem);
}

/** Statuses for what Node's HTTP parser refuses before there is a request. */
const PARSER_STATUS: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};

const NOT_HTTP = 'This is not an HTTP request that can be understood.';
const PARSER_DETAIL: Readonly<Record<number, string>> = {
  408: 'The request took too long to arrive: send it in one go.',
  431: 'The headers of the request are too large: send fewer, or delete the cookies of this site.',
};

/** Answers bytes that are no HTTP request, on the bare connection. */
export function handleClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = PARSER_STATUS[error.code ?? ''] ?? 400;
  const requestId = randomUUID();
  const problem = { ...createProblem(status, PARSER_DETAIL[status] ?? NOT_HTTP), requestId };
  const body = JSON.stringify(problem);
  socket.end(
    `HTTP/1.1 ${status} ${problem.title}\r\nContent-Type: application/problem+json\r\n` +
      `X-Request-Id: ${requestId}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}
