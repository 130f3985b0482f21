// Has a model answer labelled drawings, and judges the answers.
import type { Recognizer } from '@digits/recognizer/node';
import { parseStrokesLine, readLines, type StrokesLine } from '../data/strokes-lines.js';
import { drawingToImage } from '../drawing-to-image.js';
import { UserError } from '../user-error.js';
import type { Judged } from './metrics.js';

export interface JudgedDrawing extends Judged {
  readonly writer: string | null;
}

/** Drawings held at a time. */
const CHUNK = 1_000;

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
  let chunk: StrokesLine[] = [];
  const judgeChunk = async (): Promise<void> => {
    const results = await recognizer.recognize(chunk.map((line) => drawingToImage(line, brush)));
    results.forEach(({ digit, confidence }, i) => {
      const line = chunk[i];
      if (line) answers.push({ label: Number(line.label), digit, confidence, writer: line.writer });
    });
    chunk = [];
  };
  for await (const { number, text } of readLines(file)) {
    let line: StrokesLine;
    try {
      line = parseStrokesLine(text);
    } catch (error) {
      throw error instanceof UserError ? new UserError(`${file}, line ${number}: ${error.message}.`) : error;
    }
    if (line.label === null || !/^[0-9]$/.test(line.label)) {
      skipped += 1;
      continue;
    }
    chunk.push(line);
    if (chunk.length === CHUNK) await judgeChunk();
  }
  await judgeChunk();
  if (answers.length === 0) throw new UserError(`${file}: has no drawing with a "label" from "0" to "9".`);
  return { answers, skipped };
}
