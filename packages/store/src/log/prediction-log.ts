// The log of predictions: what it acknowledges is durable, in the database or, while that is away, in a spool on the disk, from which it
// reaches the database once it is back: each prediction once, in order.
import { setTimeout as sleep } from 'node:timers/promises';
import type { PredictionRecord } from '@digits/contract';
import type { NewPrediction } from '../new-prediction.js';
import { isAboutData, reasonOf, StoreError, StoreUnavailableError } from '../store-error.js';
import { type LoggedPrediction, recordFromLogged, toLogged } from './logged-prediction.js';
import type { SpoolFolder } from './spool-folder.js';

export interface InsertResult {
  readonly record: PredictionRecord;
  /** False where the id was there already: `record` is then the one stored before. */
  readonly inserted: boolean;
}

/** The most predictions that one statement inserts: as they arrive, and from a spool. */
const MAX_GROUP = 256;
/** How long to wait before the database is tried again, ms; doubled each time, up to the last. */
const FIRST_WAIT_MS = 100;
const LAST_WAIT_MS = 2_000;
/** How often spools that other processes left behind are looked for, ms. */
const ADOPT_EVERY_MS = 30_000;

/** The database as the log needs it. Each call ends within a time limit. */
export interface LogTable {
  /** Inserts them in their order, each once; @returns the ids of those that were not there yet. */
  insert(predictions: readonly LoggedPrediction[]): Promise<ReadonlySet<string>>;
  /** Those of the ids that are there. */
  find(ids: readonly string[]): Promise<readonly PredictionRecord[]>;
  /** Resolves if the database answers. */
  ping(): Promise<void>;
}

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
  /** Since the log was opened: predictions written to the database as they came, and the statements that took … */
  readonly insertedTotal: number;
  readonly statementsTotal: number;
  /** … predictions written to the spool, and brought from spools to the database. */
  readonly spooledTotal: number;
  readonly drainedTotal: number;
}

export interface PredictionLogOptions {
  readonly table: LogTable;
  /** This process's spool; made anew where another process has taken it over. */
  readonly openSpool: () => Promise<SpoolFolder>;
  /** Takes over the spools of processes that are gone. */
  readonly adoptSpools: () => Promise<readonly SpoolFolder[]>;
  /** The spool grows no larger than this, bytes. */
  readonly maxSpoolBytes: number;
  readonly events: LogEvents;
}

export interface PredictionLog {
  /**
   * Logs a prediction; what the database has of it, once it is durable.
   * @throws StoreUnavailableError where neither the database nor the spool takes it; StoreError where the database refuses it.
   */
  append(prediction: NewPrediction): Promise<InsertResult>;
  /** A prediction that is in a spool and perhaps not yet in the database. */
  findSpooled(id: string): Promise<LoggedPrediction | null>;
  /** Whether a prediction is, or with no id any is, in a spool. */
  isSpooled(id?: string): boolean;
  status(): LogStatus;
  /** Ends what is under way. What is in the spool stays there, for the next process. */
  close(): Promise<void>;
}

interface Waiting {
  readonly prediction: LoggedPrediction;
  resolve(result: InsertResult): void;
  reject(error: unknown): void;
}

