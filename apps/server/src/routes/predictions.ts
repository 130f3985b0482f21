// /api/v1/predictions: recognise and log, find, list, label, delete.
import {
  deletedSchema,
  labelRequestSchema,
  listQuerySchema,
  MAX_IMAGE_BODY_BYTES,
  predictionDetailsSchema,
  predictionPageSchema,
  predictionRecordSchema,
  predictionRequestSchema,
  predictionSchema,
} from '@digits/contract';
import type { Store } from '@digits/store';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { HttpProblem } from '../http-problem.js';
import type { Metrics } from '../metrics.js';
import type { Model } from '../models/model.js';
import { recognizeRequest } from '../recognize-request.js';
import { identifyVisitor } from '../visitor.js';
import { problemResponses } from './problem-responses.js';

export interface PredictionRoutesOptions {
  readonly store: Store;
  readonly model: Model;
  readonly metrics: Metrics;
}

const tags = ['predictions'];
const paramsSchema = z.object({ id: z.uuid().describe('The prediction’s id.') });

const SHARED =
  'Programs without a visitor’s cookie share their predictions, so they cannot delete all of them: delete each by its id.';
const notFound = () => new HttpProblem(404, 'There is no prediction with this id.');

export const predictionRoutes: FastifyPluginAsyncZod<PredictionRoutesOptions> = async (
  app,
  { store, model, metrics },
) => {
  app.post('/predictions', {
    bodyLimit: MAX_IMAGE_BODY_BYTES,
    schema: {
      tags,
      summary: 'Recognise a drawing or an image of one digit or of several, and log the prediction',
      description:
        'The same `id` sent again is the same prediction: it is logged once, and its first answer is given again. `digits`, which is ' +
        'not logged, is given again only by the model that gave it, and with the same image.',
      body: predictionRequestSchema,
      response: {
        201: predictionSchema.describe('The prediction, logged.'),
        ...problemResponses(400, 413, 415, 422, 429, 500, 503),
      },
    },
    handler: async (request, reply) => {
      const start = performance.now();
      const { drawing, recognition, digits, model: answered } = await recognizeRequest(model, request.body);
      const { record, inserted } = await store.insertPrediction({
        id: request.body.id,
        ...drawing,
        digit: recognition.digit,
        confidence: recognition.confidence,
        probabilities: recognition.probabilities,
        model: answered,
        visitor: identifyVisitor(request, reply),
        latencyMs: performance.now() - start,
      });
      if (inserted) metrics.countPrediction(record, digits);
      // An id that is sent again is still the first prediction: of another image, or by another model, these are not its digits.
      const isOfImage = inserted || Buffer.from(record.pixels, 'base64').equals(drawing.pixels);
      const isByModel = record.model.name === answered.name && record.model.version === answered.version;
      return reply
        .code(201)
        .header('location', `/api/v1/predictions/${record.id}`)
        .send({ ...record, ...(digits && isOfImage && isByModel && { digits }) });
    },
  });

  app.get('/predictions', {
    schema: {
      tags,
      summary: 'List your own predictions, a page at a time',
      description:
        'Pages stay stable while predictions arrive: follow `nextCursor` with the other parameters unchanged.',
      querystring: listQuerySchema,
      response: { 200: predictionPageSchema.describe('One page.'), ...problemResponses(422, 429, 500, 503) },
    },
    handler: (request, reply) => store.listPredictions(request.query, identifyVisitor(request, reply)),
  });

  app.delete('/predictions', {
    schema: {
      tags,
      summary: 'Delete all of your own predictions',
      response: {
        200: deletedSchema.describe('All that were the visitor’s are deleted.'),
        ...problemResponses(400, 403, 413, 415, 429, 500, 503),
      },
    },
    handler: async (request, reply) => {
      const visitor = identifyVisitor(request, reply);
      if (visitor === null) throw new HttpProblem(403, SHARED);
      return { deleted: await store.deleteAllPredictions(visitor) };
    },
  });

  app.get('/predictions/:id', {
    schema: {
      tags,
      summary: 'Find one prediction, anybody’s, by its id',
      params: paramsSchema,
      response: { 200: predictionDetailsSchema.describe('As it was logged.'), ...problemResponses(404, 429, 500, 503) },
    },
    handler: async (request, reply) => {
      const record = await store.findPrediction(request.params.id, identifyVisitor(request, reply));
      if (!record) throw notFound();
      return record;
    },
  });

  app.put('/predictions/:id/label', {
    schema: {
      tags,
      summary: 'Say which digit one of your own predictions really was',
      params: paramsSchema,
      body: labelRequestSchema,
      response: {
        200: predictionRecordSchema.describe('With its new label.'),
        ...problemResponses(400, 403, 404, 413, 415, 422, 429, 500, 503),
      },
    },
    handler: async (request, reply) => {
      const { params, body } = request;
      const record = await store.setLabel(params.id, body.label, identifyVisitor(request, reply));
      if (!record) throw notFound();
      metrics.countLabel(record);
      return record;
    },
  });

  app.delete('/predictions/:id', {
    schema: {
      tags,
      summary: 'Delete one of your own predictions',
      params: paramsSchema,
      response: {
        204: z.undefined().describe('Deleted.'),
        ...problemResponses(400, 403, 404, 413, 415, 429, 500, 503),
      },
    },
    handler: async (request, reply) => {
      const visitor = identifyVisitor(request, reply);
      if (!(await store.deletePrediction(request.params.id, visitor))) throw notFound();
      return reply.code(204).send();
    },
  });
};
