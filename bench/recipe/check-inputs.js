// What the measurement needs, looked at before the first training: what is missing would else be noticed after hours.
import { loadCheckedPenDigits } from '../../apps/trainer/dist/data/check-pen-digits.js';
import { loadMnistTest, loadMnistTraining } from '../../apps/trainer/dist/data/load-mnist.js';
import { parseStrokesLine, readLines } from '../../apps/trainer/dist/data/strokes-lines.js';

/** Whether a file of drawings can be read to its end and has digits. @param {string} file */
async function checkStrokes(file) {
  let digits = 0;
  for await (const lines of readLines(file)) {
    for (const { number, text } of lines) {
      try {
        digits += Number(/^[0-9]$/.test(parseStrokesLine(text).label ?? ''));
      } catch (error) {
        throw new Error(`${file}, line ${number}: ${error instanceof Error ? error.message : error}.`);
      }
    }
  }
  if (digits === 0) throw new Error(`${file}: has no drawing with a "label" from "0" to "9".`);
}

/**
 * Checks MNIST, the labelled drawings in `strokes`, and the pen digits where they are needed.
 * @param {string | undefined} strokes @param {boolean} needsPenDigits
 * @throws Error whose message says in a line what is missing or wrong
 */
export async function checkInputs(strokes, needsPenDigits) {
  loadMnistTraining();
  loadMnistTest();
  if (needsPenDigits) loadCheckedPenDigits();
  if (!strokes) throw new Error('DigiLeTs is not there: say --strokes FILE, of labelled drawings to measure on.');
  await checkStrokes(strokes);
}
