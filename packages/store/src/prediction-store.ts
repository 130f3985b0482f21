// The queries over the predictions table.
import type { ListQuery, PredictionDetails, PredictionPage, PredictionRecord } from '@digits/contract';
import { type Kysely, sql } from 'kysely';
import { encodeCursor } from './cursor.js';
import { EVERYBODY, isOf, type Owner, selectPage, type Visitor } from './list-predictions.js';
import { type Database, type PredictionRow, recordFromRow } from './predictions-table.js';
import { isUnavailable, NotYoursError, reasonOf, StoreError, StoreUnavailableError } from './store-error.js';

/**
 * The predictions in the database. Ids are UUIDs. Any call throws StoreUnavailableError while the database cannot be reached, and
 * StoreError when it refuses.
 */
export interface PredictionStore {
  /** Anybody's prediction, and whether it is `visitor`'s own. */
  findPrediction(id: string, visitor: Visitor): Promise<PredictionDetails | null>;
  /**
   * One page of the owner's, in the order asked for.
   * @throws CursorError when the cursor is not one that this store gave out for that order.
   */
  listPredictions(query: ListQuery, owner: Owner): Promise<PredictionPage>;
  /**
   * Sets (0–9) or takes back (null) what the digit really was. Returns the record, or null if there is none.
   * @throws NotYoursError when it is somebody else's.
   */
  setLabel(id: string, label: number | null, owner: Owner): Promise<PredictionRecord | null>;
  /**
   * Returns whether there was one to delete.
   * @throws NotYoursError when it is somebody else's.
   */
  deletePrediction(id: string, owner: Owner): Promise<boolean>;
  /** Deletes all of a visitor's own. Returns how many they were. */
  deleteAllPredictions(visitor: string): Promise<number>;
  /** Resolves if the database answers. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/** Turns the database's errors into the store's. */
async function guard<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const reason = reasonOf(error);
    if (isUnavailable(error))
      throw new StoreUnavailableError(`The database does not answer: ${reason}.`, { cause: error });
    throw new StoreError(`The database refused: ${reason}.`, { cause: error });
  }
}

/** A store over a database whose schema is up to date; closing it closes the database. */
export function createPredictionStore(database: Kysely<Database>): PredictionStore {
  const selectById = (id: string): Promise<PredictionRow | undefined> =>
    database.selectFrom('predictions').selectAll().where('uuid', '=', id).executeTakeFirst();

  /** Throws where `id` is a prediction of somebody else. */
  async function refuseOthers(id: string, owner: Owner): Promise<void> {
    const row = await selectById(id);
    // It may have become one's own since: then it is as if it had not been there yet.
    if (row && owner !== EVERYBODY && row.visitor !== owner)
      throw new NotYoursError('This prediction is somebody else’s.');
  }

  return {
    findPrediction: (id, visitor) =>
      guard(async () => {
        const row = await selectById(id);
        return row ? { ...recordFromRow(row), mine: row.visitor === visitor } : null;
      }),

    listPredictions: (query, owner) =>
      guard(async () => {
        const rows = await selectPage(database, query, owner);
        const page = rows.slice(0, query.limit);
        const last = page.at(-1);
        const nextCursor = rows.length > query.limit && last ? encodeCursor(query.order, last) : null;
        return { items: page.map(recordFromRow), nextCursor };
      }),

    setLabel: (id, label, owner) =>
      guard(async () => {
        const row = await database
          .updateTable('predictions')
          .set({
            label,
            // The same label again is no new one.
            labelled_at:
              label === null
                ? null
                : sql<Date>`CASE WHEN label IS NOT DISTINCT FROM ${label} THEN labelled_at ELSE now() END`,
          })
          .where('uuid', '=', id)
          .where(isOf(owner))
          .returningAll()
          .executeTakeFirst();
        if (row) return recordFromRow(row);
        await refuseOthers(id, owner);
        return null;
      }),

    deletePrediction: (id, owner) =>
      guard(async () => {
        const { numDeletedRows } = await database
          .deleteFrom('predictions')
          .where('uuid', '=', id)
          .where(isOf(owner))
          .executeTakeFirst();
        if (numDeletedRows > 0n) return true;
        await refuseOthers(id, owner);
        return false;
      }),

    deleteAllPredictions: (visitor) =>
      guard(async () => {
        const { numDeletedRows } = await database.deleteFrom('predictions').where(isOf(visitor)).executeTakeFirst();
        return Number(numDeletedRows);
      }),

    ping: () => guard(async () => void (await sql`SELECT 1`.execute(database))),

    close: () => database.destroy(),
  };
}
