// Every error as the protocol's {"error": "…"}; what went wrong inside stays in the log, under the request's id.
import { QueueFullError } from '@digits/recognizer/node';
import { createClientErrorHandler } from '@digits/service';
import { errorCodes, type FastifyReply, type FastifyRequest } from 'fastify';
import { InferenceError } from './protocol/inference-error.js';

/** How long a client should wait when the queue is full, seconds: it empties within one. */
const RETRY_AFTER_S = 1;

/** What of an error is sent. */
function toInferenceError(error: unknown, request: FastifyRequest): InferenceError {
  if (error instanceof InferenceError) return error;
  if (error instanceof QueueFullError) return new InferenceError(503, error.message, RETRY_AFTER_S);
  if (error instanceof errorCodes.FST_ERR_CTP_BODY_TOO_LARGE) {
    const { bodyLimit } = request.routeOptions;
    return new InferenceError(413, `The request is larger than ${bodyLimit} bytes: send fewer images in one request.`);
  }
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (error instanceof Error && typeof status === 'number' && status >= 400 && status < 500) {
    return new InferenceError(status, `The request cannot be understood: ${error.message.replace(/\.$/, '')}.`);
  }
  request.log.error({ err: error }, 'request failed');
  return new InferenceError(500, `Something went wrong here, not with the request; the log has it as ${request.id}.`);
}

/** Fastify's error handler; also for errors found before there is a route. */
export function handleError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const { statusCode, message, retryAfter } = toInferenceError(error, request);
  if (retryAfter !== null) reply.header('retry-after', retryAfter);
  return reply.code(statusCode).type('application/json').send({ error: message });
}

/** Answers an address that nothing is at. */
export const handleNotFound = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  handleError(new InferenceError(404, `There is nothing to ${request.method} at this address.`), request, reply);

/** Answers bytes that are no HTTP request, on the bare connection. */
export const handleClientError = createClientErrorHandler('application/json', (_status, error) => ({ error }));
