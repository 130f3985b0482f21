// Where the pen digits are for the tests: STROKES_DIR, or data/strokes. In CI they must be there.
import { findPenDigits, strokesFolder } from '../data/load-pen-digits.js';

/** The folder; undefined, with a line that says how to get them, when they are not there. @throws Error in CI. */
export function findTestPenDigits(): string | undefined {
  const folder = strokesFolder();
  if (findPenDigits(folder)) return folder;
  const how = `The pen digits are not in ${folder}: fetch them with "npm run digits -- data download", or set STROKES_DIR.`;
  if (process.env.CI) throw new Error(how);
  console.warn(`Skipping the tests on the pen digits. ${how}`);
  return undefined;
}
