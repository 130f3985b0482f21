// Opens the store: a PostgreSQL by its address, or an embedded PGlite in a folder. The same SQL and migrations for both.
import { join, resolve } from 'node:path';
import type { Kysely } from 'kysely';
import { kyselyOver } from './kysely-over.js';
import { createLogTable } from './log/log-table.js';
import { type LogEvents, openPredictionLog } from './log/prediction-log.js';
import { createSpoolAdopter, makeSpoolFolder } from './log/spool-folder.js';
import { openSpools } from './log/spools.js';
import { migrate } from './migrate.js';
import { openEmbedded } from './open-embedded.js';
import { openPostgres, parseDatabaseUrl } from './open-postgres.js';
import { createPredictionStore } from './prediction-store.js';
import type { Database } from './predictions-table.js';
import { createStore, type Store } from './store.js';
import { reasonOf, StoreError } from './store-error.js';

/** What the spool may take of the disk, bytes: half a million predictions. */
const MAX_SPOOL_BYTES = 1_000_000_000;
/** How long a database that is still starting is waited for, ms. */
const WAIT_MS = 7_000;

export interface StoreOptions {
  /** Folder of the spool and of the embedded database, made if there is none. */
  readonly dataDir: string;
  /** postgresql://user:password@host:port/database; without it, the embedded database is used. */
  readonly databaseUrl?: string;
  /** Told, before it takes some seconds, that there is no embedded database yet and one is made. */
  readonly onCreate?: (folder: string) => void;
  /** How long a PostgreSQL that cannot be reached is waited for, ms. */
  readonly waitMs?: number;
  /** Told each time that it cannot be reached. */
  readonly onWait?: (message: string) => void;
  /** Told of connections that broke while idle; they are replaced by themselves. */
  readonly onError?: (error: Error) => void;
  /** The most that the spool may take of the disk, bytes. */
  readonly maxSpoolBytes?: number;
  /** Told of what happens to the log. */
  readonly events?: LogEvents;
}

/** Connections to one database. */
interface Databases {
  readonly reading: Kysely<Database>;
  readonly writing: Kysely<Database>;
}

async function migrateOrExplain<T>(database: Kysely<T>, where: string): Promise<void> {
  try {
    await migrate(database);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`The database ${where} cannot be prepared: ${reasonOf(error)}.`);
  }
}

async function openEmbeddedDatabase(dataDir: string, onCreate: (folder: string) => void): Promise<Databases> {
  const database = kyselyOver<Database>(await openEmbedded(dataDir, onCreate));
  try {
    await migrateOrExplain(database, `in ${dataDir}`);
    return { reading: database, writing: database };
  } catch (error) {
    await database.destroy();
    throw error;
  }
}

async function openPostgresDatabase(databaseUrl: string, options: StoreOptions): Promise<Databases> {
  const { onError = () => {}, onWait = () => {}, waitMs = WAIT_MS } = options;
  const pools = await openPostgres(databaseUrl, onError, { waitMs, onWait });
  const migrating = kyselyOver<Database>(pools.migrating);
  try {
    await migrateOrExplain(migrating, `at ${parseDatabaseUrl(databaseUrl)}`);
    return { reading: kyselyOver<Database>(pools.reading), writing: kyselyOver<Database>(pools.writing) };
  } catch (error) {
    await Promise.all([pools.reading.end(), pools.writing.end()]);
    throw error;
  } finally {
    await migrating.destroy();
  }
}

/** The log, with its spools in `folder`. */
async function openLog(database: Kysely<Database>, folder: string, options: StoreOptions) {
  const { events = {}, maxSpoolBytes = MAX_SPOOL_BYTES } = options;
  const report = (message: string) => events.onReport?.(message);
  const table = createLogTable(database);
  try {
    const spools = await openSpools({
      table,
      openSpool: () => makeSpoolFolder(folder, report),
      adopter: createSpoolAdopter(folder, report),
      maxBytes: maxSpoolBytes,
      report,
    });
    return openPredictionLog(table, spools, events);
  } catch (error) {
    throw new StoreError(
      `The data folder ${options.dataDir} cannot be written: ${reasonOf(error)}. Set DATA_DIR to a folder that can.`,
    );
  }
}

/**
 * Opens the database, brings its schema up to date, and begins to bring to it what earlier processes have left in their spools.
 * @throws StoreError, one clear line, when that is not possible.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  const { dataDir, databaseUrl, onCreate = () => {} } = options;
  const { reading, writing } =
    databaseUrl === undefined
      ? await openEmbeddedDatabase(dataDir, onCreate)
      : await openPostgresDatabase(databaseUrl, options);
  const close = async () => {
    await reading.destroy();
    if (writing !== reading) await writing.destroy();
  };
  try {
    const log = await openLog(writing, join(resolve(dataDir), 'spool'), options);
    return createStore({ ...createPredictionStore(reading), close }, log);
  } catch (error) {
    await close();
    throw error;
  }
}
