// Who uses a folder: a process, told from a later one that happens to have its id.
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** A process that has written itself into a folder. */
export interface Owner {
  readonly pid: number;
  /** Start of the process in clock ticks since the system's start; null where unknown. */
  readonly startedAt: string | null;
}

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

/** This process. */
export const currentOwner = (): Owner => ({ pid: process.pid, startedAt: readStat(process.pid).startedAt });

/** The owner that a file's text names; undefined where it names none. */
export function parseOwner(text: string): Owner | undefined {
  try {
    const owner: Partial<Owner> = JSON.parse(text);
    if (typeof owner.pid !== 'number' || !Number.isInteger(owner.pid) || owner.pid <= 0) return undefined;
    return { pid: owner.pid, startedAt: owner.startedAt ?? null };
  } catch {
    return undefined;
  }
}

/**
 * Whether the owner still runs.
 * @param isHeldHere whether this process itself is known to be an owner, for systems that do not tell when processes started.
 */
export function isAlive({ pid, startedAt }: Owner, isHeldHere: boolean): boolean {
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
  return pid !== process.pid || isHeldHere;
}

const orEmpty = (read: () => string): string => {
  try {
    return read().trim();
  } catch {
    return '';
  }
};

/**
 * Where this process runs: processes of the same place can look at each other. The machine since its start, and the container, which has process ids
 * of its own; where the system tells of neither (all but Linux), the name of the machine.
 */
export const currentPlace = (): string =>
  [
    hostname(),
    orEmpty(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
    orEmpty(() => readlinkSync('/proc/self/ns/pid')),
  ].join(' ');
