// A lock file for a folder that only one process may use at a time. It names its owner, so that the lock of a process that
// died is recognised as such: by its id and, where the system tells (Linux), by when that process started.
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { currentOwner, isAlive, type Owner, parseOwner } from './process-owner.js';

/** How long a lock file may be empty while its owner writes it, and how long a taken-over lock must stand, ms. */
const SETTLE_MS = 100;

/** Locks that this process holds. */
const heldHere = new Set<string>();

/** The lock's owner; undefined where there is no lock file, or none that names one. */
function readOwner(path: string): Owner | undefined {
  try {
    return parseOwner(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Writes the lock file if there is none. */
function tryCreate(path: string, owner: Owner): boolean {
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, JSON.stringify(owner));
    closeSync(file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

export type LockResult = { readonly release: () => void } | { readonly heldBy: number };

/**
 * Takes the lock file `path`, also from an owner that is no longer there.
 * @returns `release`, or the id of the process that holds the lock (0 when it did not say).
 * @throws the system's error when the file cannot be written.
 */
export async function lockFolder(path: string): Promise<LockResult> {
  const self = currentOwner();
  const hold = () => {
    heldHere.add(path);
    return {
      release() {
        heldHere.delete(path);
        if (readOwner(path)?.pid === self.pid) rmSync(path, { force: true });
      },
    };
  };
  if (tryCreate(path, self)) return hold();
  if (!readOwner(path)) await sleep(SETTLE_MS);
  const owner = readOwner(path);
  if (owner && isAlive(owner, heldHere.has(path))) return { heldBy: owner.pid };
  // Two may find the same stale lock: the last to replace it is its owner, which the other sees after a moment.
  rmSync(path, { force: true });
  if (!tryCreate(path, self)) return { heldBy: readOwner(path)?.pid ?? 0 };
  await sleep(SETTLE_MS);
  const settled = readOwner(path);
  return settled?.pid === self.pid ? hold() : { heldBy: settled?.pid ?? 0 };
}
