// Brings the schema up to date: the SQL files of migrations/, in the order of their names, by Kysely's Migrator. It takes
// an advisory lock, so that servers which start together on one PostgreSQL do not migrate twice.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DEFAULT_MIGRATION_TABLE, type Kysely, type Migration, Migrator, sql } from 'kysely';
import { StoreError } from './store-error.js';

const FOLDER = fileURLToPath(new URL('../migrations', import.meta.url));

async function readMigrations(): Promise<Record<string, Migration>> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort();
  const entries = files.map(async (name): Promise<[string, Migration]> => {
    const text = await readFile(join(FOLDER, name), 'utf8');
    return [name.replace(/\.sql$/, ''), { up: async (database) => void (await sql.raw(text).execute(database)) }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** Names of the migrations that this database has been through. */
async function readExecuted<T>(database: Kysely<T>): Promise<Set<string>> {
  const tables = await database.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === DEFAULT_MIGRATION_TABLE)) return new Set();
  const { rows } = await sql<{ name: string }>`SELECT name FROM ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(
    database,
  );
  return new Set(rows.map(({ name }) => name));
}

/**
 * Runs the migrations that the database has not seen, each once, all or none.
 *
 * A database that a newer release has migrated further is left as it is: migrations only add, so that the release before
 * runs on the schema of the next and can be rolled back to.
 * @throws StoreError naming the migration that failed; the database's own errors when it cannot be reached.
 */
export async function migrate<T>(database: Kysely<T>): Promise<void> {
  const migrations = await readMigrations();
  const executed = await readExecuted(database);
  const names = Object.keys(migrations);
  if (names.every((name) => executed.has(name))) return;
  const migrator = new Migrator({ db: database, provider: { getMigrations: async () => migrations } });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find(({ status }) => status === 'Error');
  if (!failed) throw error;
  const reason = error instanceof Error ? error.message : String(error);
  throw new StoreError(`The database's schema cannot be brought up to date: ${failed.migrationName}: ${reason}.`);
}
