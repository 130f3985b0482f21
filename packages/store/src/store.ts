// The store that the server uses: the predictions in the database, and the log that they get there by.
import type { PredictionRecord } from '@digits/contract';
import { EVERYBODY } from './list-predictions.js';
import { type LoggedPrediction, recordFromLogged } from './log/logged-prediction.js';
import type { InsertResult, LogStatus, PredictionLog } from './log/prediction-log.js';
import type { NewPrediction } from './new-prediction.js';
import type { PredictionStore } from './prediction-store.js';
import { NotYoursError, StoreUnavailableError } from './store-error.js';

/**
 * The logged predictions. While the database is away, predictions are logged all the same, in a spool; what was logged there can be found
 * by its id, and labelled, deleted and listed once it is in the database.
 */
export interface Store extends PredictionStore {
  /** Logs a prediction, once however often the same id is sent; it is durable when this resolves. */
  insertPrediction(prediction: NewPrediction): Promise<InsertResult>;
  /** Where predictions are written at present. */
  logStatus(): LogStatus;
}

const onItsWay = () =>
  new StoreUnavailableError('This is still on its way to the database. Try again in a few seconds.');

/** Joins the two; closing closes both. */
export function createStore(store: PredictionStore, log: PredictionLog): Store {
  /** What the database has, or else the spool. */
  async function find<T>(
    inDatabase: () => Promise<T | null>,
    id: string,
    fromSpool: (prediction: LoggedPrediction) => T,
  ): Promise<T | null> {
    // Looked for first: it may be brought to the database while that is asked.
    const spooled = await log.findSpooled(id);
    try {
      return (await inDatabase()) ?? (spooled && fromSpool(spooled));
    } catch (error) {
      if (spooled && error instanceof StoreUnavailableError) return fromSpool(spooled);
      throw error;
    }
  }

  return {
    ...store,
    insertPrediction: (prediction) => log.append(prediction),
    findPrediction: (id, visitor) =>
      find(
        () => store.findPrediction(id, visitor),
        id,
        (prediction) => ({ ...recordFromLogged(prediction), mine: prediction.visitor === visitor }),
      ),
    async setLabel(id, label, owner): Promise<PredictionRecord | null> {
      const spooled = await log.findSpooled(id);
      if (spooled && owner !== EVERYBODY && spooled.visitor !== owner)
        throw new NotYoursError('This prediction is somebody else’s.');
      const record = await store.setLabel(id, label, owner);
      if (record === null && spooled) throw onItsWay();
      return record;
    },
    async deletePrediction(id, owner) {
      // The spool would bring it back.
      if (await log.isSpooled(id)) throw onItsWay();
      return store.deletePrediction(id, owner);
    },
    async deleteAllPredictions(visitor) {
      if (await log.isAnySpooled()) throw onItsWay();
      return store.deleteAllPredictions(visitor);
    },
    logStatus: () => log.status(),
    async close() {
      try {
        await log.close();
      } finally {
        await store.close();
      }
    },
  };
}
