// The queries over the predictions table.
import type {
  ListQuery,
  ModelRef,
  PredictionDetails,
  PredictionPage,
  PredictionRecord,
  PredictionSource,
} from '@digits/contract';
import { type Kysely, sql } from 'kysely';
import { encodeCursor } from './cursor.js';
import { isOf, selectPage, type Visitor } from './list-predictions.js';
import { type Database, type PredictionRow, recordFromRow } from './predictions-table.js';
import { isUnavailable, NotYoursError, reasonOf, StoreError, StoreUnavailableError } from './store-error.js';

/** What the server knows of a prediction when it logs it. */
export interface NewPrediction {
  /** UUID that the client chose; made here when it chose none. */
  readonly id?: string | undefined;
  /** 0–9, or null where the ink is not a digit. */
  readonly digit: number | null;
  /** 0–1. */
  readonly confidence: number;
  /** Ten, each 0–1. */
  readonly probabilities: readonly number[];
  readonly model: ModelRef;
  readonly source: PredictionSource;
  /** The strokes as sent for a drawing, null for an upload. */
  readonly ink: PredictionRecord['ink'];
  /** The 28×28 that the model saw, 784 bytes. */
  readonly pixels: Uint8Array;
  readonly visitor: Visitor;
  readonly latencyMs: number;
}

export interface InsertResult {
  readonly record: PredictionRecord;
  /** False where the id was there already: `record` is then the one stored before. */
  readonly inserted: boolean;
}

/**
 * The logged predictions. Ids are UUIDs. Any call throws StoreUnavailableError while the database cannot be reached, and
 * StoreError when it refuses.
 */
export interface Store {
  /** Logs a prediction, once however often the same id is sent. */
  insertPrediction(prediction: NewPrediction): Promise<InsertResult>;
  /** Anybody's prediction, and whether it is `visitor`'s own. */
  findPrediction(id: string, visitor: Visitor): Promise<PredictionDetails | null>;
  /**
   * One page of the visitor's own, in the order asked for.
   * @throws CursorError when the cursor is not one that this store gave out for that order.
   */
  listPredictions(query: ListQuery, visitor: Visitor): Promise<PredictionPage>;
  /**
   * Sets (0–9) or takes back (null) what the digit really was. Returns the record, or null if there is none.
   * @throws NotYoursError when it is somebody else's.
   */
  setLabel(id: string, label: number | null, visitor: Visitor): Promise<PredictionRecord | null>;
  /**
   * Returns whether there was one to delete.
   * @throws NotYoursError when it is somebody else's.
   */
  deletePrediction(id: string, visitor: Visitor): Promise<boolean>;
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
export function createPredictionStore(database: Kysely<Database>): Store {
  const selectById = (id: string): Promise<PredictionRow | undefined> =>
    database.selectFrom('predictions').selectAll().where('uuid', '=', id).executeTakeFirst();

  async function insertOrFind(prediction: NewPrediction): Promise<InsertResult | null> {
    const { id, model, ink } = prediction;
    const row = await database
      .insertInto('predictions')
      .values({
        ...(id === undefined ? {} : { uuid: id }),
        digit: prediction.digit,
        confidence: prediction.confidence,
        probabilities: [...prediction.probabilities],
        model_name: model.name,
        model_version: model.version,
        latency_ms: prediction.latencyMs,
        source: prediction.source,
        ink: ink && JSON.stringify(ink),
        pixels: prediction.pixels,
        visitor: prediction.visitor,
      })
      .onConflict((conflict) => conflict.column('uuid').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (row) return { record: recordFromRow(row), inserted: true };
    const stored = id === undefined ? undefined : await selectById(id);
    return stored ? { record: recordFromRow(stored), inserted: false } : null;
  }

  /** Throws where `id` is a prediction of somebody else. */
  async function refuseOthers(id: string, visitor: Visitor): Promise<void> {
    const row = await selectById(id);
    // It may have become one's own since: then it is as if it had not been there yet.
    if (row && row.visitor !== visitor) throw new NotYoursError('This prediction is somebody else’s.');
  }

  return {
    insertPrediction: (prediction) =>
      guard(async () => {
        // Null when the stored one was deleted between the two queries: then there is room for it again.
        const result = (await insertOrFind(prediction)) ?? (await insertOrFind(prediction));
        if (result) return result;
        throw new StoreError('The prediction is being deleted and sent again at once.');
      }),

    findPrediction: (id, visitor) =>
      guard(async () => {
        const row = await selectById(id);
        return row ? { ...recordFromRow(row), mine: row.visitor === visitor } : null;
      }),

    listPredictions: (query, visitor) =>
      guard(async () => {
        const rows = await selectPage(database, query, visitor);
        const page = rows.slice(0, query.limit);
        const last = page.at(-1);
        const nextCursor = rows.length > query.limit && last ? encodeCursor(query.order, last) : null;
        return { items: page.map(recordFromRow), nextCursor };
      }),

    setLabel: (id, label, visitor) =>
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
          .where(isOf(visitor))
          .returningAll()
          .executeTakeFirst();
        if (row) return recordFromRow(row);
        await refuseOthers(id, visitor);
        return null;
      }),

    deletePrediction: (id, visitor) =>
      guard(async () => {
        const { numDeletedRows } = await database
          .deleteFrom('predictions')
          .where('uuid', '=', id)
          .where(isOf(visitor))
          .executeTakeFirst();
        if (numDeletedRows > 0n) return true;
        await refuseOthers(id, visitor);
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
