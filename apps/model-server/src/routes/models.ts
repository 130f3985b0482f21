// A model, by its name and, where the address has one, its version: metadata, whether it is ready, inference.
// Open Inference Protocol, inference_rest.md.
import { BLANK, type Recognition } from '@digits/recognizer';
import { QueueFullError, recognitionsFromRows } from '@digits/recognizer/node';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { largestBody } from '../body-budget.js';
import type { Metrics } from '../metrics.js';
import { JSON_LENGTH_HEADER, readInferRequest } from '../protocol/infer-request.js';
import { writeInferResponse } from '../protocol/infer-response.js';
import { InferenceError } from '../protocol/inference-error.js';
import { type Answers, INPUT } from '../protocol/model-tensors.js';
import type { ServedModel } from '../repository/load-model.js';
import type { ModelRepository } from '../repository/model-repository.js';

export interface ModelRoutesOptions {
  readonly repository: ModelRepository;
  readonly metrics: Metrics;
  /** Images in one request, at most. */
  readonly maxImages: number;
}

interface ModelPath {
  Params: { readonly name: string; readonly version?: string };
}

const isBlank = (image: Uint8Array): boolean => image.every((level) => level === 0);

/** Runs images; blank ones are no digit, whatever the network makes of them. */
async function answer(
  { recognizer }: ServedModel,
  images: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<Answers> {
  const logits = await recognizer.logits(images, signal);
  const answers = recognitionsFromRows(images, logits, recognizer.manifest);
  const recognitions = answers.map((one, i): Recognition => (isBlank(images[i] ?? new Uint8Array()) ? BLANK : one));
  return { recognitions, logits };
}

/** Is aborted where the client goes before its answer. */
function clientGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort(new InferenceError(499, 'The client went before the answer.'));
  });
  return controller.signal;
}

export async function modelRoutes(
  app: FastifyInstance,
  { repository, metrics, maxImages }: ModelRoutesOptions,
): Promise<void> {
  const bodyLimit = largestBody(maxImages);

  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/:version']) {
    app.get<ModelPath>(path, async ({ params }) => {
      const { name, outputs } = repository.find(params.name, params.version);
      return {
        name,
        versions: repository.served().map(({ version }) => version),
        platform: 'onnx_onnxv1',
        inputs: [INPUT],
        outputs: outputs.map(({ name, datatype, shape }) => ({ name, datatype, shape })),
      };
    });

    app.get<ModelPath>(`${path}/ready`, async ({ params }, reply) => {
      try {
        return { name: repository.find(params.name, params.version).name, ready: true };
      } catch (error) {
        if (!(error instanceof InferenceError) || error.statusCode !== 503) throw error;
        return reply.code(503).send({ name: params.name, ready: false });
      }
    });

    app.post<ModelPath>(`${path}/infer`, { bodyLimit }, async (request, reply) => {
      const model = repository.find(request.params.name, request.params.version);
      reply.raw.once('close', () => {
        metrics.countInference(model, reply.raw.writableFinished ? String(reply.statusCode) : 'aborted');
      });
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const header = request.headers[JSON_LENGTH_HEADER];
      const inference = readInferRequest(body, header?.toString(), model.outputs, maxImages);
      try {
        const answers = await answer(model, inference.images, clientGone(reply));
        const response = writeInferResponse(model, inference, answers);
        if (response.jsonLength !== null) reply.header(JSON_LENGTH_HEADER, response.jsonLength);
        return reply
          .type(response.jsonLength === null ? 'application/json' : 'application/octet-stream')
          .send(response.body);
      } catch (error) {
        if (error instanceof QueueFullError) metrics.countRefusal();
        throw error;
      }
    });
  }
}