/** Opens the log, and begins to bring to the database what earlier processes have left in their spools. */
export async function openPredictionLog(options: PredictionLogOptions): Promise<PredictionLog> {
  const { table, events, maxSpoolBytes } = options;
  let own = await options.openSpool();
  /** Spools to be brought to the database before this process's own, oldest first. */
  let inherited: SpoolFolder[] = [];
  let target: LogStatus['target'] = 'database';
  let isClosed = false;
  let spoolError: string | null = null;
  const totals = { insertedTotal: 0, statementsTotal: 0, spooledTotal: 0, drainedTotal: 0 };

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
    const inserted = await table.insert(group);
    const others = group.filter(({ id }) => !inserted.has(id));
    const records = others.length === 0 ? [] : await table.find(others.map(({ id }) => id));
    const known = new Map(records.map((record) => [record.id, record]));
    // Deleted between the two statements: then there is room for it again.
    const deleted = others.filter(({ id }) => !known.has(id));
    if (deleted.length > 0) await table.insert(deleted);
    totals.statementsTotal += 1;
    totals.insertedTotal += inserted.size + deleted.length;
    return group.map((prediction) => {
      const record = known.get(prediction.id);
      return record ? { record, inserted: false } : { record: recordFromLogged(prediction), inserted: true };
    });
  }

  async function spool(group: readonly LoggedPrediction[]): Promise<InsertResult[]> {
    const results = await Promise.all(
      group.map(async (prediction): Promise<InsertResult> => {
        const known = await findSpooled(prediction.id);
        return { record: recordFromLogged(known ?? prediction), inserted: known === null };
      }),
    );
    const fresh = group.filter((_, i) => results[i]?.inserted);
    if (fresh.length === 0) return results;
    if (own.file.size > maxSpoolBytes) {
      spoolError = `The database is away, and the spool in ${own.path} has its ${maxSpoolBytes} bytes.`;
      throw new StoreUnavailableError(spoolError);
    }
    try {
      await own.file.append(fresh);
      if (!(await own.isOurs())) {
        // Somebody took this process for dead, and may have read the spool before this was in it.
        own = await options.openSpool();
        await own.file.append(fresh);
      }
    } catch (error) {
      const message = `The database is away, and the spool in ${own.path} cannot be written: ${reasonOf(error)}.`;
      // Once, not for each prediction that comes to a full disk.
      if (message !== spoolError) events.onReport?.(message);
      spoolError = message;
      throw new StoreUnavailableError(message, { cause: error });
    }
    spoolError = null;
    totals.spooledTotal += fresh.length;
    return results;
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

  /** Writes what waits; what arrives meanwhile is the next group. */
  async function writeWaiting(): Promise<void> {
    const group = waiting.slice(0, MAX_GROUP);
    waiting = waiting.slice(MAX_GROUP);
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
    if (reasonOf(error) !== awayReason) events.onAway?.(reasonOf(error));
    awayReason = reasonOf(error);
  }

  function goAway(error: unknown): void {
    target = 'spool';
    tellAway(error);
    recover();
  }

  function recover(): void {
    recovering ??= recoverNow().finally(() => {
      recovering = null;
      if (!isClosed && (target === 'spool' || inherited.length > 0)) recover();
    });
  }

  /** Brings a batch to the database; what that refuses for what it is does not keep the others back. */
  async function drain(predictions: readonly LoggedPrediction[]): Promise<void> {
    try {
      totals.drainedTotal += (await table.insert(predictions)).size;
    } catch (error) {
      if (!isAboutData(error)) throw error;
      if (predictions.length > 1) {
        for (const prediction of predictions) await drain([prediction]);
        return;
      }
      events.onReport?.(`The database refuses the spooled prediction ${predictions[0]?.id}: ${reasonOf(error)}.`);
    }
  }

  /** Brings to the database what is in a spool from byte `offset` on. @returns where it ended: at the end, unless the log is closed */
  async function drainFolder({ file }: SpoolFolder, offset = 0): Promise<number> {
    let position = offset;
    while (!isClosed) {
      const { predictions, next } = await file.read(position, MAX_GROUP);
      if (predictions.length > 0) await drain(predictions);
      if (next === position) break;
      position = next;
    }
    return position;
  }

  /** Brings the own spool to the database, and goes back to that. */
  async function drainOwn(): Promise<void> {
    const offset = await drainFolder(own);
    await exclusively(async () => {
      // What was written since then is little, and while this runs nothing is.
      const end = await drainFolder(own, offset);
      if (end < own.file.size) return;
      await own.file.clear();
      target = 'database';
      spoolError = null;
      awayReason = '';
      events.onBack?.();
    });
  }

  async function drainAll(): Promise<void> {
    for (let folder = inherited[0]; folder; folder = inherited[0]) {
      if ((await drainFolder(folder)) < folder.file.size) return;
      await folder.file.clear();
      inherited = inherited.slice(1);
      await folder.leave();
    }
    if (target === 'spool') await drainOwn();
  }

  async function recoverNow(): Promise<void> {
    for (let wait = FIRST_WAIT_MS; !isClosed; wait = Math.min(2 * wait, LAST_WAIT_MS)) {
      try {
        await table.ping();
        await drainAll();
        return;
      } catch (error) {
        tellAway(error);
        // With a spread, so that many servers do not come all at once.
        await sleep(wait * (0.75 + Math.random() / 2), undefined, { signal: closing.signal }).catch(() => {});
      }
    }
  }

  async function findSpooled(id: string): Promise<LoggedPrediction | null> {
    for (const { file } of [...inherited, own]) {
      if (file.has(id)) return file.find(id);
    }
    return null;
  }

  async function adopt(): Promise<void> {
    const found = await options.adoptSpools();
    if (found.length === 0) return;
    inherited = [...inherited, ...found];
    recover();
  }

  await adopt();
  // What was acknowledged before comes first.
  if (inherited.length > 0) target = 'spool';
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
    findSpooled: (id) => findSpooled(id.toLowerCase()),
    isSpooled: (id) =>
      [...inherited, own].some(({ file }) => (id === undefined ? file.count > 0 : file.has(id.toLowerCase()))),
    status: () => ({
      target,
      spooled: [...inherited, own].reduce((sum, { file }) => sum + file.count, 0),
      spoolBytes: [...inherited, own].reduce((sum, { file }) => sum + file.size, 0),
      spoolError,
      ...totals,
    }),
    async close() {
      clearInterval(adopting);
      while (underWay.size > 0) await Promise.allSettled(underWay.values());
      await last;
      isClosed = true;
      closing.abort();
      await recovering;
      for (const folder of [...inherited, own]) await folder.leave();
    },
  };
}
