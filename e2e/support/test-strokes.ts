// Digits as people drew them, for tests that draw them again: DigiLeTs' (Fabi, Otte, Butz), or else the pen digits that
// the network trains on, gzipped or not, under STROKES_DIR or data/strokes.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { findPenDigits, strokesFolder } from '../../apps/trainer/src/data/load-pen-digits.js';
import { parseStrokesLine, type StrokesLine } from '../../apps/trainer/src/data/strokes-lines.js';
import { findDigilets } from '../../apps/trainer/src/testing/find-digilets.js';

/** The file; undefined, with a line that says how to get it, when neither is there. @throws Error in CI. */
export function findTestStrokes(): string | undefined {
  const folder = strokesFolder();
  const found = findDigilets(folder) ?? findPenDigits(folder);
  if (found) return found;
  const how = `There are no drawings in ${folder}: fetch the pen digits with "npm run digits -- data download", or set STROKES_DIR to a folder with drawings.`;
  if (process.env.CI) throw new Error(how);
  console.warn(`Skipping the tests on people's drawings. ${how}`);
  return undefined;
}

/** False for the few that leave the square they were drawn on: no pointer draws those on a canvas. */
const isInSquare = ({ size, strokes }: StrokesLine): boolean =>
  strokes.flat(2).every((coordinate) => coordinate >= 0 && coordinate <= size);

/**
 * Reads `count` of a file's drawings: as many of each digit, spread evenly over the writers.
 * @throws Error when it has too few, or `count` is no number of drawings.
 */
export function readTestStrokes(file: string, count: number): readonly StrokesLine[] {
  if (!(Number.isSafeInteger(count) && count > 0)) throw new RangeError(`Read how many drawings? Not ${count}.`);
  const bytes = readFileSync(file);
  const text = (file.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const drawings = lines
    .map(parseStrokesLine)
    .filter(isInSquare)
    .sort((a, b) => String(a.writer).localeCompare(String(b.writer)));
  const byDigit = [...'0123456789'].map((digit) => drawings.filter(({ label }) => label === digit));
  const ofEach = Math.ceil(count / 10);
  return Array.from({ length: count }, (_, i) => {
    const digit = i % 10;
    const all = byDigit[digit] ?? [];
    // Each digit begins a little further on than the one before, so that all writers have their turn.
    const drawing = all[Math.floor(((Math.floor(i / 10) + digit / 10) / ofEach) * all.length)];
    if (!drawing || all.length < ofEach)
      throw new Error(`${file} has ${all.length} drawings of a ${digit}, no ${ofEach}.`);
    return drawing;
  });
}
