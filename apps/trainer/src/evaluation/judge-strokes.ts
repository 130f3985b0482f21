// Has a model answer labelled drawings, and judges the answers.
import type { Recognizer } from '@digits/recognizer/node';
import { type NumberedLine, parseStrokesLine, readLines, type StrokesLine } from '../data/strokes-lines.js';
import { drawingToImage } from '../drawing-to-image.js';
import { UserError } from '../user-error.js';
import type { Judged } from './metrics.js';

export interface JudgedDrawing extends Judged {
  readonly writer: string | null;
}

/** The drawing of a line that is labelled with a digit; null for any other. @throws UserError that names the line. */
function readLabelled(file: string, { number, text }: NumberedLine): (StrokesLine & { label: string }) | null {
  try {
    const line = parseStrokesLine(text);
    const { label } = line;
    return label !== null && /^[0-9]$/.test(label) ? { ...line, label } : null;
  } catch (error) {
    throw error instanceof UserError ? new UserError(`${file}, line ${number}: ${error.message}.`) : error;
  }
}

/**
 * Answers to the drawings of a file that are labelled with a digit; the others are counted and left out.
 * @param brush See drawingToImage.
 * @throws UserError that names the line which is wrong.
 */
export async function judgeStrokes(
  recognizer: Recognizer,
  file: string,
  brush?: number,
): Promise<{ answers: JudgedDrawing[]; skipped: number }> {
  const answers: JudgedDrawing[] = [];
  let skipped = 0;
  for await (const lines of readLines(file)) {
    const drawings = lines.map((line) => readLabelled(file, line)).filter((drawing) => drawing !== null);
    skipped += lines.length - drawings.length;
    const results = await recognizer.recognize(drawings.map((drawing) => drawingToImage(drawing, brush)));
    drawings.forEach(({ label, writer }, i) => {
      const result = results[i];
      if (result) answers.push({ label: Number(label), digit: result.digit, confidence: result.confidence, writer });
    });
  }
  if (answers.length === 0) throw new UserError(`${file}: has no drawing with a "label" from "0" to "9".`);
  return { answers, skipped };
}
