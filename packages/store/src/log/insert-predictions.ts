// Many predictions into the table by one statement, each once.
import { type Kysely, sql } from 'kysely';
import type { Database } from '../predictions-table.js';
import type { LoggedPrediction } from './logged-prediction.js';

/**
 * Inserts them in their order, those whose id is there already left out.
 * @returns the ids of those that were inserted, lower case.
 */
export async function insertPredictions(
  database: Kysely<Database>,
  predictions: readonly LoggedPrediction[],
): Promise<Set<string>> {
  // As one JSON value: the statement is the same for any number of rows, and JSON's numbers are doubles to the last bit.
  const rows = `[${predictions.map(({ json }) => json).join(',')}]`;
  const { rows: inserted } = await sql<{ uuid: string }>`
    INSERT INTO predictions (uuid, created_at, digit, confidence, probabilities, digits, model_name, model_version, latency_ms,
      source, ink, pixels, visitor)
    SELECT uuid, created_at, digit, confidence, probabilities, digits, model_name, model_version, latency_ms,
      source, nullif(ink, 'null'::jsonb), decode(pixels, 'base64'), visitor
    FROM ROWS FROM (json_to_recordset(${rows}::json) AS (uuid uuid, created_at timestamptz, digit smallint,
      confidence double precision, probabilities double precision[], digits jsonb, model_name text, model_version text,
      latency_ms double precision, source text, ink jsonb, pixels text, visitor uuid)) WITH ORDINALITY
    ORDER BY ordinality
    ON CONFLICT (uuid) DO NOTHING
    RETURNING uuid`.execute(database);
  return new Set(inserted.map(({ uuid }) => uuid));
}
