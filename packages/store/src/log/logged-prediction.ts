// A prediction as it is logged: with its id and its time, both known before it is written, so that writing it again changes nothing.
import { randomUUID } from 'node:crypto';
import { type PredictionRecord, pictureDigitsSchema } from '@digits/contract';
import { z } from 'zod';
import type { NewPrediction } from '../new-prediction.js';

/** A prediction that is to be in the database once, however often it is sent there. */
export interface LoggedPrediction extends NewPrediction {
  readonly id: string;
  /** ISO 8601 with milliseconds, UTC. */
  readonly createdAt: string;
  /** The row, as it is written to the spool and read by PostgreSQL. */
  readonly json: string;
}

/** Gives a prediction what makes it the same one for ever. */
export function toLogged(prediction: NewPrediction): LoggedPrediction {
  const logged = {
    ...prediction,
    id: prediction.id?.toLowerCase() ?? randomUUID(),
    createdAt: new Date().toISOString(),
  };
  return { ...logged, json: JSON.stringify(rowFromLogged(logged)) };
}

/** The prediction as the API shows it, before anybody has labelled it. */
export const recordFromLogged = (prediction: LoggedPrediction): PredictionRecord => ({
  id: prediction.id,
  digit: prediction.digit,
  confidence: prediction.confidence,
  probabilities: [...prediction.probabilities],
  ...(prediction.digits && { digits: [...prediction.digits] }),
  rejected: prediction.digit === null,
  model: prediction.model,
  createdAt: prediction.createdAt,
  label: null,
  labelledAt: null,
  source: prediction.source,
  ink: prediction.ink,
  pixels: Buffer.from(prediction.pixels).toString('base64'),
  latencyMs: prediction.latencyMs,
});

const pointSchema = z.tuple([z.number(), z.number()]);

/** What a prediction is written down as; the names are those of the table's columns, so that PostgreSQL reads it as it is. */
const rowSchema = z.object({
  uuid: z.uuid(),
  created_at: z.iso.datetime(),
  digit: z.int().nullable(),
  confidence: z.number(),
  probabilities: z.array(z.number()),
  /** Absent where there are none, and in what earlier releases wrote. */
  digits: pictureDigitsSchema.optional(),
  model_name: z.string(),
  model_version: z.string(),
  latency_ms: z.number(),
  source: z.enum(['draw', 'upload']),
  ink: z.object({ strokes: z.array(z.array(pointSchema)), size: z.number() }).nullable(),
  /** base64 */
  pixels: z.base64(),
  visitor: z.uuid().nullable(),
});

const rowFromLogged = (prediction: Omit<LoggedPrediction, 'json'>): z.infer<typeof rowSchema> => ({
  uuid: prediction.id,
  created_at: prediction.createdAt,
  digit: prediction.digit,
  confidence: prediction.confidence,
  probabilities: [...prediction.probabilities],
  ...(prediction.digits && { digits: [...prediction.digits] }),
  model_name: prediction.model.name,
  model_version: prediction.model.version,
  latency_ms: prediction.latencyMs,
  source: prediction.source,
  ink: prediction.ink,
  pixels: Buffer.from(prediction.pixels).toString('base64'),
  visitor: prediction.visitor,
});

/**
 * Reads what toLogged wrote.
 * @returns null where `json` is no such row
 * @throws SyntaxError where it is no JSON
 */
export function loggedFromJson(json: string): LoggedPrediction | null {
  const { success, data: row } = rowSchema.safeParse(JSON.parse(json));
  if (!success) return null;
  return {
    json,
    id: row.uuid,
    createdAt: row.created_at,
    digit: row.digit,
    confidence: row.confidence,
    probabilities: row.probabilities,
    digits: row.digits,
    model: { name: row.model_name, version: row.model_version },
    latencyMs: row.latency_ms,
    source: row.source,
    ink: row.ink,
    pixels: Buffer.from(row.pixels, 'base64'),
    visitor: row.visitor,
  };
}
