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

/** A query-string share: 0–1, written as JSON writes numbers. */
const queryShare = z.preprocess(
  (text) =>
    typeof text === 'string' && /^-?(0|[1-9]\d{0,20})(\.\d{1,400})?(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : text,
  z.number('Must be a number from 0 to 1.').min(0, 'Must be 0 or more.').max(1, 'Must be 1 or less.'),
);

const queryDateTime = z.iso.datetime({
  offset: true,
  message:
    'Must be a date and time with its offset, such as 2026-11-25T18:00:00Z or 2026-11-25T19:00:00%2B01:00 ("+" is written %2B).',
});

/** Shown in which order: by arrival, or by how sure the model was. */
export const predictionOrderSchema = z.enum(['newest', 'oldest', 'leastSure', 'mostSure']);

const filters = {
  digit: queryInt(0, 9).optional().describe('Only predictions of this digit.'),
  label: queryInt(0, 9).optional().describe('Only predictions whose true digit is this.'),
  labelled: queryBoolean.optional().describe('Only predictions with (true) or without (false) a label.'),
  verdict: z
    .enum(['right', 'wrong'])
    .optional()
    .describe('Only those whose label is (right) or is not (wrong) the digit; a label on what was refused is wrong.'),
  rejected: queryBoolean.optional().describe('Only what was refused (true), or only digits (false).'),
  minConfidence: queryShare.optional().describe('Only those of this confidence or more, 0–1.'),
  maxConfidence: queryShare.optional().describe('Only those of this confidence or less, 0–1.'),
  from: queryDateTime.optional().describe('Only those logged at this time or later.'),
  to: queryDateTime.optional().describe('Only those logged before this time.'),
  source: sourceSchema.optional().describe('Only drawings, or only uploads.'),
};

const visitor = z
  .enum(['all'])
  .optional()
  .describe('Everybody’s predictions in place of one’s own; with the operator’s token only.');

export const listQuerySchema = z.strictObject({
  limit: queryInt(1, MAX_PAGE_SIZE).default(24).describe(`Records a page, 1–${MAX_PAGE_SIZE}.`),
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before.'),
  order: predictionOrderSchema
    .default('newest')
    .describe(
      'By arrival; or by confidence, those alike by arrival (leastSure: the oldest first, mostSure: the newest).',
    ),
  ...filters,
  visitor,
});

export const exportQuerySchema = z.strictObject({
  format: z.enum(['csv', 'json']).default('json').describe('A table, or an array of records.'),
  ...filters,
  visitor,
});

export const predictionPageSchema = z
  .object({
    items: z.array(predictionRecordSchema),
    nextCursor: z.string().nullable().describe('Pass as `cursor` for the next page; null on the last.'),
  })
  .meta({ id: 'PredictionPage' });

export type PredictionOrder = z.infer<typeof predictionOrderSchema>;
export type ListQuery = z.infer<typeof listQuerySchema>;
export type ExportQuery = z.infer<typeof exportQuerySchema>;
/** Which predictions, of the list and of the export. */
export type PredictionFilters = Omit<ExportQuery, 'format' | 'visitor'>;
export type PredictionPage = z.infer<typeof predictionPageSchema>;
