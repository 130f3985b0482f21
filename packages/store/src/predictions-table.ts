// The predictions table as Kysely's types: what a row is when read and when inserted (migrations/).
import type { PictureDigit, PredictionRecord, PredictionSource } from '@digits/contract';
import type { ColumnType, Generated, Selectable } from 'kysely';

export interface PredictionsTable {
  /** bigint, as text: it may exceed what a double holds. */
  readonly key: ColumnType<string, never, never>;
  readonly uuid: Generated<string>;
  readonly created_at: ColumnType<Date, never, never>;
  readonly digit: number | null;
  readonly confidence: number;
  readonly probabilities: number[];
  readonly digits: ColumnType<PictureDigit[] | null, never, never>;
  readonly model_name: string;
  readonly model_version: string;
  readonly latency_ms: number;
  readonly label: ColumnType<number | null, never, number | null>;
  readonly labelled_at: ColumnType<Date | null, never, Date | null>;
  readonly source: PredictionSource;
  /** Inserted as JSON text. */
  readonly ink: ColumnType<PredictionRecord['ink'], string | null, never>;
  readonly pixels: Uint8Array;
  readonly visitor: string | null;
}

export interface Database {
  readonly predictions: PredictionsTable;
}

export type PredictionRow = Selectable<PredictionsTable>;

/** The row as the API shows it. Whose it is stays in the database. */
export function recordFromRow(row: PredictionRow): PredictionRecord {
  return {
    id: row.uuid,
    digit: row.digit,
    confidence: row.confidence,
    probabilities: row.probabilities,
    ...(row.digits && { digits: row.digits }),
    rejected: row.digit === null,
    model: { name: row.model_name, version: row.model_version },
    createdAt: row.created_at.toISOString(),
    label: row.label,
    labelledAt: row.labelled_at?.toISOString() ?? null,
    source: row.source,
    ink: row.ink,
    pixels: Buffer.from(row.pixels).toString('base64'),
    latencyMs: row.latency_ms,
  };
}
