// The folders of a data folder's spools: one for each process that uses it, and those that processes left behind, which are taken over.
// A folder is taken over by renaming it, which only one can; its writer, should it still be there, sees that it is gone before it
// acknowledges anything.
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { makeFolder } from '../make-folder.js';
import { currentOwner, isAlive, parseOwner } from '../process-owner.js';
import { type OnDamage, openSpoolFile, type SpoolFile } from './spool-file.js';

const SPOOL_FILE = 'predictions.spool';
const DAMAGED_FILE = 'damaged';
const OWNER_FILE = 'owner.json';
/** What the owner's file says once its process has left the folder in order. */
const LEFT = 'left';
/** How often a process says that it is still there, ms … */
const HEARTBEAT_MS = 5_000;
/** … and how long it may have been silent until it is taken for dead, where its process cannot be looked at, ms. */
const SILENCE_MS = 60_000;

/** What cannot be used of a spool, in words for the log. */
export type OnReport = (message: string) => void;

/** A spool and the folder that it has for itself. */
export interface SpoolFolder {
  readonly path: string;
  readonly file: SpoolFile;
  /** Whether the folder is still this process's. */
  isOurs(): Promise<boolean>;
  /** Closes the spool. An empty one is taken away; one that is not is free to be taken over. */
  leave(): Promise<void>;
}

/** Keeps damaged lines beside the spool, for whoever wants to mend them. */
const keepDamaged =
  (folder: string, report: OnReport): OnDamage =>
  async (bytes, isTorn) => {
    const kept = join(folder, '..', DAMAGED_FILE);
    // Reporting must not depend on a disk that may be full.
    await appendFile(kept, Buffer.concat([bytes, Buffer.from('\n')]), { mode: 0o600 }).catch(() => {});
    report(
      isTorn
        ? `The spool in ${folder} ends in the midst of a prediction (${bytes.length} bytes), which was never acknowledged: it is cut off, and kept in ${kept}.`
        : `A line of ${bytes.length} bytes in the spool in ${folder} is damaged: it is left out, and kept in ${kept}.`,
    );
  };

/** Opens the spool in `path`, a folder that is this process's. */
async function openFolder(path: string, report: OnReport): Promise<SpoolFolder> {
  const owner = join(path, OWNER_FILE);
  await writeFile(owner, JSON.stringify({ ...currentOwner(), hostname: hostname() }), { mode: 0o600 });
  const file = await openSpoolFile(join(path, SPOOL_FILE), keepDamaged(path, report));
  const heartbeat = setInterval(() => {
    const now = new Date();
    // Where that fails, the folder is gone or the disk is: the next append tells.
    utimes(owner, now, now).catch(() => {});
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    path,
    file,
    isOurs: () =>
      stat(path).then(
        () => true,
        () => false,
      ),
    async leave() {
      clearInterval(heartbeat);
      const isEmpty = file.size === 0;
      await file.close();
      if (isEmpty) await rm(path, { recursive: true, force: true });
      // For whoever comes next, though this process may run on.
      else await writeFile(owner, LEFT).catch(() => {});
    },
  };
}

/** A new, empty folder under `root` for this process's own spool. @throws the system's error. */
export async function makeSpoolFolder(root: string, report: OnReport): Promise<SpoolFolder> {
  await makeFolder(root);
  const path = join(root, randomUUID());
  await mkdir(path, { mode: 0o700 });
  return openFolder(path, report);
}

/** Whether the process that a folder belongs to is no longer there. */
async function isAbandoned(path: string): Promise<boolean> {
  const owner = join(path, OWNER_FILE);
  const text = await readFile(owner, 'utf8').catch(() => '');
  if (text === LEFT) return true;
  const named = parseOwner(text);
  const isHere = text.includes(JSON.stringify(hostname()));
  if (named && isHere && !isAlive(named, true)) return true;
  const { mtimeMs } = await stat(owner).catch(() => stat(path));
  return Date.now() - mtimeMs > SILENCE_MS;
}

/** Takes over the spools under `root` whose processes are gone, oldest first. Those that are empty are taken away. */
export async function adoptSpoolFolders(root: string, report: OnReport): Promise<SpoolFolder[]> {
  const names = await readdir(root, { withFileTypes: true }).catch(() => []);
  const adopted: { readonly folder: SpoolFolder; readonly changedAt: number }[] = [];
  for (const entry of names.filter((name) => name.isDirectory())) {
    const path = join(root, entry.name);
    try {
      if (!(await isAbandoned(path))) continue;
      const { mtimeMs } = await stat(join(path, SPOOL_FILE)).catch(() => stat(path));
      const ours = join(root, randomUUID());
      await rename(path, ours);
      const folder = await openFolder(ours, report);
      if (folder.file.size === 0) await folder.leave();
      else adopted.push({ folder, changedAt: mtimeMs });
    } catch (error) {
      // Another process was faster, or is about to take it away.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        report(`The spool in ${path} cannot be read: ${error instanceof Error ? error.message : error}.`);
      }
    }
  }
  return adopted.sort((a, b) => a.changedAt - b.changedAt).map(({ folder }) => folder);
}
