// Asking for logged predictions: the filters, the order and the pages of GET /predictions and its export.
import { z } from 'zod';
import { MAX_PAGE_SIZE } from './limits.js';
import { predictionRecordSchema, sourceSchema } from './prediction.js';

/** A query-string boolean: "true" or "false" to the letter. */
const queryBoolean = z.preprocess(
  (text) => (text === 'true' ? true : text === 'false' ? false : text),
  z.boolean('Must be true or false.'),
);

/** A query-string whole number: digits only, so that "", "1e1" and " 7" are refused, not guessed at. */
function queryInt(min: number, max: number) {
  const message = `Must be a whole number from ${min} to ${max}.`;
  return z.preprocess(
    (text) => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text),
    z.int(message).min(min, message).max(max, message),
  );
}

const filters = {
  digit: queryInt(0, 9).optional().describe('Only predictions of this digit.'),
  label: queryInt(0, 9).optional().describe('Only predictions whose true digit is this.'),
  labelled: queryBoolean.optional().describe('Only predictions with (true) or without (false) a label.'),
  source: sourceSchema.optional().describe('Only drawings, or only uploads.'),
};

export const listQuerySchema = z.strictObject({
  limit: queryInt(1, MAX_PAGE_SIZE).default(24).describe(`Records a page, 1–${MAX_PAGE_SIZE}.`),
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before.'),
  order: z.enum(['newest', 'oldest']).default('newest'),
  ...filters,
});

export const exportQuerySchema = z.strictObject({
  format: z.enum(['csv', 'json']).default('json').describe('A table, or an array of records.'),
  ...filters,
});

export const predictionPageSchema = z
  .object({
    items: z.array(predictionRecordSchema),
    nextCursor: z.string().nullable().describe('Pass as `cursor` for the next page; null on the last.'),
  })
  .meta({ id: 'PredictionPage' });

export type ListQuery = z.infer<typeof listQuerySchema>;
export type ExportQuery = z.infer<typeof exportQuerySchema>;
export type PredictionPage = z.infer<typeof predictionPageSchema>;
