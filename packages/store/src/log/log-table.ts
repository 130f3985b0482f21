// The predictions table, as the log writes it.
import { type Kysely, sql } from 'kysely';
import { type Database, recordFromRow } from '../predictions-table.js';
import { insertPredictions } from './insert-predictions.js';
import type { LogTable } from './prediction-log.js';

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
