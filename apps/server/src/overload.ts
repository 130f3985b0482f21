// More work than can be done is refused at once, with when to come back, so that what is accepted is done in time.

import { finished } from 'node:stream';
import { MAX_BODY_BYTES } from '@digits/contract';
import fastifyUnderPressure from '@fastify/under-pressure';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { clientNetwork } from './client-network.js';
import { HttpProblem } from './http-problem.js';

export interface OverloadLimits {
  /** Requests in progress at the same time. */
  readonly requests: number;
  /** Of these, such as may have large images in their bodies: each takes tens of megabytes until it is answered … */
  readonly largeRequests: number;
  /** … and of one address, so that nobody takes the places of all others by sending slowly. */
  readonly largeRequestsOfAddress: number;
  /** How late the event loop may be, ms. */
  readonly eventLoopDelay: number;
}

/** Several times what a busy service has in progress: 64 connections at full speed are 64. */
export const OVERLOAD_LIMITS: OverloadLimits = {
  requests: 1_000,
  largeRequests: 20,
  largeRequestsOfAddress: 4,
  eventLoopDelay: 2_000,
};

const overloaded = () =>
  new HttpProblem(503, 'More is asked of this server just now than it can do: try again in a few seconds.');

/** Whether the body is larger than a drawing's, or does not say how large it is. */
function isLarge({ headers }: FastifyRequest): boolean {
  if (headers['transfer-encoding'] !== undefined) return true;
  return Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES;
}

/** Makes `app` answer 503 to requests beyond `limits`, before anything of their bodies is read. */
export async function refuseOverload(app: FastifyInstance, limits: OverloadLimits): Promise<void> {
  await app.register(fastifyUnderPressure, {
    maxEventLoopDelay: limits.eventLoopDelay,
    pressureHandler: () => {
      throw overloaded();
    },
  });

  let all = 0;
  let large = 0;
  const largeOf = new Map<string, number>();
  const count = (address: string, change: number) => {
    large += change;
    const left = (largeOf.get(address) ?? 0) + change;
    if (left > 0) largeOf.set(address, left);
    else largeOf.delete(address);
  };
  app.addHook('onRequest', async (request, reply) => {
    const isOneOfLarge = isLarge(request);
    const address = clientNetwork(request);
    const isFull = large >= limits.largeRequests || (largeOf.get(address) ?? 0) >= limits.largeRequestsOfAddress;
    if (all >= limits.requests || (isOneOfLarge && isFull)) throw overloaded();
    all++;
    if (isOneOfLarge) count(address, 1);
    // Fastify's onResponse is not called for a client that goes away while it sends.
    finished(reply.raw, () => {
      all--;
      if (isOneOfLarge) count(address, -1);
    });
  });
}
