// Has a model answer labelled drawings: digits, to see whether it reads them, and others, to see whether it refuses them.
import type { Recognizer } from '@digits/recognizer/node';
import { type NumberedLine, parseStrokesLine, readLines, type StrokesLine } from '../data/strokes-lines.js';
import { drawingToImage } from '../drawing-to-image.js';
import { UserError } from '../user-error.js';
import type { JudgedImage } from './judge.js';

export interface JudgedDrawing extends JudgedImage {
  readonly writer: string | null;
  /** Probability that it is no digit, as the model says. */
  readonly notDigit: number;
}

/** The answer to a drawing that is labelled as something else than a digit. */
export interface JudgedOther {
  readonly label: string;
  readonly notDigit: number;
  readonly rejected: boolean;
}

export interface JudgedStrokes {
  readonly digits: readonly JudgedDrawing[];
  readonly others: readonly JudgedOther[];
  /** Drawings without a label, or of writers who were not asked for. */
  readonly skipped: number;
}

const isDigit = (label: string): boolean => /^[0-9]$/.test(label);

/** The drawing of a line that has a label; null for any other. @throws UserError that names the line. */
function readLabelled(file: string, { number, text }: NumberedLine): (StrokesLine & { label: string }) | null {
  try {
    const line = parseStrokesLine(text);
    const { label } = line;
    return label === null ? null : { ...line, label };
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${file}, line ${number}: ${error.message}.`) : error;
  }
}

/**
 * Answers to the labelled drawings of a file.
 * @param options `brush`: see drawingToImage. `writers`: whose drawings; all without it.
 * @throws UserError that names the line which is wrong, or says that there is no digit.
 */
export async function judgeStrokes(
  recognizer: Recognizer,
  file: string,
  { brush, writers }: { brush?: number | undefined; writers?: readonly string[] | undefined } = {},
): Promise<JudgedStrokes> {
  const digits: JudgedDrawing[] = [];
  const others: JudgedOther[] = [];
  let skipped = 0;
  const wanted = (line: StrokesLine): boolean => !writers || (line.writer !== null && writers.includes(line.writer));
  for await (const lines of readLines(file)) {
    const drawings = lines.map((line) => readLabelled(file, line)).filter((line) => line !== null && wanted(line));
    skipped += lines.length - drawings.length;
    const images = drawings.map((drawing) => drawing && drawingToImage(drawing, brush));
    const results = await recognizer.recognize(images);
    drawings.forEach((drawing, i) => {
      const result = results[i];
      const image = images[i] ?? null;
      if (!(drawing && result)) return;
      const { label, writer } = drawing;
      const { digit, confidence, notDigit, rejected } = result;
      if (isDigit(label)) digits.push({ label: Number(label), digit, confidence, notDigit, writer, image });
      else others.push({ label, notDigit, rejected });
    });
  }
  if (digits.length === 0) {
    const whose = writers ? ` by ${writers.join(', ')}` : '';
    throw new UserError(`${file}: has no drawing${whose} with a "label" from "0" to "9".`);
  }
  return { digits, others, skipped };
}
