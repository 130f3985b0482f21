// What a prediction is, as a request, a response and a logged record. One schema gives validation, types and OpenAPI.
import { z } from 'zod';
import { MAX_COORDINATE, MAX_POINTS } from './limits.js';

const coordinate = z.number().min(-MAX_COORDINATE).max(MAX_COORDINATE);
const maxPoints = MAX_POINTS.toLocaleString('en');

export const pointSchema = z
  .tuple([coordinate, coordinate])
  .describe('[x, y]: x to the right, y down, in the units of `size`.');

/** How many points there are in what may be strokes, or anything else. */
export function countPoints(strokes: unknown): number {
  if (!Array.isArray(strokes)) return 0;
  let points = 0;
  for (const stroke of strokes) if (Array.isArray(stroke)) points += stroke.length;
  return points;
}

const isCoordinate = (value: unknown): boolean => typeof value === 'number' && Math.abs(value) <= MAX_COORDINATE;
const isPoint = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && isCoordinate(value[0]) && isCoordinate(value[1]);

/** What is wrong with the first stroke or point that is wrong; undefined where none is. */
function findWrong(strokes: readonly unknown[]): z.core.$ZodIssue | undefined {
  for (const [i, stroke] of strokes.entries()) {
    const wrong = Array.isArray(stroke) ? stroke.findIndex((point) => !isPoint(point)) : 0;
    if (wrong === -1) continue;
    const path = Array.isArray(stroke) ? [i, wrong] : [i];
    const { error } = Array.isArray(stroke)
      ? pointSchema.safeParse(stroke[wrong])
      : z.array(pointSchema).safeParse(stroke);
    const issue = error?.issues[0];
    if (issue) return { ...issue, path: [...path, ...issue.path] };
  }
  return undefined;
}

/**
 * Refuses too many points or strokes, and says of wrong ones only the first: a body of many thousand wrong points would otherwise give as many issues,
 * and take its time for it.
 */
function limitPoints(value: unknown, context: z.RefinementCtx): unknown {
  if (!Array.isArray(value)) return value;
  const points = countPoints(value);
  if (points <= MAX_POINTS && value.length <= MAX_POINTS) {
    const wrong = findWrong(value);
    if (wrong === undefined) return value;
    context.addIssue({ code: 'custom', message: wrong.message, path: wrong.path, input: value });
    return z.NEVER;
  }
  const [count, what] = points > MAX_POINTS ? [points, 'points'] : [value.length, 'strokes'];
  context.addIssue(`A drawing may have at most ${maxPoints} ${what}; this one has ${count.toLocaleString('en')}.`);
  return z.NEVER;
}

export const strokesSchema = z
  .preprocess(limitPoints, z.array(z.array(pointSchema)))
  .describe(`Pen strokes in the order drawn, each the points from pen down to pen up; at most ${maxPoints} points.`);

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
    .describe('An image of one digit, or of a row of digits, as a base64 data URL; a file of almost 9 MB at most.'),
  id: clientId.optional(),
});

export const predictionRequestSchema = z
  .union([strokesRequestSchema, imageRequestSchema])
  .meta({ id: 'PredictionRequest' })
  .describe('A drawing (`strokes` and `size`) or an `image`.');

export const digitSchema = z.int().min(0).max(9);

export const modelRefSchema = z.object({ name: z.string(), version: z.string() });

const answerFields = z.object({
  id: z.uuid(),
  digit: digitSchema.nullable().describe('What it is; null where the ink is not a digit, or is several.'),
  confidence: z
    .number()
    .min(0)
    .max(1)
    .describe(
      'Of a digit: the calibrated probability that it is this one, given that it is a digit. Where it is refused: what is left for the ' +
        'likeliest digit, so it is low; 0 where the ink is several digits or a texture.',
    ),
  probabilities: z
    .array(z.number().min(0).max(1))
    .length(10)
    .describe('Calibrated probability of each digit 0–9, given that it is a digit; they add up to 1.'),
  rejected: z.boolean().describe('True where the ink is not a digit, or is several.'),
  model: modelRefSchema.describe('Which model answered.'),
  createdAt: z.iso.datetime(),
});

const wholePixels = z.int().nonnegative();

/** One digit of a picture of several. */
export const pictureDigitSchema = z
  .object({
    digit: digitSchema.nullable().describe('What it is; null where it is not a digit.'),
    confidence: answerFields.shape.confidence,
    probabilities: answerFields.shape.probabilities,
    box: z
      .object({ left: wholePixels, top: wholePixels, width: wholePixels, height: wholePixels })
      .describe('Where it is, pixels of the upright picture.'),
  })
  .meta({ id: 'PictureDigit' });

/** The digits of a picture of several, in reading order. */
export const pictureDigitsSchema = z.array(pictureDigitSchema).min(2);

const predictionFields = answerFields.extend({
  digits: pictureDigitsSchema
    .optional()
    .describe(
      'Where an image shows several digits: each of them, rows from top to bottom, each from left to right. `digit` is then null, ' +
        '`confidence` 0, and `probabilities` are those of all the ink taken as one.',
    ),
});

export const predictionSchema = predictionFields.meta({ id: 'Prediction' });

export const sourceSchema = z.enum(['draw', 'upload']);

/** A prediction as it was logged: with the ink, and the true label once somebody gave it. */
export const predictionRecordSchema = predictionFields
  .extend({
    label: digitSchema.nullable().describe('The true digit, as a person said; null until then.'),
    labelledAt: z.iso.datetime().nullable(),
    source: sourceSchema,
    ink: z
      .object({ strokes: z.array(z.array(pointSchema)), size: z.number() })
      .nullable()
      .describe('The strokes as drawn; null for an uploaded image.'),
    pixels: z.string().describe('The 28×28 that the model saw: 784 bytes, row by row, 0 paper to 255 ink, base64.'),
    latencyMs: z.number().nonnegative().describe('Time the server took to recognise it, milliseconds.'),
  })
  .meta({ id: 'PredictionRecord' });

/** A prediction asked for by its id, which whoever knows it may see. */
export const predictionDetailsSchema = predictionRecordSchema
  .extend({
    mine: z.boolean().describe('Whether it is of the visitor who asks, who then may label and delete it.'),
  })
  .meta({ id: 'PredictionDetails' });

export const deletedSchema = z
  .object({ deleted: z.int().nonnegative().describe('How many predictions were deleted.') })
  .meta({ id: 'Deleted' });

export const labelRequestSchema = z
  .strictObject({ label: digitSchema.nullable().describe('The true digit, or null to take the label back.') })
  .meta({ id: 'LabelRequest' });

export type Point = z.infer<typeof pointSchema>;
export type StrokesRequest = z.infer<typeof strokesRequestSchema>;
export type ImageRequest = z.infer<typeof imageRequestSchema>;
export type PredictionRequest = z.infer<typeof predictionRequestSchema>;
export type Prediction = z.infer<typeof predictionSchema>;
export type PictureDigit = z.infer<typeof pictureDigitSchema>;
export type PredictionRecord = z.infer<typeof predictionRecordSchema>;
export type PredictionDetails = z.infer<typeof predictionDetailsSchema>;
export type Deleted = z.infer<typeof deletedSchema>;
export type LabelRequest = z.infer<typeof labelRequestSchema>;
export type ModelRef = z.infer<typeof modelRefSchema>;
export type PredictionSource = z.infer<typeof sourceSchema>;
