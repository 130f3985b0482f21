// A real PostgreSQL for the browser tests, with a way to look into it by SQL.
import { findPostgres, startPostgres, type TestPostgres } from '@digits/store/testing';
import { Client } from 'pg';

const binaries = findPostgres();

/** False where tests against PostgreSQL cannot run; then a line has said how to get it. In CI it is an error. */
export const hasPostgres = binaries !== null;

if (!hasPostgres) {
  const help =
    'No PostgreSQL was found: install one (Debian: apt-get install postgresql) or set PG_BIN to its bin folder.';
  if (process.env.CI) throw new Error(help);
  console.warn(`Browser tests against PostgreSQL are skipped. ${help}`);
}

/** What a test looks at in a row of the table. */
export interface Row {
  readonly digit: number | null;
  readonly label: number | null;
  readonly source: string;
  readonly ink: { readonly strokes: readonly (readonly (readonly number[])[])[]; readonly size: number };
}

export interface Database {
  /** The server, to halt and resume. */
  readonly server: TestPostgres;
  /** What the application takes as DATABASE_URL. */
  readonly url: string;
  /** All rows, in the order in which they arrived. */
  rows(): Promise<Row[]>;
  /** Empties the table. */
  clear(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a PostgreSQL server with one empty database. */
export async function startDatabase(): Promise<Database> {
  if (!binaries) throw new Error('There is no PostgreSQL to start.');
  const server = await startPostgres(binaries);
  const url = await server.createDatabase();

  // One connection a query: the server may have been down in between.
  async function query<R extends object>(sql: string): Promise<R[]> {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  return {
    server,
    url,
    rows: () => query<Row>('SELECT digit, label, source, ink FROM predictions ORDER BY key'),
    clear: async () => {
      await query('DELETE FROM predictions');
    },
    stop: () => server.stop(),
  };
}
