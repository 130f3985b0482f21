// /health/live: the process answers. /health/ready: it can do its work, database and model included.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Point, strokesToImage } from '@digits/ink';
import type { Recognizer } from '@digits/recognizer/node';
import type { Store } from '@digits/store';
import type { FastifyInstance } from 'fastify';
import { createProblem, sendProblem } from '../http-problem.js';

/** A database that takes longer than this to answer is not ready, ms. */
const PING_TIMEOUT_MS = 3_000;

/** A drawing that any model in use knows: a circle, counter-clockwise from the top, is a 0. */
const CIRCLE = Array.from({ length: 33 }, (_, i): Point => {
  const angle = (2 * Math.PI * i) / 32;
  return [140 - 70 * Math.sin(angle), 140 - 90 * Math.cos(angle)];
});
const KNOWN_IMAGE = strokesToImage([CIRCLE]);
const KNOWN_DIGIT = 0;

async function checkDatabase(store: Store): Promise<string> {
  const timeout = new AbortController();
  try {
    const late = sleep(PING_TIMEOUT_MS, 'no answer in time', { signal: timeout.signal });
    return await Promise.race([store.ping().then(() => 'ok'), late]);
  } catch {
    return 'does not answer';
  } finally {
    timeout.abort();
  }
}

async function checkModel(recognizer: Recognizer): Promise<string> {
  try {
    const [recognition] = await recognizer.recognize([KNOWN_IMAGE]);
    return recognition?.digit === KNOWN_DIGIT ? 'ok' : 'wrong about a known drawing';
  } catch {
    return 'does not run';
  }
}

export interface HealthRoutesOptions {
  readonly store: Store;
  readonly recognizer: Recognizer;
}

export async function healthRoutes(app: FastifyInstance, { store, recognizer }: HealthRoutesOptions): Promise<void> {
  app.get('/health/live', { schema: { hide: true } }, async () => ({ status: 'ok' }));

  app.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    const [database, model] = await Promise.all([checkDatabase(store), checkModel(recognizer)]);
    reply.header('cache-control', 'no-store');
    if (database === 'ok' && model === 'ok') return { status: 'ok', database, model };
    // Predictions are answered and kept all the same: taken out of service, it would help nobody.
    const keeps = store.logStatus().spoolError === null;
    if (model === 'ok' && keeps) return { status: 'degraded', database: `${database}; predictions are spooled`, model };
    return sendProblem(reply, createProblem(503, `Not ready: database ${database}, model ${model}.`));
  });
}
