// The logged predictions, in PostgreSQL or embedded PGlite.
export { EVERYBODY, type Owner, type Visitor } from './list-predictions.js';
export type { InsertResult, LogEvents, LogStatus } from './log/prediction-log.js';
export { makeFolder } from './make-folder.js';
export type { NewPrediction } from './new-prediction.js';
export { openStore, type StoreOptions } from './open-store.js';
export type { Store } from './store.js';
export { CursorError, NotYoursError, StoreError, StoreUnavailableError } from './store-error.js';
