// How much one address, and one visitor from however many addresses, may ask for in a minute: of everything, and less of what
// costs more. Said in the headers of the IETF's draft "RateLimit header fields for HTTP" (draft-ietf-httpapi-ratelimit-headers-10).
import fastifyRateLimit, { type CreateRateLimitOptions } from '@fastify/rate-limit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { clientNetwork } from './client-network.js';
import { HttpProblem } from './http-problem.js';
import { readVisitor } from './visitor.js';

const WINDOW_S = 60;
/** Addresses, and visitors, whose counts are kept; beyond them the longest unseen is forgotten. */
const MAX_KEYS = 50_000;

/**
 * What is counted: requests to the API, images to decode, pictures to fetch from elsewhere, tokens that were wrong. A person
 * needs far fewer.
 */
export type Budget = 'requests' | 'images' | 'pictures' | 'wrong-tokens';

const WHAT: Readonly<Record<Budget, string>> = {
  requests: 'requests',
  images: 'images',
  pictures: 'pictures from addresses',
  'wrong-tokens': 'wrong tokens',
};

export interface RateLimits {
  /**
   * Counts `cost` against the budget, for the caller's address and for their visitor; headers say what is left.
   * @throws HttpProblem 429, with Retry-After, when not that much is left of either.
   */
  take(budget: Budget, request: FastifyRequest, reply: FastifyReply, cost?: number): Promise<void>;
}

interface Limiter {
  readonly name: string;
  readonly max: number;
  readonly appliesTo: (request: FastifyRequest) => boolean;
  /** Counts one, or with `increment: false` none, and says what is left. */
  readonly count: ReturnType<FastifyInstance['createRateLimit']>;
}

/** What was said of each limiter in the headers of an answer. */
const said = new WeakMap<FastifyReply, Map<string, { readonly policy: string; readonly state: string }>>();

/** Says in the answer's headers what is left; once for each limiter, as it is last. */
function say(reply: FastifyReply, { name, max }: Limiter, remaining: number, seconds: number): void {
  const limits = said.get(reply) ?? new Map();
  said.set(reply, limits);
  limits.set(name, { policy: `"${name}";q=${max};w=${WINDOW_S}`, state: `"${name}";r=${remaining};t=${seconds}` });
  const list = [...limits.values()];
  reply.header('ratelimit-policy', list.map(({ policy }) => policy).join(', '));
  reply.header('ratelimit', list.map(({ state }) => state).join(', '));
}

/** Limits that limit nothing. */
const UNLIMITED: RateLimits = { take: async () => {} };

/** Both limiters of a budget, the address's and the visitor's. */
function createLimiters(app: FastifyInstance, budget: Budget, max: number): Limiter[] {
  const create = (keyGenerator: (request: FastifyRequest) => string) =>
    // The count of keys is taken by each limiter, though its type does not say so.
    app.createRateLimit({ max, timeWindow: WINDOW_S * 1000, cache: MAX_KEYS, keyGenerator } as CreateRateLimitOptions);
  return [
    { name: `${budget}-by-address`, max, appliesTo: () => true, count: create(clientNetwork) },
    {
      name: `${budget}-by-visitor`,
      max,
      appliesTo: (request) => readVisitor(request) !== null,
      count: create((request) => readVisitor(request) ?? ''),
    },
  ];
}

/**
 * Limits for what is asked of `app`.
 * @param perMinute Requests a minute; the budgets for what costs more are smaller. 0 switches all off.
 */
export async function createRateLimits(app: FastifyInstance, perMinute: number): Promise<RateLimits> {
  if (perMinute === 0) return UNLIMITED;
  await app.register(fastifyRateLimit, { global: false });
  const budgets: Readonly<Record<Budget, readonly Limiter[]>> = {
    requests: createLimiters(app, 'requests', perMinute),
    images: createLimiters(app, 'images', Math.min(perMinute, 100)),
    pictures: createLimiters(app, 'pictures', Math.min(perMinute, 20)),
    'wrong-tokens': createLimiters(app, 'wrong-tokens', Math.min(perMinute, 10)),
  };

  function refuse(budget: Budget, limiter: Limiter, seconds: number, cost: number, reply: FastifyReply): never {
    const wait = Math.max(1, seconds);
    reply.header('retry-after', wait);
    say(reply, limiter, 0, wait);
    const most = `${limiter.max.toLocaleString('en')} ${WHAT[budget]} a minute`;
    throw new HttpProblem(
      429,
      cost > limiter.max
        ? `These are ${cost} ${WHAT[budget]} at once, and one address or visitor may send at most ${most}: send fewer at a time.`
        : `One address or visitor may send at most ${most}: try again in ${wait} s.`,
    );
  }

  async function check(budget: Budget, request: FastifyRequest, reply: FastifyReply, cost = 1): Promise<void> {
    for (const limiter of budgets[budget]) {
      if (!limiter.appliesTo(request)) continue;
      const state = await limiter.count(request, { increment: false });
      if (!state.isAllowed && state.remaining < cost) refuse(budget, limiter, state.ttlInSeconds, cost, reply);
    }
  }

  return {
    async take(budget, request, reply, cost = 1) {
      if (cost === 0) return;
      await check(budget, request, reply, cost);
      for (const limiter of budgets[budget]) {
        if (!limiter.appliesTo(request)) continue;
        let state = await limiter.count(request);
        for (let i = 1; i < cost; i++) state = await limiter.count(request);
        if (!state.isAllowed) say(reply, limiter, state.remaining, state.ttlInSeconds);
      }
    },
  };
}
