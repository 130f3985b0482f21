// Reads labelled drawings from UNIPEN, as far as the original files of the pen digits use it.
// Source: Guyon et al., "UNIPEN project of on-line data exchange and recognizer benchmarks", ICPR 1994.
import type { Point } from '@digits/ink';
import { UserError } from '../user-error.js';

/** A drawing as the file has it. */
export interface UnipenDigit {
  readonly label: number;
  /** The writer's number in this file. */
  readonly writer: number;
  /** x to the right, y up: away from the writer, as on any tablet. */
  readonly strokes: readonly (readonly Point[])[];
}

/** A drawing that is being read. */
interface Draft {
  /** The line that it begins in, from 1. */
  readonly line: number;
  readonly label: number;
  writer: number | undefined;
  readonly strokes: Point[][];
}

// .SEGMENT DIGIT 7-8 ? "4"     numbers of its strokes in the file, quality, label
const SEGMENT = /^\.SEGMENT\s+DIGIT\s+\d+(?:-\d+)?\s+\S+\s+"([0-9])"$/;
// .COMMENT 4 12 224            label, writer, which of that writer's digits
const COMMENT = /^\.COMMENT\s+([0-9])\s+(\d+)\s+\d+$/;
const POINT = /^(-?\d+)\s+(-?\d+)$/;

function finished(path: string, { line, label, writer, strokes }: Draft): UnipenDigit {
  if (writer === undefined) {
    throw new UserError(`${path}, line ${line}: the digit has no ".COMMENT label writer number".`);
  }
  if (strokes.length === 0 || strokes.some((stroke) => stroke.length === 0)) {
    throw new UserError(`${path}, line ${line}: the digit has no stroke, or one without points.`);
  }
  return { label, writer, strokes };
}

/**
 * The digits, in the file's order. What says nothing about them (the lexicon, the time between points) is passed over.
 * @param path For messages.
 * @throws UserError that says which line is wrong.
 */
export function parseUnipenDigits(path: string, text: string): UnipenDigit[] {
  const digits: UnipenDigit[] = [];
  let draft: Draft | undefined;
  let stroke: Point[] | undefined;

  text.split('\n').forEach((raw, index) => {
    const line = raw.trim();
    const fail = (what: string): never => {
      throw new UserError(`${path}, line ${index + 1}: ${what}: ${JSON.stringify(line.slice(0, 80))}.`);
    };
    if (line.startsWith('.SEGMENT')) {
      if (draft) digits.push(finished(path, draft));
      const label = SEGMENT.exec(line)?.[1] ?? fail('is no segment that is a digit');
      draft = { line: index + 1, label: Number(label), writer: undefined, strokes: [] };
      stroke = undefined;
    } else if (line.startsWith('.COMMENT') && draft) {
      const [, label, writer] = COMMENT.exec(line) ?? fail('is no comment of a label, a writer and a number');
      if (Number(label) !== draft.label) fail(`is not about the segment's ${draft.label}`);
      draft.writer = Number(writer);
    } else if (line === '.PEN_DOWN') {
      stroke = [];
      (draft ?? fail('belongs to no segment')).strokes.push(stroke);
    } else if (line.startsWith('.PEN_UP')) {
      stroke = undefined;
    } else if (stroke && line !== '' && !line.startsWith('.')) {
      const [, x, y] = POINT.exec(line) ?? fail('is no point of two whole numbers');
      stroke.push([Number(x), Number(y)]);
    }
  });
  if (draft) digits.push(finished(path, draft));
  return digits;
}
