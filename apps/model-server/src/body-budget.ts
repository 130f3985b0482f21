// Large bodies are let in a few at a time: each is held, and takes several times its size while it is read, before the queue can refuse it.
import { finished } from 'node:stream';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { InferenceError } from './protocol/inference-error.js';
import { PIXELS } from './protocol/model-tensors.js';

/** What a pixel takes in JSON at most, bytes: a double in full, a comma and a blank. */
const JSON_BYTES_A_PIXEL = 24;
/** What a request takes beside its pixels at most, bytes. */
const ENVELOPE_BYTES = 65_536;
/** Bodies up to this size always pass, bytes: so slow uploads do not keep them out, and the limit of connections bounds them. */
const SMALL_BODY_BYTES = 65_536;
/** How long a client should wait when there is no room, seconds. */
const RETRY_AFTER_S = 1;

/** What a request with `images` images has at most, bytes. */
export const largestBody = (images: number): number => images * PIXELS * JSON_BYTES_A_PIXEL + ENVELOPE_BYTES;

/** What is held of a request's body at most, bytes. */
function bytesOf({ headers, routeOptions }: FastifyRequest): number {
  const limit = routeOptions.bodyLimit ?? Number.POSITIVE_INFINITY;
  if (headers['transfer-encoding'] !== undefined) return limit;
  return Math.min(Number(headers['content-length'] ?? 0), limit);
}

export interface BodyBudget {
  /** Bytes of large bodies at the same time, until they are answered. */
  readonly bytes: number;
  /** Is called for each request that finds no room. */
  readonly onRefusal: () => void;
}

/** Makes `app` answer 503 to large bodies beyond the budget, before anything of them is read. */
export function refuseBodiesBeyond(app: FastifyInstance, { bytes, onRefusal }: BodyBudget): void {
  let held = 0;
  app.addHook('onRequest', async (request, reply) => {
    const size = bytesOf(request);
    if (size <= SMALL_BODY_BYTES) return;
    if (held + size > bytes) {
      onRefusal();
      // The body that follows is not waited for.
      reply.header('connection', 'close');
      throw new InferenceError(
        503,
        `Too much is being sent just now: ${held} of ${bytes} bytes are taken. Try again in a second, or with fewer images in one request.`,
        RETRY_AFTER_S,
      );
    }
    held += size;
    // Also where the client goes away while it sends.
    finished(reply.raw, () => {
      held -= size;
    });
  });
}
