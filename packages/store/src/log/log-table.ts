// The predictions table, as the log writes it.
import type { PredictionRecord } from '@digits/contract';
import { type Kysely, sql } from 'kysely';
import { type Database, recordFromRow } from '../predictions-table.js';
import { insertPredictions } from './insert-predictions.js';
import type { LoggedPrediction } from './logged-prediction.js';

/** The database as the log needs it. A PostgreSQL answers each call, or fails it, within a time limit. */
export interface LogTable {
  /** Inserts them in their order, each once; @returns the ids of those that were not there yet. */
  insert(predictions: readonly LoggedPrediction[]): Promise<ReadonlySet<string>>;
  /** Those of the ids that are there. */
  find(ids: readonly string[]): Promise<readonly PredictionRecord[]>;
  /** Resolves if the database answers. */
  ping(): Promise<void>;
}

export function createLogTable(database: Kysely<Database>): LogTable {
  return {
    insert: (predictions) => insertPredictions(database, predictions),
    async find(ids) {
      const rows = await database.selectFrom('predictions').selectAll().where('uuid', 'in', ids).execute();
      return rows.map(recordFromRow);
    },
    ping: async () => void (await sql`SELECT 1`.execute(database)),
  };
}
