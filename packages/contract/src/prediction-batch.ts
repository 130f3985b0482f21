// Many predictions in one request: each item is a request of its own, and so is what becomes of it.
import { z } from 'zod';
import { MAX_BATCH_ITEMS, MAX_BATCH_POINTS } from './limits.js';
import { countPoints, predictionRequestSchema, predictionSchema } from './prediction.js';
import { problemSchema } from './problem.js';

/** Refuses too many items, or points of all of them, before they are looked at one by one. */
function limitBatch(value: unknown, context: z.RefinementCtx): unknown {
  if (!Array.isArray(value)) return value;
  const refuse = (most: number, what: string, count: number) => {
    context.addIssue(
      `A batch may have at most ${most.toLocaleString('en')} ${what}; this one has ${count.toLocaleString('en')}.`,
    );
    return z.NEVER;
  };
  if (value.length > MAX_BATCH_ITEMS) return refuse(MAX_BATCH_ITEMS, 'items', value.length);
  const points = value.reduce<number>((sum, item) => sum + countPoints(item?.strokes), 0);
  return points > MAX_BATCH_POINTS ? refuse(MAX_BATCH_POINTS, 'points', points) : value;
}

export const predictionBatchRequestSchema = z
  .strictObject({
    items: z
      .preprocess(
        limitBatch,
        z.array(predictionRequestSchema).min(1, 'A batch has at least one item.').max(MAX_BATCH_ITEMS),
      )
      .describe(
        `What to recognise, 1–${MAX_BATCH_ITEMS} drawings and images; the drawings have at most ${MAX_BATCH_POINTS.toLocaleString('en')} points together.`,
      ),
  })
  .meta({ id: 'PredictionBatchRequest' });

export const failedItemSchema = z
  .object({ problem: problemSchema.describe('Why there is no prediction for this item.') })
  .meta({ id: 'FailedItem' });

export const predictionBatchSchema = z
  .object({
    items: z
      .array(z.union([predictionSchema, failedItemSchema]))
      .min(1)
      .max(MAX_BATCH_ITEMS)
      .describe('What became of each item, in their order: its prediction, logged, or the problem that it has.'),
  })
  .meta({ id: 'PredictionBatch' });

export type PredictionBatchRequest = z.infer<typeof predictionBatchRequestSchema>;
export type FailedItem = z.infer<typeof failedItemSchema>;
export type PredictionBatch = z.infer<typeof predictionBatchSchema>;
