// The log of predictions: what it acknowledges is durable, in the database or, while that is away, in a spool on the disk, from which it
// reaches the database once it is back: each prediction once, in order.
import { setTimeout as sleep } from 'node:timers/promises';
import type { PredictionRecord } from '@digits/contract';
import type { NewPrediction } from '../new-prediction.js';
import { isAboutData, reasonOf, StoreError, StoreUnavailableError } from '../store-error.js';
import type { LogTable } from './log-table.js';
import { type LoggedPrediction, recordFromLogged, toLogged } from './logged-prediction.js';
import type { Spools } from './spools.js';

export interface InsertResult {
  readonly record: PredictionRecord;
  /** False where the id was there already: `record` is then the one stored before. */
  readonly inserted: boolean;
}

/** The most predictions that are written at once … */
const MAX_GROUP = 256;
/** … and the most that they may be together, characters of JSON, unless one is larger: what PostgreSQL reads in a fraction of its time limit. */
const MAX_GROUP_LENGTH = 2_000_000;
/** How often an id that is there, and then is not, is tried. */
const MAX_INSERTS = 3;
/** How long to wait before the database is tried again, ms; doubled each time, up to the last. */
const FIRST_WAIT_MS = 100;
const LAST_WAIT_MS = 2_000;
/** How often spools that other processes left behind are looked for, ms. */
const ADOPT_EVERY_MS = 30_000;

/** What an operator wants to know of the log. */
export interface LogEvents {
  /** The database is away, and why (told again where that changes); predictions go to the spool. */
  onAway?(reason: string): void;
  /** The database is back and has all that was spooled. */
  onBack?(): void;
  /** Something was lost or could not be written, in a sentence. */
  onReport?(message: string): void;
}

export interface LogStatus {
  /** Where predictions are written at present. */
  readonly target: 'database' | 'spool';
  /** Predictions in spools that are not in the database for certain, and bytes. */
  readonly spooled: number;
  readonly spoolBytes: number;
  /** Why the spool could not be written when that was last tried; null where it could. */
  readonly spoolError: string | null;
  /** Since the log was opened: predictions written to the database as they came, and the groups that they came in … */
  readonly insertedTotal: number;
  readonly groupsTotal: number;
  /** … predictions written to the spool, brought from spools to the database, and refused by that. */
  readonly spooledTotal: number;
  readonly drainedTotal: number;
  readonly refusedTotal: number;
}

export interface PredictionLog {
  /**
   * Logs a prediction; what the database has of it, once it is durable.
   * @throws StoreUnavailableError where neither the database nor the spool takes it; StoreError where the database refuses it.
   */
  append(prediction: NewPrediction): Promise<InsertResult>;
  /** A prediction that is in a spool of this process and perhaps not yet in the database. */
  findSpooled(id: string): Promise<LoggedPrediction | null>;
  /** Whether a spool may yet bring this prediction to the database. Waits for it where it is just being written. */
  isSpooled(id: string): Promise<boolean>;
  /** The same of any prediction, in the spools of other processes on this data folder, too. */
  isAnySpooled(): Promise<boolean>;
  status(): LogStatus;
  /** Ends what is under way. What is in the spool stays there, for the next process. */
  close(): Promise<void>;
}

interface Waiting {
  readonly prediction: LoggedPrediction;
  resolve(result: InsertResult): void;
  reject(error: unknown): void;
}

