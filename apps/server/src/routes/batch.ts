// /api/v1/predictions/batch: recognise and log many drawings and images in one request.
import {
  MAX_BATCH_ITEMS,
  MAX_IMAGE_BODY_BYTES,
  type Prediction,
  type PredictionRequest,
  predictionBatchRequestSchema,
  predictionBatchSchema,
} from '@digits/contract';
import type { Visitor } from '@digits/store';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { AnswerLog } from '../answer-log.js';
import { describeError } from '../error-handler.js';
import { HttpProblem } from '../http-problem.js';
import type { Model } from '../models/model.js';
import type { RateLimits } from '../rate-limits.js';
import { type BatchOutcome, recognizeBatch } from '../recognize-batch.js';
import { identifyVisitor } from '../visitor.js';
import { problemResponses } from './problem-responses.js';

export interface BatchRoutesOptions {
  readonly model: Model;
  readonly log: AnswerLog;
  readonly limits: RateLimits;
}

/** A batch's images are read for as long as this, ms: a client that waits longer has given up. */
const IMAGES_BUDGET_MS = 20_000;

/**
 * Logs the outcomes; of those with the same id the first that was recognised, whose answer the others get. They are
 * logged at the same time, which the store makes few statements of.
 */
function logOutcomes(
  items: readonly PredictionRequest[],
  outcomes: readonly BatchOutcome[],
  log: AnswerLog,
  visitor: Visitor,
): Promise<PromiseSettledResult<Prediction>[]> {
  const first = new Map<string, Promise<Prediction>>();
  const logged = outcomes.map((outcome, i) => {
    if (outcome instanceof HttpProblem) return Promise.reject(outcome);
    // A UUID is the same in capitals.
    const id = items[i]?.id?.toLowerCase();
    const earlier = id === undefined ? undefined : first.get(id);
    const { latencyMs, ...recognized } = outcome;
    // One after the other, so that the first is the one that is kept.
    const add = () => log.add(recognized, { id: items[i]?.id, visitor, latencyMs });
    const prediction = earlier ? earlier.then(add) : add();
    if (id !== undefined) first.set(id, prediction);
    return prediction;
  });
  return Promise.allSettled(logged);
}

/** How many items a body has that was not checked yet: none where it is none, or has too many to be looked at. */
function countItems(body: unknown): number {
  const items = typeof body === 'object' && body !== null && 'items' in body ? body.items : undefined;
  return Array.isArray(items) && items.length <= MAX_BATCH_ITEMS ? items.length : 0;
}

export const batchRoutes: FastifyPluginAsyncZod<BatchRoutesOptions> = async (app, { model, log, limits }) => {
  app.post('/predictions/batch', {
    bodyLimit: MAX_IMAGE_BODY_BYTES,
    schema: {
      operationId: 'createPredictions',
      tags: ['predictions'],
      summary: 'Recognise many drawings and images, and log each prediction',
      description:
        'Each item is as the body of `POST /predictions`, and has an answer or a problem of its own, in the same order: a blank ' +
        'canvas or an image that cannot be read does not keep the others from being logged. A body that does not fit is refused whole. ' +
        'The limits of a body hold for the whole batch. It counts as as many requests as it has items, also where one does not fit.',
      body: predictionBatchRequestSchema,
      response: {
        200: predictionBatchSchema.describe('Each item’s prediction, logged, or its problem.'),
        ...problemResponses(403, 413, 415, 422),
      },
    },
    // Before it is checked: what does not fit takes its time, too. One was counted when the request came.
    preValidation: (request, reply) =>
      limits.take('requests', request, reply, Math.max(0, countItems(request.body) - 1)),
    handler: async (request, reply) => {
      const { items } = request.body;
      await limits.take('images', request, reply, items.filter((item) => 'image' in item).length);
      const outcomes = await recognizeBatch(model, items, IMAGES_BUDGET_MS);
      const results = await logOutcomes(items, outcomes, log, identifyVisitor(request, reply));
      const failures = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
      // Where nothing could be logged, the request as a whole can be tried again, and is by clients that know nothing of items.
      const unexpected = failures.find((reason) => !(reason instanceof HttpProblem));
      if (unexpected !== undefined && failures.length === results.length) throw unexpected;
      return {
        items: results.map((result) =>
          result.status === 'fulfilled' ? result.value : { problem: describeError(result.reason, request) },
        ),
      };
    },
  });
};
