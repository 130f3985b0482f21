// checkpoint.bin: a run as it stands, to go on from. A line with the format and a checksum, then V8's serialisation.
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { deserialize, serialize } from 'node:v8';
import type { Checkpoint } from '@digits/nn';
import { writeWhole } from '../output/write-files.js';
import { fileErrorReason, UserError } from '../user-error.js';
import type { EpochRow } from './epoch-row.js';

/** What the engine needs to go on, and what the run's folder needs beside it. */
export interface SavedRun {
  /** The command that started the run: whose checkpoint it is. */
  readonly command: string;
  readonly checkpoint: Checkpoint;
  /** The epochs that are done. */
  readonly rows: readonly EpochRow[];
  /** Training time so far. */
  readonly seconds: number;
  /** Whether it has ended by itself: then there is nothing to go on with. */
  readonly ended: boolean;
}

const MAGIC = 'digits-checkpoint';
const FORMAT = 1;
const HEADER = /^digits-checkpoint (\d+) ([0-9a-f]{64})$/;
/** The header is no longer than this. */
const HEADER_LIMIT = 128;

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Writes a checkpoint, whole or not at all. @throws UserError */
export async function writeCheckpoint(path: string, run: SavedRun): Promise<void> {
  const payload = serialize(run);
  await writeWhole(path, Buffer.concat([Buffer.from(`${MAGIC} ${FORMAT} ${sha256(payload)}\n`), payload]));
}

/**
 * Reads a checkpoint. Nothing of a file that was changed or cut is deserialised.
 * @throws UserError that says in a line what is wrong with the file
 */
export async function readCheckpoint(path: string): Promise<SavedRun> {
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new UserError(`${path}: cannot be read: ${fileErrorReason(error)}. Without a checkpoint, train anew.`);
  }
  const end = bytes.subarray(0, HEADER_LIMIT).indexOf('\n');
  const [, format, checksum] = HEADER.exec(bytes.subarray(0, Math.max(end, 0)).toString('latin1')) ?? [];
  if (format === undefined) throw new UserError(`${path}: is no checkpoint of digits train. Train anew.`);
  if (Number(format) !== FORMAT) {
    throw new UserError(`${path}: has format ${format}, this version of digits reads ${FORMAT}. Train anew.`);
  }
  const payload = bytes.subarray(end + 1);
  if (sha256(payload) !== checksum) throw new UserError(`${path}: is damaged or cut short. Train anew.`);
  try {
    return deserialize(payload) as SavedRun;
  } catch (error) {
    // A newer Node may write what an older one does not read.
    throw new UserError(`${path}: this Node (${process.version}) cannot read it: ${(error as Error).message}.`);
  }
}
