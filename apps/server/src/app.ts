// The web application, built from its parts: the API under /api/v1, its documentation, health, metrics and the page.
import { MAX_BODY_BYTES } from '@digits/contract';
import { createBatchingRecognizer, type Recognizer } from '@digits/recognizer/node';
import { closeConnectionsWhenClosing, collectMethods } from '@digits/service';
import type { Store } from '@digits/store';
import fastifyCompress from '@fastify/compress';
import fastifyCookie from '@fastify/cookie';
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify';
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { createAnswerLog } from './answer-log.js';
import { refuseCrossSite } from './cross-site.js';
import { handleClientError, handleError } from './error-handler.js';
import {
  HTTP_TIMEOUTS,
  type HttpTimeouts,
  limitAnswerTime,
  refuseMalformedRequests,
  serverOptions,
} from './http-limits.js';
import { HttpProblem } from './http-problem.js';
import { createMetrics } from './metrics.js';
import { metricsAccess } from './metrics-access.js';
import { createModel } from './models/create-model.js';
import type { Model } from './models/model.js';
import type { RemoteModelOptions } from './models/remote-model.js';
import { registerOperator } from './operator.js';
import { OVERLOAD_LIMITS, type OverloadLimits, refuseOverload } from './overload.js';
import type { FetchLimits } from './pictures/fetch-bytes.js';
import { createRateLimits } from './rate-limits.js';
import { readJsonBodies } from './request-body.js';
import { createRequestIds, sendRequestIds } from './request-id.js';
import { batchRoutes } from './routes/batch.js';
import { docsRoutes, registerOpenApi } from './routes/docs.js';
import { exportRoutes } from './routes/export.js';
import { healthRoutes } from './routes/health.js';
import { modelRoutes } from './routes/model.js';
import { createNotFoundHandler, pageRoutes } from './routes/page.js';
import { pictureRoutes } from './routes/pictures.js';
import { predictionRoutes } from './routes/predictions.js';
import { sendSecurityHeaders } from './security-headers.js';
import { validatorCompiler } from './validation-problem.js';

export interface AppParts {
  readonly store: Store;
  /** This process's own copy of the model. */
  readonly recognizer: Recognizer;
  /** The model server that is asked first; null for none. */
  readonly remoteModel: RemoteModelOptions | null;
  /** The model's weights.bin, for browsers; null where it has none. */
  readonly weights: Uint8Array | null;
  /** What visitors' cookies are signed with. */
  readonly cookieSecret: string;
  /** Folder of the built page. */
  readonly webRoot: string;
  /** IP addresses, or ranges of them, that pictures may be fetched from although they are private. */
  readonly picturePrivateHosts: readonly string[];
  /** For a picture fetched from an address. */
  readonly pictureLimits?: FetchLimits;
  /** Requests a minute to the API of one address, and of one visitor; less of what costs more. 0 for no limits. */
  readonly rateLimit: number;
  /** With it, anybody's predictions may be seen, labelled and deleted; null where nobody may. */
  readonly operatorToken: string | null;
  /** With it, /metrics may be read from everywhere; null where only the private network may. */
  readonly metricsToken: string | null;
  /** How long clients may take. */
  readonly timeouts?: HttpTimeouts;
  /** How much may be in progress. */
  readonly overloadLimits?: OverloadLimits;
  /** Proxies whose X-Forwarded-* headers are believed: none, the one that connects, or a list of addresses. */
  readonly trustProxy: false | 1 | string;
  readonly logger: FastifyServerOptions['logger'];
}

/** As long as a person waits for a picture, and as large as one that is uploaded. */
const PICTURE_LIMITS: FetchLimits = { timeout: 10_000, bytes: 9_000_000 };

/** Images in one run of the own copy: more take no less time each. */
const MAX_BATCH = 32;
/** Images that may wait for the own copy: some seconds of its time. */
const MAX_QUEUE = 10_000;

/** The API under /api/v1, in a scope of its own. */
async function apiRoutes(app: FastifyInstance, parts: ApiParts): Promise<void> {
  const { store, recognizer, model, weights, picturePrivateHosts, pictureLimits, rateLimit, metrics, operatorToken } =
    parts;
  const limits = await createRateLimits(app, rateLimit);
  // What is refused for overload counts, too.
  app.addHook('onRequest', (request, reply) => limits.take('requests', request, reply));
  await refuseOverload(app, parts.overloadLimits ?? OVERLOAD_LIMITS);
  registerOperator(app, operatorToken, limits);
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  });
  const log = createAnswerLog(store, metrics);
  await app.register(predictionRoutes, { store, model, log, metrics, limits });
  await app.register(batchRoutes, { model, log, limits });
  await app.register(exportRoutes, { store });
  await app.register(modelRoutes, { manifest: recognizer.manifest, weights });
  await app.register(pictureRoutes, { privateHosts: picturePrivateHosts, fetchLimits: pictureLimits, limits });
}

type ApiParts = Omit<
  AppParts,
  'cookieSecret' | 'webRoot' | 'trustProxy' | 'logger' | 'pictureLimits' | 'metricsToken' | 'timeouts' | 'remoteModel'
> & {
  readonly model: Model;
  readonly pictureLimits: FetchLimits;
  readonly metrics: ReturnType<typeof createMetrics>;
};

/**
 * Builds the application; nothing listens yet. Closing it leaves store and recognizer open.
 * @throws when `trustProxy` is not a list of addresses.
 */
export async function createApp(parts: AppParts) {
  const { store, recognizer, cookieSecret, webRoot, trustProxy, logger, metricsToken } = parts;
  const pictureLimits = parts.pictureLimits ?? PICTURE_LIMITS;
  const app = Fastify({
    logger: logger ?? false,
    trustProxy: trustProxy === 1 ? (_address: string, hop: number) => hop === 0 : trustProxy,
    bodyLimit: MAX_BODY_BYTES,
    genReqId: createRequestIds(trustProxy),
    ...serverOptions(parts.timeouts ?? HTTP_TIMEOUTS),
    frameworkErrors: handleError,
    clientErrorHandler: handleClientError,
    // A request that arrives while the server closes is still answered.
    return503OnClosing: false,
  }).withTypeProvider<ZodTypeProvider>();

  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler(handleError);
  app.setNotFoundHandler(createNotFoundHandler(webRoot));
  sendRequestIds(app);
  limitAnswerTime(app, (parts.timeouts ?? HTTP_TIMEOUTS).handler);
  refuseMalformedRequests(app);
  refuseCrossSite(app);
  readJsonBodies(app);
  const addOtherMethods = collectMethods(app, (detail) => new HttpProblem(405, detail));

  closeConnectionsWhenClosing(app);

  sendSecurityHeaders(app);
  // Answers only: compressed requests are refused.
  await app.register(fastifyCompress, { encodings: ['br', 'gzip'], globalDecompression: false });
  await app.register(fastifyCookie, { secret: cookieSecret });
  const metrics = createMetrics(store);
  metrics.register(app, metricsAccess(metricsToken, trustProxy));
  const local = createBatchingRecognizer(recognizer, { maxBatch: MAX_BATCH, maxQueue: MAX_QUEUE });
  const model = createModel({ local, remote: parts.remoteModel, metrics: metrics.model, log: app.log });
  app.addHook('onClose', () => model.close());
  await registerOpenApi(app);
  await app.register(healthRoutes, { store, model });
  await app.register(apiRoutes, { ...parts, model, prefix: '/api/v1', pictureLimits, metrics });
  await app.register(docsRoutes);
  await app.register(pageRoutes, { root: webRoot });
  addOtherMethods();
  return app;
}
