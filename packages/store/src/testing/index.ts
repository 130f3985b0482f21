// A real PostgreSQL for tests, started and stopped by them.
export { findPostgres, type PostgresBinaries } from './find-postgres.js';
export { startPostgres, type TestPostgres } from './start-postgres.js';
