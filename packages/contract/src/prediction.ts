// What a prediction is, as a request, a response and a logged record. One schema gives validation, types and OpenAPI.
import { z } from 'zod';

/** The most points one drawing may have, over all its strokes. */
export const MAX_POINTS = 10_000;
/** The largest request body, bytes. */
export const MAX_BODY_BYTES = 1_000_000;
/** Coordinates further out than this are a mistake, not a drawing. */
export const MAX_COORDINATE = 1_000_000;

const coordinate = z.number().min(-MAX_COORDINATE).max(MAX_COORDINATE);

export const pointSchema = z
  .tuple([coordinate, coordinate])
  .describe('[x, y]: x to the right, y down, in the units of `size`.');

export const strokesSchema = z
  .array(z.array(pointSchema))
  .refine((strokes) => strokes.reduce((count, stroke) => count + stroke.length, 0) <= MAX_POINTS, {
    message: `A drawing may have at most ${MAX_POINTS.toLocaleString('en')} points.`,
  })
  .describe('Pen strokes in the order drawn, each the points from pen down to pen up.');

const clientId = z
  .uuid()
  .describe("The prediction's id, when the client chooses it: sent twice, it is one prediction, logged once.");

export const strokesRequestSchema = z.strictObject({
  strokes: strokesSchema,
  size: z.number().positive().max(MAX_COORDINATE).describe('Side of the square that was drawn on.'),
  id: clientId.optional(),
});

export const imageRequestSchema = z.strictObject({
  image: z
    .string()
    .regex(/^data:image\/[a-z0-9.+-]+;base64,[A-Za-z0-9+/]+={0,2}$/i, {
      message: 'Must be a base64 data URL of an image, such as "data:image/png;base64,…".',
    })
    .describe('An image of one digit as a base64 data URL.'),
  id: clientId.optional(),
});

export const predictionRequestSchema = z.union([strokesRequestSchema, imageRequestSchema]);

export const digitSchema = z.int().min(0).max(9);

export const modelRefSchema = z.object({ name: z.string(), version: z.string() });

export const predictionSchema = z.object({
  id: z.uuid(),
  digit: digitSchema.nullable().describe('What it is; null where the ink is not a digit.'),
  confidence: z.number().min(0).max(1).describe('Calibrated probability of the likeliest digit.'),
  probabilities: z.array(z.number().min(0).max(1)).length(10).describe('Calibrated probability of each digit 0–9.'),
  rejected: z.boolean().describe('True where the ink is not a digit.'),
  model: modelRefSchema.describe('Which model answered.'),
  createdAt: z.iso.datetime(),
});

export const sourceSchema = z.enum(['draw', 'upload']);

/** A prediction as it was logged: with the ink, and the true label once somebody gave it. */
export const predictionRecordSchema = predictionSchema.extend({
  label: digitSchema.nullable().describe('The true digit, as a person said; null until then.'),
  labelledAt: z.iso.datetime().nullable(),
  source: sourceSchema,
  ink: z
    .object({ strokes: z.array(z.array(pointSchema)), size: z.number() })
    .nullable()
    .describe('The strokes as drawn; null for an uploaded image.'),
  pixels: z.string().describe('The 28×28 that the model saw: 784 bytes, row by row, 0 paper to 255 ink, base64.'),
  latencyMs: z.number().nonnegative().describe('Time the server took to recognise it, milliseconds.'),
});

export const labelRequestSchema = z.strictObject({
  label: digitSchema.nullable().describe('The true digit, or null to take the label back.'),
});

/** A query-string boolean: "true" or "false" to the letter. */
const queryBoolean = z.enum(['true', 'false']).transform((value) => value === 'true');

export const listQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(24).describe('Records a page.'),
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before.'),
  order: z.enum(['newest', 'oldest']).default('newest'),
  digit: z.coerce.number().int().min(0).max(9).optional().describe('Only predictions of this digit.'),
  label: z.coerce.number().int().min(0).max(9).optional().describe('Only predictions whose true digit is this.'),
  labelled: queryBoolean.optional().describe('Only predictions with (true) or without (false) a label.'),
  source: sourceSchema.optional(),
});

export const predictionPageSchema = z.object({
  items: z.array(predictionRecordSchema),
  nextCursor: z.string().nullable().describe('Pass as `cursor` for the next page; null on the last.'),
});

export type Point = z.infer<typeof pointSchema>;
export type StrokesRequest = z.infer<typeof strokesRequestSchema>;
export type ImageRequest = z.infer<typeof imageRequestSchema>;
export type PredictionRequest = z.infer<typeof predictionRequestSchema>;
export type Prediction = z.infer<typeof predictionSchema>;
export type PredictionRecord = z.infer<typeof predictionRecordSchema>;
export type LabelRequest = z.infer<typeof labelRequestSchema>;
export type ListQuery = z.infer<typeof listQuerySchema>;
export type PredictionPage = z.infer<typeof predictionPageSchema>;
export type ModelRef = z.infer<typeof modelRefSchema>;
export type PredictionSource = z.infer<typeof sourceSchema>;
