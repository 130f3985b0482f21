// Opens a PostgreSQL by its address: connection pools, and what to say when it cannot be reached.
import { setTimeout as sleep } from 'node:timers/promises';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { Pool, type PoolConfig } from 'pg';
import { isUnavailable, reasonOf, StoreError } from './store-error.js';

/** How long a migration waits for a connection, ms. */
const CONNECTION_TIMEOUT_MS = 5_000;
/** How long a request waits for a connection, and then for the answer to one query, ms: for what it reads … */
const READ_TIMEOUTS = { connectionTimeoutMillis: 3_000, query_timeout: 5_000, statement_timeout: 5_000 };
/** … and for what it logs, which otherwise goes to the spool. */
const WRITE_TIMEOUTS = { connectionTimeoutMillis: 1_000, query_timeout: 2_000, statement_timeout: 2_000 };
/** Waits between attempts to reach a database that is still starting, ms: doubled each time, up to the last. */
const FIRST_WAIT_MS = 200;
const LAST_WAIT_MS = 5_000;

/**
 * Checks the address.
 * @returns `host:port`, safe to show: without user and password.
 * @throws StoreError that does not quote the address, since it may hold a password.
 */
export function parseDatabaseUrl(databaseUrl: string): string {
  let url: URL | undefined;
  try {
    url = new URL(databaseUrl);
  } catch {
    url = undefined;
  }
  if (!url || !['postgres:', 'postgresql:'].includes(url.protocol) || (url.port !== '' && Number(url.port) === 0)) {
    throw new StoreError(
      'DATABASE_URL is not the address of a PostgreSQL: write postgresql://user:password@host:5432/database.',
    );
  }
  const host = url.hostname || url.searchParams.get('host') || process.env.PGHOST || 'localhost';
  return `${host}:${url.port || process.env.PGPORT || 5432}`;
}

/** How to wait for a database that is not there yet. */
export interface Patience {
  /** How long, ms. */
  readonly waitMs: number;
  /** Told, each time, why it cannot be reached and when it is tried again. */
  readonly onWait: (message: string) => void;
}

/** Tries until the database answers, as long as waiting may help. */
async function waitUntilReachable(pool: Pool, where: string, { waitMs, onWait }: Patience): Promise<void> {
  const end = performance.now() + waitMs;
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, LAST_WAIT_MS)) {
    try {
      (await pool.connect()).release();
      return;
    } catch (error) {
      if (!isUnavailable(error) || performance.now() + wait > end) throw error;
      onWait(`The database at ${where} cannot be reached: ${reasonOf(error)}. Trying again in ${wait / 1000} s.`);
      await sleep(wait);
    }
  }
}

/**
 * The pool, without the connections on which a query was given up: its answer may still come, and whoever had the connection next
 * would wait for it.
 */
function withoutBroken(pool: Pool): PostgresPool {
  return {
    async connect() {
      const client = await pool.connect();
      let broken = false;
      const query = async (...parameters: unknown[]) => {
        try {
          return await (client.query as (...parameters: unknown[]) => Promise<unknown>)(...parameters);
        } catch (error) {
          broken ||= isUnavailable(error);
          throw error;
        }
      };
      return { query: query.bind(null) as PostgresPoolClient['query'], release: () => client.release(broken) };
    },
    end: () => pool.end(),
  };
}

export interface PostgresPools {
  /** One connection without time limits, for migrations; to be ended once they are done. */
  readonly migrating: PostgresPool;
  /** For the queries of requests, each with a time limit. */
  readonly reading: PostgresPool;
  /** For the log, with a shorter one. */
  readonly writing: PostgresPool;
}

/**
 * Connects to the PostgreSQL at `databaseUrl`, waiting for one that is still starting.
 * @param onError Told of idle connections that broke; the pool replaces them.
 * @throws StoreError when the address is malformed, nothing answers there, or the login is refused.
 */
export async function openPostgres(
  databaseUrl: string,
  onError: (error: Error) => void,
  patience: Patience,
): Promise<PostgresPools> {
  const hostAndPort = parseDatabaseUrl(databaseUrl);
  const createPool = (config: PoolConfig) => {
    const pool = new Pool({
      connectionString: databaseUrl,
      application_name: 'mnist-digit-classifier',
      keepAlive: true,
      ...config,
    });
    // Without a handler, one broken connection would end the whole process: the pool tells of idle ones, those in use tell themselves.
    pool.on('error', onError);
    pool.on('connect', (client) => client.on('error', onError));
    return pool;
  };
  let migrating: Pool | undefined;
  try {
    migrating = createPool({ max: 1, connectionTimeoutMillis: CONNECTION_TIMEOUT_MS });
    await waitUntilReachable(migrating, hostAndPort, patience);
    return {
      migrating,
      reading: withoutBroken(createPool(READ_TIMEOUTS)),
      // One statement at a time, and one to look for what it found to be there already.
      writing: withoutBroken(createPool({ max: 2, ...WRITE_TIMEOUTS })),
    };
  } catch (error) {
    await migrating?.end();
    const what = isUnavailable(error) ? 'cannot be reached' : 'refuses';
    throw new StoreError(
      `The database at ${hostAndPort} ${what}: ${reasonOf(error)}. Check DATABASE_URL and that PostgreSQL runs there.`,
    );
  }
}
