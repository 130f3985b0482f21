// A lock file for a folder that only one process may use at a time. It names its owner, so that the lock of a process that
// died is recognised as such: by its id and, where the system tells (Linux), by when that process started.
import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The process that holds a lock. */
interface Owner {
  readonly pid: number;
  /** Start of the process in clock ticks since the system's start; null where unknown. */
  readonly startedAt: string | null;
}

/** How long a lock file may be empty while its owner writes it, and how long a taken-over lock must stand, ms. */
const SETTLE_MS = 100;

/** Locks that this process holds. */
const heldHere = new Set<string>();

/** Fields 3 and 22 of /proc/PID/stat (proc(5)); the second field may contain spaces and ends with the last parenthesis. */
function readStat(pid: number): { readonly state: string | null; readonly startedAt: string | null } {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? null, startedAt: fields[19] ?? null };
  } catch {
    return { state: null, startedAt: null };
  }
}

/** Whether the lock's owner still runs. */
function isAlive({ pid, startedAt }: Owner, path: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it is there, but another user's.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const stat = readStat(pid);
  // A zombie and a dead process (Z, X) have ended, though their parent has not asked how yet.
  if (stat.state === 'Z' || stat.state === 'X') return false;
  if (startedAt !== null && stat.startedAt !== null) return startedAt === stat.startedAt;
  // In a container, process ids are the same at each start: an earlier process may have had this one's.
  return pid !== process.pid || heldHere.has(path);
}

/** The lock's owner; undefined where there is no lock file, or none that names one. */
function readOwner(path: string): Owner | undefined {
  try {
    const owner: Partial<Owner> = JSON.parse(readFileSync(path, 'utf8'));
    if (typeof owner.pid !== 'number' || !Number.isInteger(owner.pid) || owner.pid <= 0) return undefined;
    return { pid: owner.pid, startedAt: owner.startedAt ?? null };
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
  const self: Owner = { pid: process.pid, startedAt: readStat(process.pid).startedAt };
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
  if (owner && isAlive(owner, path)) return { heldBy: owner.pid };
  // Two may find the same stale lock: the last to replace it is its owner, which the other sees after a moment.
  rmSync(path, { force: true });
  if (!tryCreate(path, self)) return { heldBy: readOwner(path)?.pid ?? 0 };
  await sleep(SETTLE_MS);
  const settled = readOwner(path);
  return settled?.pid === self.pid ? hold() : { heldBy: settled?.pid ?? 0 };
}
