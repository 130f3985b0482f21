// The model server, built from its parts: the Open Inference Protocol under /v2, and metrics.
import { randomUUID } from 'node:crypto';
import { closeConnectionsWhenClosing, collectMethods, refuseEncodedBodies } from '@digits/service';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { largestBody, refuseBodiesBeyond } from './body-budget.js';
import type { Config } from './config.js';
import { handleClientError, handleError, handleNotFound } from './error-handler.js';
import { HTTP_TIMEOUTS, type HttpTimeouts, MAX_CONNECTIONS, serverOptions } from './http-limits.js';
import { createMetrics } from './metrics.js';
import { InferenceError } from './protocol/inference-error.js';
import { type ModelRepository, openModelRepository } from './repository/model-repository.js';
import { modelRoutes } from './routes/models.js';
import { serverRoutes } from './routes/server.js';

export interface AppParts extends Pick<Config, 'modelsDir' | 'maxBatch' | 'maxQueue' | 'maxImages' | 'threads'> {
  readonly logger: FastifyServerOptions['logger'];
  readonly timeouts?: HttpTimeouts;
}

export interface ModelServer {
  readonly app: FastifyInstance;
  /** `refresh` it to load the models: until then the server is not ready. */
  readonly repository: ModelRepository;
}

/** Builds the server; nothing listens yet, and no model is loaded. Closing the app closes the models. */
export async function createApp({
  modelsDir,
  maxBatch,
  maxQueue,
  maxImages,
  threads,
  logger,
  timeouts = HTTP_TIMEOUTS,
}: AppParts): Promise<ModelServer> {
  const app = Fastify({
    logger: logger ?? false,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true },
    ...serverOptions(timeouts),
    frameworkErrors: handleError,
    clientErrorHandler: handleClientError,
    // A request that arrives while the server closes is still answered.
    return503OnClosing: false,
  });
  app.server.maxConnections = MAX_CONNECTIONS;
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(handleNotFound);
  const addOtherMethods = collectMethods(app, (detail) => new InferenceError(405, detail));
  closeConnectionsWhenClosing(app);

  // Clients name many types, or none, for what is JSON, with or without binary data behind it; some names are no types.
  app.addHook('onRequest', async ({ raw }) => {
    delete raw.headers['content-type'];
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  refuseEncodedBodies(app, (detail) => new InferenceError(415, detail));

  const metrics = createMetrics();
  const load = { maxBatch, maxQueue, threads, onRun: metrics.observeRun };
  const repository = openModelRepository(modelsDir, load, app.log);
  metrics.register(app, repository);
  // As many of the largest requests as the queue has places for.
  const budget = Math.ceil(maxQueue / maxImages) * largestBody(maxImages);
  refuseBodiesBeyond(app, { bytes: budget, onRefusal: metrics.countRefusal });
  await app.register(serverRoutes, { repository });
  await app.register(modelRoutes, { repository, metrics, maxImages });
  addOtherMethods();
  app.addHook('onClose', () => repository.close());
  return { app, repository };
}
