// Opens the embedded database, PGlite, in a data folder: one process at a time, and never a half-made database.
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { PostgresPool } from 'kysely';
import { type LockResult, lockFolder } from './folder-lock.js';
import { makeFolder } from './make-folder.js';
import { createPglitePool, NODE_POSTGRES_PARSERS } from './pglite-pool.js';
import { reasonOf, StoreError } from './store-error.js';

const openPglite = (folder: string) => PGlite.create({ dataDir: folder, parsers: NODE_POSTGRES_PARSERS });

/** Makes the folder and takes its lock. */
async function lock(dataDir: string): Promise<() => void> {
  const path = join(dataDir, 'pglite.lock');
  let result: LockResult;
  try {
    await makeFolder(dataDir);
    result = await lockFolder(path);
  } catch (error) {
    throw new StoreError(
      `The data folder ${dataDir} cannot be written: ${reasonOf(error)}. Set DATA_DIR to a folder that can.`,
    );
  }
  if ('release' in result) return result.release;
  throw new StoreError(
    `The data folder ${dataDir} is in use by process ${result.heldBy}: stop that one, or set DATA_DIR to another folder.`,
  );
}

/** Opens the database in `folder`, made first if there is none. */
async function openOrCreate(folder: string, onCreate: (folder: string) => void): Promise<PGlite> {
  if (!existsSync(folder)) {
    onCreate(folder);
    // Made beside its place and moved there when complete: a process killed meanwhile leaves no half-made database.
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await (await openPglite(unfinished)).close();
    await rename(unfinished, folder);
  }
  return await openPglite(folder);
}

/**
 * Opens the database in `dataDir`/pglite, made first if there is none (a few seconds, before which `onCreate` is told).
 * @throws StoreError when the folder cannot be written, is in use by another process, or holds a database that is damaged
 *   or of another version.
 */
export async function openEmbedded(dataDir: string, onCreate: (folder: string) => void): Promise<PostgresPool> {
  const absolute = resolve(dataDir);
  const release = await lock(absolute);
  const folder = join(absolute, 'pglite');
  try {
    const pool = createPglitePool(await openOrCreate(folder, onCreate));
    return {
      connect: () => pool.connect(),
      async end() {
        try {
          await pool.end();
        } finally {
          release();
        }
      },
    };
  } catch (error) {
    release();
    throw new StoreError(
      `The database in ${folder} cannot be opened: ${reasonOf(error)}. Restore the folder from a backup, or move it away to start anew.`,
    );
  }
}
