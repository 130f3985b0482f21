// A store on each database, for tests that hold on both: embedded PGlite, and a PostgreSQL server where there is one.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../open-store.js';
import type { Store } from '../store.js';
import { findPostgres } from './find-postgres.js';
import { startPostgres } from './start-postgres.js';

export interface Engine {
  readonly name: string;
  /** A new database, and a store over it; `stop` closes and removes both. */
  open(): Promise<{ store: Store; stop(): Promise<void> }>;
}

const postgres = findPostgres();
if (!postgres) console.warn('PostgreSQL is not tested: no server programs found. Install postgresql or set PG_BIN.');

/** In CI, PostgreSQL is one of them also where it is missing: its tests then fail. */
export const engines: Engine[] = [
  {
    name: 'PGlite',
    async open() {
      const dataDir = mkdtempSync(join(tmpdir(), 'digits-store-'));
      const store = await openStore({ dataDir });
      return {
        store,
        async stop() {
          await store.close();
          rmSync(dataDir, { recursive: true, force: true });
        },
      };
    },
  },
];
if (postgres || process.env.CI) {
  engines.push({
    name: `PostgreSQL ${postgres?.version}`,
    async open() {
      if (!postgres) throw new Error('No PostgreSQL server programs found: install postgresql or set PG_BIN.');
      const server = await startPostgres(postgres);
      const dataDir = mkdtempSync(join(tmpdir(), 'digits-store-'));
      const store = await openStore({ dataDir, databaseUrl: await server.createDatabase() });
      return {
        store,
        async stop() {
          await store.close();
          rmSync(dataDir, { recursive: true, force: true });
          await server.stop();
        },
      };
    },
  });
}
