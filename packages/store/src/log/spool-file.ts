// A file to which predictions are appended while the database is away: what is appended is on the disk, and checksummed.
import { constants, type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { LoggedPrediction } from './logged-prediction.js';
import { decodeRecord, encodeRecord, splitRecords } from './spool-record.js';

const READ_BYTES = 1_048_576;
/** The most that one read gives, unless a single prediction is larger, bytes. */
const BATCH_BYTES = 2_000_000;

/** Predictions read from a spool, and where the next ones begin. */
export interface SpoolBatch {
  readonly predictions: readonly LoggedPrediction[];
  /** Bytes from the file's start. */
  readonly next: number;
  /** Whether there may be more at once: it ended for its size, not for want of predictions. */
  readonly isFull: boolean;
}

export interface SpoolFile {
  /** Predictions in it. */
  readonly count: number;
  /** Bytes in it. */
  readonly size: number;
  has(id: string): boolean;
  /** The prediction with this id, as it was first written; null where there is none. */
  find(id: string): Promise<LoggedPrediction | null>;
  /**
   * Writes them all, on the disk once this resolves.
   * @throws the system's error; then none of them is in the file.
   */
  append(predictions: readonly LoggedPrediction[]): Promise<void>;
  /** Up to `max` predictions, or some megabytes, from byte `offset` on, in the order in which they were written. */
  read(offset: number, max: number): Promise<SpoolBatch>;
  /** Takes everything out. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Told of a line that cannot be used: what stands there, and whether it is merely a write that was cut short. */
export type OnDamage = (bytes: Buffer, isTorn: boolean) => Promise<void>;

/** Makes the entries of a folder last; not every system can. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, constants.O_RDONLY).catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

async function* chunksFrom(handle: FileHandle, offset: number, end: number): AsyncGenerator<Buffer> {
  for (let position = offset; position < end; ) {
    const length = Math.min(READ_BYTES, end - position);
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, position);
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
  }
}

async function writeAll(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let written = 0; written < bytes.length; ) {
    const { bytesWritten } = await handle.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}

/**
 * Opens the spool at `path`, made where there is none, and reads what is in it. A torn last line is cut off; it was never acknowledged.
 * @param onDamage told of each line that is damaged, before it is passed over
 * @throws the system's error.
 */
export async function openSpoolFile(path: string, onDamage: OnDamage): Promise<SpoolFile> {
  const handle = await open(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  const places = new Map<string, { readonly offset: number; readonly length: number }>();
  let size = 0;
  /** Damage before this byte has been told of. */
  let toldUpTo = 0;
  try {
    await syncFolder(dirname(path));
    const { size: found } = await handle.stat();
    for await (const { offset, length, prediction, bytes, isComplete } of splitRecords(
      chunksFrom(handle, 0, found),
      0,
    )) {
      if (!isComplete) await onDamage(bytes, true);
      // What is damaged is told of when its turn comes to be read.
      else if (prediction && !places.has(prediction.id)) places.set(prediction.id, { offset, length });
      if (isComplete) size = offset + length;
    }
    if (size < found) await handle.truncate(size);
  } catch (error) {
    await handle.close();
    throw error;
  }

  return {
    get count() {
      return places.size;
    },
    get size() {
      return size;
    },
    has: (id) => places.has(id),
    async find(id) {
      const place = places.get(id);
      if (!place) return null;
      const { buffer } = await handle.read(Buffer.alloc(place.length), 0, place.length, place.offset);
      return decodeRecord(buffer.subarray(0, place.length - 1));
    },
    async append(predictions) {
      const lines = predictions.map(encodeRecord);
      const bytes = Buffer.concat(lines);
      try {
        await writeAll(handle, bytes, size);
        await handle.datasync();
      } catch (error) {
        // What is half written would be taken for damage later.
        await handle.truncate(size).catch(() => {});
        throw error;
      }
      for (const [i, { id }] of predictions.entries()) {
        const length = lines[i]?.length ?? 0;
        if (!places.has(id)) places.set(id, { offset: size, length });
        size += length;
      }
    },
    async read(offset, max) {
      const predictions: LoggedPrediction[] = [];
      let next = offset;
      const isFull = () => predictions.length >= max || next - offset >= BATCH_BYTES;
      for await (const line of splitRecords(chunksFrom(handle, offset, size), offset)) {
        if (line.prediction) predictions.push(line.prediction);
        else if (line.offset >= toldUpTo) await onDamage(line.bytes, false);
        next = line.offset + line.length;
        toldUpTo = Math.max(toldUpTo, next);
        if (isFull()) break;
      }
      return { predictions, next, isFull: isFull() };
    },
    async clear() {
      await handle.truncate(0);
      places.clear();
      size = 0;
      toldUpTo = 0;
      await handle.datasync();
    },
    close: () => handle.close(),
  };
}
