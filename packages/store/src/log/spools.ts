// The spools that this process writes and empties: its own, and those that it has taken over from processes that are gone.
import type { PredictionRecord } from '@digits/contract';
import { isAboutData, reasonOf, StoreUnavailableError } from '../store-error.js';
import type { LogTable } from './log-table.js';
import { type LoggedPrediction, recordFromLogged } from './logged-prediction.js';
import type { SpoolBatch } from './spool-file.js';
import type { SpoolAdopter, SpoolFolder } from './spool-folder.js';

/** The most predictions that are brought to the database by one statement. */
const MAX_BATCH = 256;

/** A spool cannot be read, whatever the database does. */
class SpoolReadError extends Error {
  override readonly name = 'SpoolReadError';
}

export interface SpoolsOptions {
  readonly table: Pick<LogTable, 'insert'>;
  /** Makes a spool for this process. */
  readonly openSpool: () => Promise<SpoolFolder>;
  readonly adopter: SpoolAdopter;
  /** All spools of this process together grow no larger than this, bytes. */
  readonly maxBytes: number;
  /** Told what was lost or could not be written, in a sentence. */
  readonly report: (message: string) => void;
}

/** What becomes of a prediction in the spool. */
export interface SpoolResult {
  readonly record: PredictionRecord;
  /** False where its id was there already: `record` is then the one of before. */
  readonly isNew: boolean;
}

export interface Spools {
  /** Predictions in them, and bytes. */
  readonly count: number;
  readonly bytes: number;
  /** Why the own one could not be written when that was last tried; null where it could. */
  readonly error: string | null;
  /** Predictions that the database has refused, since the start. */
  readonly refused: number;
  /** Predictions brought to the database, since the start. */
  readonly drained: number;
  /** Whether there are spools of others to be emptied. */
  readonly hasInherited: boolean;
  has(id: string): boolean;
  find(id: string): Promise<LoggedPrediction | null>;
  /** Whether there is anything in any spool of the data folder, of other processes too. */
  isAnyFilled(): Promise<boolean>;
  /** Writes them to the own spool, on the disk once this resolves. @throws StoreUnavailableError where that is not possible; then none is kept. */
  append(predictions: readonly LoggedPrediction[]): Promise<SpoolResult[]>;
  /** Tries whether the disk can be written again, where it could not. */
  probe(): Promise<void>;
  /** Takes over the spools of processes that are gone. */
  adopt(): Promise<void>;
  /** Brings to the database what others have left, oldest first. @throws the database's error. */
  drainInherited(): Promise<void>;
  /** Brings to the database what is in the own spool, but for what comes meanwhile. @throws the database's error. */
  drainOwn(): Promise<void>;
  /** The same while nothing is written, and empties it. @returns false where it is not the end. @throws the database's error. */
  finishOwn(): Promise<boolean>;
  /** Has what brings them to the database end soon. */
  stop(): void;
  /** Lets go of them, once that has ended; what is in them is the next process's. */
  close(): Promise<void>;
}

