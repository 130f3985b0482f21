// One line of a spool: the CRC-32 of a prediction's JSON, a space, the JSON, a newline. What was cut or changed is seen.
import { crc32 } from 'node:zlib';
import { type LoggedPrediction, loggedFromJson } from './logged-prediction.js';

const NEWLINE = 0x0a;
/** Eight hexadecimal digits and a space. */
const PREFIX = 9;

const checksumOf = (json: Uint8Array): string => crc32(json).toString(16).padStart(8, '0');

/** The prediction as a line, newline included. */
export function encodeRecord(prediction: Pick<LoggedPrediction, 'json'>): Buffer {
  const json = Buffer.from(prediction.json);
  return Buffer.concat([Buffer.from(`${checksumOf(json)} `), json, Buffer.from([NEWLINE])]);
}

/** The prediction in a line (without its newline); null where the line is not whole. */
export function decodeRecord(line: Buffer): LoggedPrediction | null {
  const json = line.subarray(PREFIX);
  if (line.toString('latin1', 0, PREFIX) !== `${checksumOf(json)} `) return null;
  try {
    return loggedFromJson(json.toString());
  } catch {
    return null;
  }
}

/** A line of a spool file. */
export interface SpoolLine {
  /** Bytes from the file's start … */
  readonly offset: number;
  /** … and to the next line's. */
  readonly length: number;
  /** Null where the line is damaged. */
  readonly prediction: LoggedPrediction | null;
  /** As it is in the file, without the newline. */
  readonly bytes: Buffer;
  /** False of a last line whose newline is missing: it was being written when its writer was stopped. */
  readonly isComplete: boolean;
}

/** The lines of `chunks`, which are a file from byte `offset` on. */
export async function* splitRecords(chunks: AsyncIterable<Buffer>, offset: number): AsyncGenerator<SpoolLine> {
  let rest: Buffer[] = [];
  let start = offset;
  for await (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, from)) {
      const bytes = Buffer.concat([...rest, chunk.subarray(from, end)]);
      rest = [];
      const length = bytes.length + 1;
      yield { offset: start, length, prediction: decodeRecord(bytes), bytes, isComplete: true };
      start += length;
      from = end + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
  }
  if (rest.length === 0) return;
  const bytes = Buffer.concat(rest);
  // Its checksum may be right, but it was never acknowledged: that comes after the newline.
  yield { offset: start, length: bytes.length, prediction: decodeRecord(bytes), bytes, isComplete: false };
}
