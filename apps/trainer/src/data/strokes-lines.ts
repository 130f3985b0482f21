// Drawings as JSON lines: {"id", "size", "strokes": [[[x, y], …], …]}, other keys ignored.
import { createReadStream } from 'node:fs';
import { pipeline, type Readable } from 'node:stream';
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

/** What some editors put before UTF-8. */
const BYTE_ORDER_MARK = '\uFEFF';

/** A line that is no drawing; `id` is the line's own, where that much could be read. */
export class StrokesLineError extends UserError {
  readonly id: string | number | null;

  constructor(message: string, id: string | number | null = null) {
    super(message);
    this.id = id;
  }
}

const isFiniteNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isPoint = (value: unknown): boolean =>
  Array.isArray(value) && value.length >= 2 && isFiniteNumber(value[0]) && isFiniteNumber(value[1]);

/**
 * Reads one line.
 * @throws StrokesLineError that says what about it is wrong.
 */
export function parseStrokesLine(text: string): StrokesLine {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (error) {
    throw new StrokesLineError(`is not JSON: ${(error as Error).message}`);
  }
  if (typeof line !== 'object' || line === null || Array.isArray(line))
    throw new StrokesLineError('is not a JSON object');
  const { id = null, size, strokes, label, writer } = line as Record<string, unknown>;
  if (id !== null && typeof id !== 'string' && typeof id !== 'number') {
    throw new StrokesLineError('"id" must be a string or a number');
  }
  if (!isFiniteNumber(size) || size <= 0) throw new StrokesLineError('"size" must be a number above 0', id);
  if (!Array.isArray(strokes)) throw new StrokesLineError('"strokes" must be a list of strokes', id);
  strokes.forEach((stroke, s) => {
    if (!Array.isArray(stroke)) throw new StrokesLineError(`stroke ${s} must be a list of [x, y]`, id);
    const wrong = stroke.findIndex((point) => !isPoint(point));
    if (wrong >= 0) throw new StrokesLineError(`stroke ${s}, point ${wrong} must be [x, y], two finite numbers`, id);
  });
  return {
    id,
    size,
    strokes,
    label: typeof label === 'string' || typeof label === 'number' ? String(label) : null,
    writer: typeof writer === 'string' ? writer : null,
  };
}

export interface NumberedLine {
  /** From 1, empty lines counted. */
  readonly number: number;
  readonly text: string;
}

/** Bytes read from a file at a time: some hundreds of drawings. */
const READ_BYTES = 256 * 1024;

function openInput(file: string): Readable {
  if (file === '-') return process.stdin;
  const raw = createReadStream(file, { highWaterMark: READ_BYTES });
  // The callback is for errors that no reader sees; this one reads the last stream, which a failure ends with its error.
  return file.endsWith('.gz') ? pipeline(raw, createGunzip(), () => undefined) : raw;
}

/**
 * The lines of a file (gunzipped where its name ends in .gz) or of standard input ("-"), without empty ones: as many at a
 * time as have arrived, so that whoever waits for the answer to a line gets it.
 * @throws UserError when it cannot be read.
 */
export async function* readLines(file: string): AsyncGenerator<readonly NumberedLine[]> {
  let number = 0;
  const numbered = (texts: readonly string[]): NumberedLine[] =>
    texts.map((text) => ({ number: ++number, text })).filter(({ text }) => text.trim() !== '');
  // Added to, not split anew, as a long line's pieces arrive: its length costs no more than once.
  let unfinished = '';
  try {
    for await (const piece of openInput(file).setEncoding('utf8') as AsyncIterable<string>) {
      const [first = '', ...others] = piece.split('\n');
      if (number === 0 && unfinished === '' && first.startsWith(BYTE_ORDER_MARK)) unfinished = first.slice(1);
      else unfinished += first;
      const last = others.pop();
      if (last === undefined) continue;
      const lines = numbered([unfinished, ...others]);
      unfinished = last;
      if (lines.length > 0) yield lines;
    }
    const lines = numbered([unfinished]);
    if (lines.length > 0) yield lines;
  } catch (error) {
    throw new UserError(`${file}: cannot be read: ${fileErrorReason(error)}.`);
  }
}
