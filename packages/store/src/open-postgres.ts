// Opens a PostgreSQL by its address: connection pools, and what to say when it cannot be reached.
import { setTimeout as sleep } from 'node:timers/promises';
import { Pool, type PoolConfig } from 'pg';
import { isUnavailable, reasonOf, StoreError } from './store-error.js';

/** How long to wait for a connection, and for the answer to one query, ms. */
const CONNECTION_TIMEOUT_MS = 5_000;
const QUERY_TIMEOUT_MS = 15_000;
/** Waits between attempts to reach a database that is still starting, ms. */
const RETRY_DELAYS_MS = [200, 400, 800, 1_600, 2_000];

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

/** Tries until the database answers, as long as waiting may help. */
async function waitUntilReachable(pool: Pool): Promise<void> {
  for (const delay of [...RETRY_DELAYS_MS, null]) {
    try {
      (await pool.connect()).release();
      return;
    } catch (error) {
      if (delay === null || !isUnavailable(error)) throw error;
      await sleep(delay);
    }
  }
}

export interface PostgresPools {
  /** One connection without time limits, for migrations; to be ended once they are done. */
  readonly migrating: Pool;
  /** For the queries of requests, each with a time limit. */
  readonly serving: Pool;
}

/**
 * Connects to the PostgreSQL at `databaseUrl`, waiting a few seconds for one that is still starting.
 * @param onError Told of idle connections that broke; the pool replaces them.
 * @throws StoreError when the address is malformed, nothing answers there, or the login is refused.
 */
export async function openPostgres(databaseUrl: string, onError: (error: Error) => void): Promise<PostgresPools> {
  const hostAndPort = parseDatabaseUrl(databaseUrl);
  const createPool = (config: PoolConfig) => {
    const pool = new Pool({
      connectionString: databaseUrl,
      connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
      application_name: 'mnist-digit-classifier',
      ...config,
    });
    // Without a handler, one broken idle connection would end the whole process.
    pool.on('error', onError);
    return pool;
  };
  let migrating: Pool | undefined;
  try {
    migrating = createPool({ max: 1 });
    await waitUntilReachable(migrating);
    return { migrating, serving: createPool({ query_timeout: QUERY_TIMEOUT_MS }) };
  } catch (error) {
    await migrating?.end();
    const what = isUnavailable(error) ? 'cannot be reached' : 'refuses';
    throw new StoreError(
      `The database at ${hostAndPort} ${what}: ${reasonOf(error)}. Check DATABASE_URL and that PostgreSQL runs there.`,
    );
  }
}
