// Accuracy by writer: a mean hides the one whom a model does not understand.
import type { JudgedDrawing } from './judge-strokes.js';

export interface WriterScore {
  readonly writer: string;
  readonly count: number;
  readonly accuracy: number;
}

/** The accuracy of each writer, the lowest first; empty where nobody is named. */
export function writerScores(answers: readonly JudgedDrawing[]): WriterScore[] {
  const tallies = new Map<string, { count: number; correct: number }>();
  for (const { writer, label, digit } of answers) {
    if (writer === null) continue;
    const tally = tallies.get(writer) ?? { count: 0, correct: 0 };
    tallies.set(writer, { count: tally.count + 1, correct: tally.correct + Number(label === digit) });
  }
  const scores = [...tallies].map(([writer, { count, correct }]) => ({ writer, count, accuracy: correct / count }));
  return scores.toSorted((a, b) => a.accuracy - b.accuracy || a.writer.localeCompare(b.writer, 'en'));
}
