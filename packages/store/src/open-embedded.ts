// Opens the embedded database, PGlite, in a data folder: one process at a time, and never a half-made database.
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { PostgresPool } from 'kysely';
import { type LockResult, lockFolder } from './folder-lock.js';
import { createPglitePool, NODE_POSTGRES_PARSERS } from './pglite-pool.js';
import { reasonOf, StoreError } from './store-error.js';

const openPglite = (folder: string) => PGlite.create({ dataDir: folder, parsers: NODE_POSTGRES_PARSERS });

/**
 * Makes the folder, and those above it, where there is none. Not by mkdir's `recursive`, which tries for ever where the
 * system never makes one, as in /proc.
 * @throws an error whose message completes "cannot be written: …".
 */
async function makeFolder(folder: string, wanted = folder): Promise<void> {
  // What cannot be looked at is tried: the error of making it says more.
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  if (found) throw new Error(`${folder === wanted ? 'it' : folder} is a file`);
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent, wanted);
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`no folder can be made in ${parent}`, { cause: error });
    // Another process was faster.
    if (code !== 'EEXIST') throw error;
  }
}

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
