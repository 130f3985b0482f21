// Drawings as JSON lines: {"id", "size", "strokes": [[[x, y], …], …]}, other keys ignored.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { Stroke } from '@digits/ink';
import { fileErrorReason, UserError } from '../user-error.js';

export interface StrokesLine {
  readonly id: string | number | null;
  /** Side of the square that was drawn on. */
  readonly size: number;
  readonly strokes: readonly Stroke[];
  /** What it is, where the file says so. */
  readonly label: string | null;
  readonly writer: string | null;
}

const isFiniteNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isPoint = (value: unknown): boolean =>
  Array.isArray(value) && value.length >= 2 && isFiniteNumber(value[0]) && isFiniteNumber(value[1]);

/**
 * Reads one line.
 * @throws UserError that says what about it is wrong.
 */
export function parseStrokesLine(text: string): StrokesLine {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (error) {
    throw new UserError(`is not JSON: ${(error as Error).message}`);
  }
  if (typeof line !== 'object' || line === null || Array.isArray(line)) throw new UserError('is not a JSON object');
  const { id = null, size, strokes, label, writer } = line as Record<string, unknown>;
  if (id !== null && typeof id !== 'string' && typeof id !== 'number') throw new UserError('"id" must be a string');
  if (!isFiniteNumber(size) || size <= 0) throw new UserError('"size" must be a number above 0');
  if (!Array.isArray(strokes)) throw new UserError('"strokes" must be a list of strokes');
  strokes.forEach((stroke, s) => {
    if (!Array.isArray(stroke)) throw new UserError(`stroke ${s} must be a list of [x, y]`);
    const wrong = stroke.findIndex((point) => !isPoint(point));
    if (wrong >= 0) throw new UserError(`stroke ${s}, point ${wrong} must be [x, y], two finite numbers`);
  });
  return {
    id,
    size,
    strokes,
    label: typeof label === 'string' || typeof label === 'number' ? String(label) : null,
    writer: typeof writer === 'string' ? writer : null,
  };
}

/**
 * The lines of a file (gunzipped where its name ends in .gz) or of standard input ("-"), without empty ones.
 * @throws UserError when it cannot be read.
 */
export async function* readLines(file: string): AsyncGenerator<{ number: number; text: string }> {
  const raw: Readable = file === '-' ? process.stdin : createReadStream(file);
  const input: Readable = file.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  let number = 0;
  try {
    // readline does not pass on its input's errors: the loop below would never end.
    const failed = new Promise<never>((_, reject) => {
      raw.on('error', reject);
      if (input !== raw) input.on('error', reject);
    });
    failed.catch(() => undefined);
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })[Symbol.asyncIterator]();
    for (;;) {
      const next = await Promise.race([lines.next(), failed]);
      if (next.done) return;
      number += 1;
      if (next.value.trim() !== '') yield { number, text: next.value };
    }
  } catch (error) {
    throw new UserError(`${file}: cannot be read: ${fileErrorReason(error)}.`);
  }
}
