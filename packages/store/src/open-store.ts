// Opens the store: a PostgreSQL by its address, or an embedded PGlite in a folder. The same SQL and migrations for both.
import { Kysely, PostgresDialect, type PostgresPool } from 'kysely';
import { migrate } from './migrate.js';
import { openEmbedded } from './open-embedded.js';
import { openPostgres, parseDatabaseUrl } from './open-postgres.js';
import { createPredictionStore, type Store } from './prediction-store.js';
import type { Database } from './predictions-table.js';
import { reasonOf, StoreError } from './store-error.js';

export type StoreOptions = (
  | {
      /** postgresql://user:password@host:port/database */
      readonly databaseUrl: string;
    }
  | {
      /** Folder of the embedded database, made if there is none. */
      readonly dataDir: string;
      /** Told, before it takes some seconds, that there is none yet and one is made. */
      readonly onCreate?: (folder: string) => void;
    }
) & {
  /** Told of connections that broke while idle; they are replaced by themselves. */
  readonly onError?: (error: Error) => void;
};

const kyselyOver = <T>(pool: PostgresPool) => new Kysely<T>({ dialect: new PostgresDialect({ pool }) });

async function migrateOrExplain<T>(database: Kysely<T>, where: string): Promise<void> {
  try {
    await migrate(database);
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError(`The database ${where} cannot be prepared: ${reasonOf(error)}.`);
  }
}

/**
 * Opens the database and brings its schema up to date.
 * @throws StoreError, one clear line, when that is not possible.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
  if ('dataDir' in options) {
    const database = kyselyOver<Database>(await openEmbedded(options.dataDir, options.onCreate ?? (() => {})));
    try {
      await migrateOrExplain(database, `in ${options.dataDir}`);
      return createPredictionStore(database);
    } catch (error) {
      await database.destroy();
      throw error;
    }
  }
  const { migrating, serving } = await openPostgres(options.databaseUrl, options.onError ?? (() => {}));
  const migratingDatabase = kyselyOver<Database>(migrating);
  try {
    await migrateOrExplain(migratingDatabase, `at ${parseDatabaseUrl(options.databaseUrl)}`);
    return createPredictionStore(kyselyOver<Database>(serving));
  } catch (error) {
    await serving.end();
    throw error;
  } finally {
    await migratingDatabase.destroy();
  }
}
