// The query builder over a pool of connections, PostgreSQL's or PGlite's.
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';

/** Destroying it ends the pool. */
export const kyselyOver = <T>(pool: PostgresPool): Kysely<T> =>
  new Kysely<T>({ dialect: new PostgresDialect({ pool }) });
