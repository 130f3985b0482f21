// PGlite as the connection pool that Kysely's PostgreSQL dialect expects, so that embedded and real databases share one
// dialect. PGlite is a single session: whoever connects has it alone until the release, and so transactions never mix.
import type { PGlite, Results } from '@electric-sql/pglite';
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';

/** Object identifier of PostgreSQL's bigint, which node-postgres reads as text. */
const INT8 = 20;

/** Parsers that make PGlite's rows the same as node-postgres's. */
export const NODE_POSTGRES_PARSERS = { [INT8]: (text: string) => text };

const COMMANDS = ['UPDATE', 'DELETE', 'INSERT', 'SELECT', 'MERGE'] as const;

function queryResult<R>(result: Results<R> | undefined): PostgresQueryResult<R> {
  const command = COMMANDS.find((name) => name === result?.command) ?? 'SELECT';
  return { command, rowCount: result?.affectedRows ?? 0, rows: result?.rows ?? [] };
}

/**
 * A pool of the one session that `pglite` is.
 * @returns Its `end` waits for the session to be free and closes it.
 */
export function createPglitePool(pglite: PGlite): PostgresPool {
  /** Settles when the last in the queue has released the session. */
  let free: Promise<void> = Promise.resolve();

  /** Waits for the session; the result gives it back, any further call of it does nothing. */
  async function take(): Promise<() => void> {
    const before = free;
    let release = () => {};
    free = new Promise((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  }

  function query<R>(sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>;
  function query(cursor: object): never;
  function query<R>(sql: string | object, parameters: readonly unknown[] = []): Promise<PostgresQueryResult<R>> {
    if (typeof sql !== 'string') throw new TypeError('PGlite has no cursors: read page by page.');
    // Only the simple protocol, which has no parameters, takes several statements at once, as migrations do.
    if (parameters.length === 0) {
      return pglite.exec(sql).then((results) => queryResult(results.at(-1) as Results<R> | undefined));
    }
    return pglite.query<R>(sql, [...parameters]).then(queryResult);
  }

  return {
    async connect(): Promise<PostgresPoolClient> {
      return { query, release: await take() };
    },
    async end() {
      await take();
      if (!pglite.closed) await pglite.close();
    },
  };
}
