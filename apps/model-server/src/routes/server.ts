// The server itself: its metadata, whether it lives and is ready, and the index of its models.
// Open Inference Protocol, inference_rest.md; the index: Triton's extension_model_repository.md.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { badRequest } from '../protocol/inference-error.js';
import type { ModelRepository } from '../repository/model-repository.js';

/** What is beyond the protocol. Of the model repository, models are loaded and let go by releasing them, not by request. */
const EXTENSIONS = ['binary_tensor_data', 'model_repository(index)'];
const METADATA = { name: 'digits-model-server', version: '0.1.0', extensions: EXTENSIONS };

const indexRequestSchema = z.object({ ready: z.boolean().default(false) });

/** @throws InferenceError 400 */
function readIndexRequest(body: unknown): z.output<typeof indexRequestSchema> {
  try {
    return indexRequestSchema.parse(Buffer.isBuffer(body) && body.length > 0 ? JSON.parse(body.toString('utf8')) : {});
  } catch {
    throw badRequest('Send {}, or {"ready": true} for the versions that are ready.');
  }
}

export interface ServerRoutesOptions {
  readonly repository: ModelRepository;
}

export async function serverRoutes(app: FastifyInstance, { repository }: ServerRoutesOptions): Promise<void> {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });

  app.get('/v2', async () => METADATA);

  app.get('/v2/health/live', async () => ({ live: true }));

  app.get('/v2/health/ready', async (_request, reply) => {
    // Every version that is served has answered a known drawing rightly.
    const ready = !closing && repository.currentVersion !== null;
    // The protocol's text names this field "live", as of the other; its clients, if they look at more than the status, ask for "ready".
    return reply.code(ready ? 200 : 503).send({ live: ready, ready });
  });

  app.post('/v2/repository/index', async (request) => {
    const { ready } = readIndexRequest(request.body);
    return repository.index().filter(({ state }) => !ready || state === 'READY');
  });
}