/** Opens the log, and begins to bring to the database what earlier processes have left in their spools. Closing it closes the spools. */
export function openPredictionLog(table: LogTable, spools: Spools, events: LogEvents): PredictionLog {
  // What was acknowledged before comes first.
  let target: LogStatus['target'] = spools.hasInherited ? 'spool' : 'database';
  let isClosed = false;
  const totals = { insertedTotal: 0, groupsTotal: 0, spooledTotal: 0 };

  let waiting: Waiting[] = [];
  /** What is being written, by id: the same id meanwhile is the same prediction. */
  const underWay = new Map<string, Promise<InsertResult>>();

  /** One at a time: groups keep their order, and the change back to the database waits for the group before. */
  let last: Promise<unknown> = Promise.resolve();
  function exclusively<T>(work: () => Promise<T>): Promise<T> {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  }

  async function insert(group: readonly LoggedPrediction[]): Promise<InsertResult[]> {
    const results = new Map<string, InsertResult>();
    let missing = group;
    // More than once only where one is deleted between the two statements: then there is room for it again.
    for (let i = 0; i < MAX_INSERTS && missing.length > 0; i++) {
      const inserted = await table.insert(missing);
      const others = missing.filter(({ id }) => !inserted.has(id));
      for (const prediction of missing) {
        if (inserted.has(prediction.id))
          results.set(prediction.id, { record: recordFromLogged(prediction), inserted: true });
      }
      const records = others.length === 0 ? [] : await table.find(others.map(({ id }) => id));
      for (const record of records) results.set(record.id, { record, inserted: false });
      missing = others.filter(({ id }) => !results.has(id));
    }
    totals.groupsTotal += 1;
    return group.map(({ id }) => {
      const result = results.get(id);
      if (!result) throw new StoreError('The prediction is being deleted and sent again at once.');
      if (result.inserted) totals.insertedTotal += 1;
      return result;
    });
  }

  async function spool(group: readonly LoggedPrediction[]): Promise<InsertResult[]> {
    const results = await spools.append(group);
    totals.spooledTotal += results.filter(({ isNew }) => isNew).length;
    return results.map(({ record, isNew }) => ({ record, inserted: isNew }));
  }

  /** Writes a group, each of whose predictions may fail for itself alone. */
  async function write(group: readonly LoggedPrediction[]): Promise<readonly (InsertResult | Error)[]> {
    if (target === 'database') {
      try {
        return await insert(group);
      } catch (error) {
        if (isAboutData(error)) return refuseAlone(group, error);
        goAway(error);
      }
    }
    return spool(group);
  }

  /** The database refuses something in the group: each is tried alone, so that only what is refused fails. */
  async function refuseAlone(group: readonly LoggedPrediction[], error: unknown): Promise<(InsertResult | Error)[]> {
    if (group.length === 1) {
      return [new StoreError(`The database refused: ${reasonOf(error)}.`, { cause: error })];
    }
    const results: (InsertResult | Error)[] = [];
    for (const prediction of group) results.push(...(await write([prediction])));
    return results;
  }

  function takeGroup(): Waiting[] {
    let length = 0;
    const end = waiting.findIndex(({ prediction }, i) => {
      length += prediction.json.length;
      return i > 0 && (i >= MAX_GROUP || length > MAX_GROUP_LENGTH);
    });
    const group = end === -1 ? waiting : waiting.slice(0, end);
    waiting = end === -1 ? [] : waiting.slice(end);
    return group;
  }

  /** Writes what waits; what arrives meanwhile is the next group. */
  async function writeWaiting(): Promise<void> {
    const group = takeGroup();
    if (waiting.length > 0) void exclusively(writeWaiting);
    try {
      const results = await write(group.map(({ prediction }) => prediction));
      for (const [i, { resolve, reject }] of group.entries()) {
        const result = results[i];
        if (result === undefined || result instanceof Error) reject(result);
        else resolve(result);
      }
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  }

  let recovering: Promise<void> | null = null;
  const closing = new AbortController();

  /** Why the database is away, as it was last told. */
  let awayReason = '';
  function tellAway(error: unknown): void {
    if (target === 'spool' && reasonOf(error) !== awayReason) events.onAway?.(reasonOf(error));
    awayReason = reasonOf(error);
  }

  function goAway(error: unknown): void {
    target = 'spool';
    awayReason = '';
    tellAway(error);
    recover();
  }

  const isBehind = () => !isClosed && (target === 'spool' || spools.hasInherited);

  function recover(): void {
    recovering ??= recoverNow().finally(() => {
      recovering = null;
      // It may have gone away again just now.
      if (isBehind()) recover();
    });
  }

  async function drain(): Promise<void> {
    await table.ping();
    await spools.drainInherited();
    if (target !== 'spool') return;
    await spools.drainOwn();
    await exclusively(async () => {
      // What was written since then is little, and while this runs nothing is.
      if (!(await spools.finishOwn())) return;
      target = 'database';
      events.onBack?.();
    });
  }

  async function recoverNow(): Promise<void> {
    for (let wait = FIRST_WAIT_MS; isBehind(); wait = Math.min(2 * wait, LAST_WAIT_MS)) {
      try {
        await drain();
      } catch (error) {
        tellAway(error);
        await spools.probe();
      }
      // With a spread, so that many servers do not come all at once.
      const spread = wait * (0.75 + Math.random() / 2);
      if (isBehind()) await sleep(spread, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  async function adopt(): Promise<void> {
    await spools.adopt();
    if (isBehind()) recover();
  }

  if (isBehind()) recover();
  const adopting = setInterval(() => void adopt(), ADOPT_EVERY_MS);
  adopting.unref();

  return {
    append(prediction) {
      if (isClosed) return Promise.reject(new StoreUnavailableError('The log is closed.'));
      const logged = toLogged(prediction);
      const known = underWay.get(logged.id);
      if (known) return known.then(({ record }) => ({ record, inserted: false }));
      const result = new Promise<InsertResult>((resolve, reject) => {
        waiting.push({ prediction: logged, resolve, reject });
      });
      underWay.set(logged.id, result);
      const forget = () => void underWay.delete(logged.id);
      result.then(forget, forget);
      if (waiting.length === 1) void exclusively(writeWaiting);
      return result;
    },
    findSpooled: (id) => spools.find(id.toLowerCase()),
    async isSpooled(id) {
      await underWay.get(id.toLowerCase())?.catch(() => {});
      return spools.has(id.toLowerCase());
    },
    async isAnySpooled() {
      await Promise.allSettled(underWay.values());
      return spools.isAnyFilled();
    },
    status: () => ({
      target,
      spooled: spools.count,
      spoolBytes: spools.bytes,
      spoolError: spools.error,
      ...totals,
      drainedTotal: spools.drained,
      refusedTotal: spools.refused,
    }),
    async close() {
      clearInterval(adopting);
      while (underWay.size > 0) await Promise.allSettled(underWay.values());
      await last;
      isClosed = true;
      closing.abort();
      spools.stop();
      await recovering;
      await spools.close();
    },
  };
}