/** Opens this process's own spool, and takes over those that are there to be taken over. */
export async function openSpools({ table, openSpool, adopter, maxBytes, report }: SpoolsOptions): Promise<Spools> {
  let own = await openSpool();
  /** Oldest first. */
  let inherited: SpoolFolder[] = [];
  /** Up to where each has been brought to the database, bytes. */
  const positions = new Map<SpoolFolder, number>();
  let error: string | null = null;
  let refused = 0;
  let drained = 0;
  let isClosed = false;
  let adopting: Promise<void> = Promise.resolve();

  const all = (): SpoolFolder[] => [...inherited, own];
  const sum = (of: (folder: SpoolFolder) => number): number => all().reduce((total, folder) => total + of(folder), 0);

  /** Goes on with a new spool; the old one is somebody else's, or is left to be tried again. */
  async function replaceOwn(): Promise<void> {
    const old = own;
    own = await openSpool();
    positions.delete(old);
    await old.leave();
  }

  async function find(id: string): Promise<LoggedPrediction | null> {
    const folder = all().find(({ file }) => file.has(id));
    return folder ? folder.file.find(id) : null;
  }

  /** @throws the system's error, or one about the limit */
  async function appendOrThrow(predictions: readonly LoggedPrediction[]): Promise<SpoolResult[]> {
    // Somebody may have taken this process for dead: what is in that folder is no longer known here.
    if (!(await own.isOurs())) await replaceOwn();
    const results = await Promise.all(
      predictions.map(async (prediction): Promise<SpoolResult> => {
        const known = await find(prediction.id);
        return { record: recordFromLogged(known ?? prediction), isNew: known === null };
      }),
    );
    const fresh = predictions.filter((_, i) => results[i]?.isNew);
    const bytes = fresh.reduce((total, { json }) => total + json.length, 0);
    if (fresh.length > 0 && sum(({ file }) => file.size) + bytes > maxBytes)
      throw new Error(`it has its ${maxBytes} bytes`);
    if (fresh.length > 0) await own.file.append(fresh);
    if (await own.isOurs()) return results;
    // It may have been read before this was in it.
    await replaceOwn();
    await own.file.append(fresh);
    return results;
  }

  /** Brings a batch to the database. What that refuses for what it is, is kept aside, and does not keep the others back. */
  async function bring(folder: SpoolFolder, predictions: readonly LoggedPrediction[]): Promise<void> {
    const [first] = predictions;
    if (!first) return;
    try {
      drained += (await table.insert(predictions)).size;
    } catch (reason) {
      if (!isAboutData(reason)) throw reason;
      if (predictions.length > 1) {
        for (const prediction of predictions) await bring(folder, [prediction]);
        return;
      }
      await folder.keepRefused(first);
      refused += 1;
      report(
        `The database refuses the spooled prediction ${first.id} (${reasonOf(reason)}): it is kept beside ${folder.path}, in "refused".`,
      );
    }
  }

  async function read({ path, file }: SpoolFolder, position: number): Promise<SpoolBatch> {
    try {
      return await file.read(position, MAX_BATCH);
    } catch (reason) {
      throw new SpoolReadError(`The spool in ${path} cannot be read: ${reasonOf(reason)}.`);
    }
  }

  /** Brings to the database what is in a spool, up to where there is less than a batch left. */
  async function drain(folder: SpoolFolder): Promise<void> {
    for (let isFull = true; isFull && !isClosed; ) {
      const batch = await read(folder, positions.get(folder) ?? 0);
      await bring(folder, batch.predictions);
      positions.set(folder, batch.next);
      isFull = batch.isFull;
    }
  }

  /** Empties a spool all of which is in the database. */
  async function empty(folder: SpoolFolder): Promise<void> {
    const missing = folder.file.size - (positions.get(folder) ?? 0);
    if (missing > 0) report(`The spool in ${folder.path} has been cut by somebody: ${missing} bytes are gone.`);
    await folder.file.clear();
    positions.delete(folder);
  }

  async function drainFirst(folder: SpoolFolder): Promise<void> {
    try {
      await drain(folder);
      if (isClosed) return;
      if (await folder.isOurs()) await empty(folder);
    } catch (reason) {
      if (!(reason instanceof SpoolReadError)) throw reason;
      report(`${reason.message} It is tried again later.`);
    }
    inherited = inherited.filter((other) => other !== folder);
    positions.delete(folder);
    await folder.leave();
  }

  async function adoptNow(): Promise<void> {
    const found = await adopter.adopt();
    inherited = [...inherited, ...found];
  }
  await adoptNow();

  return {
    get count() {
      return sum(({ file }) => file.count);
    },
    get bytes() {
      return sum(({ file }) => file.size);
    },
    get error() {
      return error;
    },
    get refused() {
      return refused;
    },
    get drained() {
      return drained;
    },
    get hasInherited() {
      return inherited.length > 0;
    },
    has: (id) => all().some(({ file }) => file.has(id)),
    find,
    isAnyFilled: async () => sum(({ file }) => file.count) > 0 || adopter.isElsewhere(all().map(({ path }) => path)),
    async append(predictions) {
      try {
        const results = await appendOrThrow(predictions);
        error = null;
        return results;
      } catch (reason) {
        const message = `The database is away, and the spool in ${own.path} cannot be written: ${reasonOf(reason)}.`;
        // Once, not for each prediction that comes to a full disk.
        if (message !== error) report(message);
        error = message;
        throw new StoreUnavailableError(message, { cause: reason });
      }
    },
    async probe() {
      if (error === null || sum(({ file }) => file.size) >= maxBytes) return;
      await own.probe().then(
        () => {
          error = null;
        },
        () => {},
      );
    },
    adopt() {
      adopting = adopting.then(() => (isClosed ? undefined : adoptNow()));
      return adopting;
    },
    async drainInherited() {
      for (let folder = inherited[0]; folder && !isClosed; folder = inherited[0]) await drainFirst(folder);
    },
    drainOwn: () =>
      drain(own).catch((reason) => {
        // finishOwn tells.
        if (!(reason instanceof SpoolReadError)) throw reason;
      }),
    async finishOwn() {
      try {
        if (!(await own.isOurs())) {
          await replaceOwn();
          return false;
        }
        await drain(own);
        if (isClosed) return false;
        await empty(own);
      } catch (reason) {
        if (!(reason instanceof SpoolReadError)) throw reason;
        report(`${reason.message} It is tried again later.`);
        await replaceOwn();
      }
      error = null;
      return true;
    },
    stop() {
      isClosed = true;
    },
    async close() {
      isClosed = true;
      await adopting;
      for (const folder of all()) await folder.leave();
    },
  };
}
