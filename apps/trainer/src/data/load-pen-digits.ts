// Digits written with a pen on a tablet, to train on: under STROKES_DIR, or data/strokes in the repository; gzipped or not.
// Source: Alpaydin, Alimoglu, "Pen-Based Recognition of Handwritten Digits", UCI Machine Learning Repository 1998, CC BY 4.0.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Stroke } from '@digits/ink';
import { STROKES_FOLDER } from '../paths.js';
import { fileErrorReason, UserError } from '../user-error.js';
import { type NumberedLine, parseStrokesLine } from './strokes-lines.js';

export interface PenDigit {
  readonly label: number;
  readonly writer: string;
  readonly strokes: readonly Stroke[];
}

export const PEN_DIGITS_FILE = 'pendigits-30-writers.jsonl';

/** The folder that drawings are read from: STROKES_DIR when it is set, else data/strokes. */
export const strokesFolder = (): string => process.env.STROKES_DIR || STROKES_FOLDER;

/** The path of the pen digits in `folder`, unpacked or gzipped; undefined when they are not there. */
export const findPenDigits = (folder: string): string | undefined =>
  [join(folder, PEN_DIGITS_FILE), join(folder, `${PEN_DIGITS_FILE}.gz`)].find(existsSync);

function parseLine(path: string, { number, text }: NumberedLine): PenDigit {
  try {
    const { label, writer, strokes } = parseStrokesLine(text);
    if (label !== null && /^[0-9]$/.test(label) && writer !== null) return { label: Number(label), writer, strokes };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(`${path}, line ${number}: ${error.message}.`);
  }
  throw new UserError(`${path}, line ${number}: has no "label" from "0" to "9" or no "writer".`);
}

/** The drawings, in the file's order. @throws UserError that says which file is missing or wrong, and what to do. */
export function loadPenDigits(folder = strokesFolder()): readonly PenDigit[] {
  const path = findPenDigits(folder);
  if (!path) {
    throw new UserError(
      `The pen digits are not in ${folder}: ${PEN_DIGITS_FILE}[.gz] is missing. Fetch it with "npm run digits -- data download", or set STROKES_DIR to the folder that has it; or train without them: --pen-repeats 0.`,
    );
  }
  let text: string;
  try {
    const bytes = readFileSync(path);
    text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  } catch (error) {
    throw new UserError(`${path}: cannot be read: ${fileErrorReason(error)}.`);
  }
  const lines = text.split('\n').map((line, i) => ({ number: i + 1, text: line }));
  return lines.filter((line) => line.text.trim() !== '').map((line) => parseLine(path, line));
}
