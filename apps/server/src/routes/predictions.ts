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
import type { AnswerLog } from '../answer-log.js';
import { etagOf, isUnchanged } from '../etag.js';
import { HttpProblem } from '../http-problem.js';
import type { Metrics } from '../metrics.js';
import type { Model } from '../models/model.js';
import { listedOwner, ownerOf } from '../operator.js';
import type { RateLimits } from '../rate-limits.js';
import { recognizeRequest } from '../recognize-request.js';
import { identifyVisitor } from '../visitor.js';
import { notModified, problemResponses } from './problem-responses.js';

export interface PredictionRoutesOptions {
  readonly store: Store;
  readonly model: Model;
  readonly log: AnswerLog;
  readonly metrics: Metrics;
  readonly limits: RateLimits;
}

const tags = ['predictions'];
const paramsSchema = z.object({ id: z.uuid().describe('The prediction’s id.') });

const SHARED =
  'Programs without a visitor’s cookie share their predictions, so they cannot delete all of them: delete each by its id.';
const notFound = () => new HttpProblem(404, 'There is no prediction with this id.');

export const predictionRoutes: FastifyPluginAsyncZod<PredictionRoutesOptions> = async (
  app,
  { store, model, log, metrics, limits },
) => {
  app.post('/predictions', {
    bodyLimit: MAX_IMAGE_BODY_BYTES,
    schema: {
      operationId: 'createPrediction',
      tags,
      summary: 'Recognise a drawing or an image of one digit or of several, and log the prediction',
      description:
        'The same `id` sent again is the same prediction: it is logged once, and its first answer is given again.',
      body: predictionRequestSchema,
      response: {
        201: predictionSchema.describe('The prediction, logged.'),
        ...problemResponses(403, 413, 415, 422),
      },
    },
    handler: async (request, reply) => {
      if ('image' in request.body) await limits.take('images', request, reply);
      const start = performance.now();
      const recognized = await recognizeRequest(model, request.body);
      const prediction = await log.add(recognized, {
        id: request.body.id,
        visitor: identifyVisitor(request, reply),
        latencyMs: performance.now() - start,
      });
      return reply.code(201).header('location', `/api/v1/predictions/${prediction.id}`).send(prediction);
    },
  });

  app.get('/predictions', {
    schema: {
      operationId: 'listPredictions',
      tags,
      summary: 'List your own predictions, a page at a time',
      description:
        'Pages stay stable while predictions arrive: follow `nextCursor` with the other parameters unchanged.',
      querystring: listQuerySchema,
      response: { 200: predictionPageSchema.describe('One page.'), 304: notModified, ...problemResponses(422) },
    },
    handler: async (request, reply) => {
      const { visitor, ...query } = request.query;
      const page = await store.listPredictions(query, listedOwner(visitor, request, reply));
      return isUnchanged(request, reply, etagOf(page)) ? reply.code(304).send() : reply.send(page);
    },
  });

  app.delete('/predictions', {
    schema: {
      operationId: 'deleteAllPredictions',
      tags,
      summary: 'Delete all of your own predictions',
      response: {
        200: deletedSchema.describe('All that were the visitor’s are deleted.'),
        ...problemResponses(403, 413, 415),
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
      operationId: 'getPrediction',
      tags,
      summary: 'Find one prediction, anybody’s, by its id',
      params: paramsSchema,
      response: {
        200: predictionDetailsSchema.describe('As it was logged.'),
        304: notModified,
        ...problemResponses(404),
      },
    },
    handler: async (request, reply) => {
      const record = await store.findPrediction(request.params.id, identifyVisitor(request, reply));
      if (!record) throw notFound();
      return isUnchanged(request, reply, etagOf(record)) ? reply.code(304).send() : reply.send(record);
    },
  });

  app.put('/predictions/:id/label', {
    schema: {
      operationId: 'setLabel',
      tags,
      summary: 'Say which digit one of your own predictions really was',
      params: paramsSchema,
      body: labelRequestSchema,
      response: {
        200: predictionRecordSchema.describe('With its new label.'),
        ...problemResponses(403, 404, 413, 415, 422),
      },
    },
    handler: async (request, reply) => {
      const { params, body } = request;
      const record = await store.setLabel(params.id, body.label, ownerOf(request, reply));
      if (!record) throw notFound();
      metrics.countLabel(record);
      return record;
    },
  });

  app.delete('/predictions/:id', {
    schema: {
      operationId: 'deletePrediction',
      tags,
      summary: 'Delete one of your own predictions',
      params: paramsSchema,
      response: {
        204: z.undefined().describe('Deleted.'),
        ...problemResponses(403, 404, 413, 415),
      },
    },
    handler: async (request, reply) => {
      if (!(await store.deletePrediction(request.params.id, ownerOf(request, reply)))) throw notFound();
      return reply.code(204).send();
    },
  });
};
