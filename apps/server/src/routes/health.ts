// /health/live: the process answers. /health/ready: it can do its work, database and model included.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '@digits/store';
import type { FastifyInstance } from 'fastify';
import { createProblem, sendProblem } from '../http-problem.js';
import type { Model, ModelCheck } from '../models/model.js';

/** A database that takes longer than this to answer is not ready, ms. */
const PING_TIMEOUT_MS = 3_000;

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

/** Whether the model is right, and who answers: the model server or the own copy. */
async function checkModel(model: Model): Promise<Partial<ModelCheck> & Pick<ModelCheck, 'fault'>> {
  try {
    return await model.check();
  } catch {
    return { fault: 'does not run' };
  }
}

export interface HealthRoutesOptions {
  readonly store: Store;
  readonly model: Model;
}

export async function healthRoutes(app: FastifyInstance, { store, model }: HealthRoutesOptions): Promise<void> {
  app.get('/health/live', { schema: { hide: true } }, async () => ({ status: 'ok' }));

  app.get('/health/ready', { schema: { hide: true } }, async (_request, reply) => {
    const [database, { fault, source, remoteFault }] = await Promise.all([checkDatabase(store), checkModel(model)]);
    reply.header('cache-control', 'no-store');
    // The model is right; `modelSource` says which one it was.
    const answer = { model: 'ok', modelSource: source, ...(remoteFault && { modelServer: remoteFault }) };
    const { target, spoolError } = store.logStatus();
    // It may answer and yet take nothing: a replica, or one whose disk is full.
    const logs = database === 'ok' && target === 'spool' ? 'takes no predictions' : database;
    if (logs === 'ok' && fault === null) return { status: 'ok', database, ...answer };
    // Predictions are answered and kept all the same: taken out of service, it would help nobody.
    if (fault === null && spoolError === null) {
      return { status: 'degraded', database: `${logs}; predictions are spooled`, ...answer };
    }
    const spool = spoolError === null ? '' : ', the spool cannot be written';
    return sendProblem(reply, createProblem(503, `Not ready: database ${logs}${spool}, model ${fault ?? 'ok'}.`));
  });
}
