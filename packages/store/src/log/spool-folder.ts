// The folders of a data folder's spools: one for each process that uses it, and those that processes left behind, which are taken over.
// A folder is taken over by renaming it, which only one can; its writer, should it still be there, sees that it is gone before it
// acknowledges anything.
import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, open, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '../make-folder.js';
import { currentOwner, currentPlace, isAlive, parseOwner } from '../process-owner.js';
import { reasonOf } from '../store-error.js';
import type { LoggedPrediction } from './logged-prediction.js';
import { type OnDamage, openSpoolFile, type SpoolFile, syncFolder } from './spool-file.js';

const SPOOL_FILE = 'predictions.spool';
const DAMAGED_FILE = 'damaged';
const REFUSED_FILE = 'refused';
const OWNER_FILE = 'owner.json';
/** What the owner's file says once its process has left the folder in order. */
const LEFT = 'left';
/** How often a process says that it is still there, ms … */
const HEARTBEAT_MS = 5_000;
/** … and how long it must have been silent until it is taken for dead, where it runs elsewhere and cannot be looked at, ms. */
const SILENCE_MS = 60_000;
/** What there must be room for on the disk for it to be written again, bytes. */
const PROBE_BYTES = 65_536;

/** What cannot be used of a spool, in words for the log. */
export type OnReport = (message: string) => void;

/** A spool and the folder that it has for itself. */
export interface SpoolFolder {
  readonly path: string;
  readonly file: SpoolFile;
  /** Whether the folder is still this process's. */
  isOurs(): Promise<boolean>;
  /** Keeps a prediction that the database refuses beside the spools, on the disk once this resolves. @throws the system's error. */
  keepRefused(prediction: LoggedPrediction): Promise<void>;
  /** Tries whether the disk can be written. @throws the system's error where it cannot. */
  probe(): Promise<void>;
  /** Closes the spool. An empty one is taken away; one that is not is free to be taken over. */
  leave(): Promise<void>;
}

/** Keeps damaged lines beside the spools, for whoever wants to mend them. */
const keepDamaged =
  (folder: string, report: OnReport): OnDamage =>
  async (bytes, isTorn) => {
    const kept = join(dirname(folder), DAMAGED_FILE);
    const where = await appendFile(kept, Buffer.concat([bytes, Buffer.from('\n')]), { mode: 0o600 }).then(
      () => `kept in ${kept}`,
      (error: unknown) => `could not be kept in ${kept} (${reasonOf(error)})`,
    );
    report(
      isTorn
        ? `The spool in ${folder} ends in the midst of a prediction (${bytes.length} bytes), which was never acknowledged: it is cut off, and ${where}.`
        : `A line of ${bytes.length} bytes in the spool in ${folder} is damaged: it is left out, and ${where}.`,
    );
  };

/** Writes to the end of a file, and to the disk. */
async function appendForGood(path: string, text: string): Promise<void> {
  const handle = await open(path, 'a', 0o600);
  try {
    await handle.appendFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Opens the spool in `path`, a folder that is this process's. */
async function openFolder(path: string, report: OnReport): Promise<SpoolFolder> {
  const owner = join(path, OWNER_FILE);
  await writeFile(owner, JSON.stringify({ ...currentOwner(), place: currentPlace() }), { mode: 0o600 });
  const file = await openSpoolFile(join(path, SPOOL_FILE), keepDamaged(path, report));
  await syncFolder(dirname(path));
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
    keepRefused: ({ json }) => appendForGood(join(dirname(path), REFUSED_FILE), `${json}\n`),
    async probe() {
      const probe = join(path, 'probe');
      try {
        await appendForGood(probe, '\n'.repeat(PROBE_BYTES));
      } finally {
        await rm(probe, { force: true });
      }
    },
    async leave() {
      clearInterval(heartbeat);
      const isEmpty = file.size === 0;
      await file.close();
      if (isEmpty) await rm(path, { recursive: true, force: true });
      // For whoever comes next, though this process may run on. It is gone where another has it.
      else await writeFile(owner, LEFT).catch(() => {});
    },
  };
}

/** A new, empty folder under `root` for this process's own spool. @throws the system's error. */
export async function makeSpoolFolder(root: string, report: OnReport): Promise<SpoolFolder> {
  await makeFolder(root);
  await syncFolder(dirname(root));
  const path = join(root, randomUUID());
  await mkdir(path, { mode: 0o700 });
  return openFolder(path, report);
}

/** Looks for spools whose processes are gone. */
export interface SpoolAdopter {
  /** Takes over those that it finds, oldest first. Those that are empty are taken away. */
  adopt(): Promise<SpoolFolder[]>;
  /** Whether any spool but those at `paths` has something in it: another process's, or one that is still to be taken over. */
  isElsewhere(paths: readonly string[]): Promise<boolean>;
}

/** @param root the folder that the spools' folders are in; it need not be there */
export function createSpoolAdopter(root: string, report: OnReport): SpoolAdopter {
  /** When the owner's file of a folder was last seen to change, by this process's own clock: others' may be wrong. */
  const sightings = new Map<string, { readonly mtimeMs: number; readonly seenAt: number }>();

  function isSilent(path: string, mtimeMs: number): boolean {
    const sighting = sightings.get(path);
    if (sighting?.mtimeMs === mtimeMs) return performance.now() - sighting.seenAt > SILENCE_MS;
    sightings.set(path, { mtimeMs, seenAt: performance.now() });
    return false;
  }

  /** Whether the process that a folder belongs to is no longer there. */
  async function isAbandoned(path: string): Promise<boolean> {
    const owner = join(path, OWNER_FILE);
    const text = await readFile(owner, 'utf8').catch(() => '');
    if (text === LEFT) return true;
    const named = parseOwner(text);
    if (named && text.includes(JSON.stringify(currentPlace()))) return !isAlive(named, true);
    const { mtimeMs } = await stat(owner).catch(() => stat(path));
    return isSilent(path, mtimeMs);
  }

  const folders = async (): Promise<string[]> => {
    const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(root, name));
  };

  return {
    async adopt() {
      const adopted: { readonly folder: SpoolFolder; readonly changedAt: number }[] = [];
      for (const path of await folders()) {
        try {
          if (!(await isAbandoned(path))) continue;
          const { mtimeMs } = await stat(join(path, SPOOL_FILE)).catch(() => stat(path));
          const ours = join(root, randomUUID());
          await rename(path, ours);
          sightings.delete(path);
          const folder = await openFolder(ours, report);
          if (folder.file.size === 0) await folder.leave();
          else adopted.push({ folder, changedAt: mtimeMs });
        } catch (error) {
          // Another process was faster, or is about to take it away.
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
            report(`The spool in ${path} cannot be read: ${reasonOf(error)}.`);
          }
        }
      }
      return adopted.sort((a, b) => a.changedAt - b.changedAt).map(({ folder }) => folder);
    },
    async isElsewhere(paths) {
      for (const path of await folders()) {
        if (paths.includes(path)) continue;
        const file = await stat(join(path, SPOOL_FILE)).catch(() => null);
        if (file !== null && file.size > 0) return true;
      }
      return false;
    },
  };
}
