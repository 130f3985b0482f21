// The logged predictions, in PostgreSQL or embedded PGlite.
export type { Visitor } from './list-predictions.js';
export { makeFolder } from './make-folder.js';
export { openStore, type StoreOptions } from './open-store.js';
export type { InsertResult, NewPrediction, Store } from './prediction-store.js';
export { CursorError, NotYoursError, StoreError, StoreUnavailableError } from './store-error.js';
