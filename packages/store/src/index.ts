// The logged predictions, in PostgreSQL or embedded PGlite.
export { openStore, type StoreOptions } from './open-store.js';
export type { InsertResult, NewPrediction, Store } from './prediction-store.js';
export { CursorError, StoreError, StoreUnavailableError } from './store-error.js';
