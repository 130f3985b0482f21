// /api/v1/model: the model in use, for browsers that run the same network themselves.
import { type Model, modelSchema } from '@digits/contract';
import type { Manifest } from '@digits/recognizer';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type CompressedBytes, compressBytes } from '../compressed-bytes.js';
import { etagOf, isUnchanged } from '../etag.js';
import { HttpProblem } from '../http-problem.js';
import { notModified, problemResponses } from './problem-responses.js';

export interface ModelRoutesOptions {
  readonly manifest: Manifest;
  /** The bytes of weights.bin; null where the model has none. */
  readonly weights: Uint8Array | null;
}

const tags = ['model'];
const ONE_YEAR_S = 365 * 24 * 3600;

function describeModel(manifest: Manifest, weights: Uint8Array | null): Model {
  const { name, version, network, input, calibration, rejection, parameters } = manifest;
  const sha256 = manifest.weights?.sha256;
  return {
    name,
    version,
    network: network.map((layer) => ({ ...layer })),
    input: { shape: [...input.shape], scale: input.scale },
    calibration,
    rejection: rejection ?? null,
    parameters,
    weights:
      weights && sha256 !== undefined
        ? { url: `/api/v1/model/weights/${sha256}`, sha256, bytes: weights.length }
        : null,
  };
}

export const modelRoutes: FastifyPluginAsyncZod<ModelRoutesOptions> = async (app, { manifest, weights }) => {
  const model = describeModel(manifest, weights);
  const etag = etagOf(model);
  /** Compressed when they are first asked for, and kept. */
  let compressed: Promise<CompressedBytes> | undefined;

  app.get('/model', {
    schema: {
      operationId: 'getModel',
      tags,
      summary: 'The model in use: all that is needed to run its network elsewhere',
      response: {
        200: modelSchema.describe('The network, without its weights.'),
        304: notModified,
        ...problemResponses(),
      },
    },
    handler: async (request, reply) =>
      isUnchanged(request, reply, etag, true) ? reply.code(304).send() : reply.send(model),
  });

  app.get('/model/weights/:sha256', {
    // They are compressed once, not anew for each answer.
    compress: false,
    schema: {
      operationId: 'getModelWeights',
      tags,
      summary: 'The weights of the model in use, for browsers',
      params: z.object({ sha256: z.string().describe('Of the weights, as GET /model says.') }),
      response: {
        200: {
          description: 'weights.bin: int8 weights with a float32 scale a filter.',
          content: { 'application/octet-stream': { schema: z.string() } },
        },
        ...problemResponses(404),
      },
    },
    handler: async (request, reply) => {
      if (!weights || request.params.sha256 !== model.weights?.sha256) {
        throw new HttpProblem(
          404,
          'There are no weights with this checksum: GET /api/v1/model says where the present are.',
        );
      }
      compressed ??= compressBytes(weights);
      const { encoding, bytes } = (await compressed).forClient(request.headers['accept-encoding']);
      reply
        .type('application/octet-stream')
        .header('cache-control', `public, max-age=${ONE_YEAR_S}, immutable`)
        .header('vary', 'accept-encoding');
      if (encoding !== undefined) reply.header('content-encoding', encoding);
      // Bytes are sent as they are, past the response schema.
      return reply.send(bytes as never);
    },
  });
};
