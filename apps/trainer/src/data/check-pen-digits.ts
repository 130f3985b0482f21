// Tells the pen digits from other drawings: by a checksum of what they say, not of how a file has it.
import { createHash } from 'node:crypto';
import { UserError } from '../user-error.js';
import { findPenDigits, loadPenDigits, type PenDigit, strokesFolder } from './load-pen-digits.js';

/** SHA-256 of the 7,494 digits by 30 writers. */
export const PEN_DIGITS_SHA256 = 'f472bd0508a91fdc5a9a063e83a70313a7fff99c9fc0a9254beba5c07f1cd512';

/** SHA-256 over a line of JSON for each digit, in order: [label, writer, strokes]. */
export function penDigitsChecksum(digits: readonly PenDigit[]): string {
  const hash = createHash('sha256');
  for (const { label, writer, strokes } of digits) hash.update(`${JSON.stringify([label, writer, strokes])}\n`);
  return hash.digest('hex');
}

/**
 * Checks that these are the pen digits.
 * @param path For messages.
 * @throws UserError that says what they are and what was expected.
 */
export function checkPenDigits(path: string, digits: readonly PenDigit[]): void {
  const actual = penDigitsChecksum(digits);
  if (actual === PEN_DIGITS_SHA256) return;
  const writers = new Set(digits.map(({ writer }) => writer)).size;
  throw new UserError(
    `${path}: its ${digits.length} digits by ${writers} writers have SHA-256 ${actual}, not the ${PEN_DIGITS_SHA256} of the 7494 pen digits by 30 writers: it is another or a changed file.`,
  );
}

/** The pen digits, checked. @throws UserError that says which file is missing, wrong or another one, and what to do. */
export function loadCheckedPenDigits(folder = strokesFolder()): readonly PenDigit[] {
  const digits = loadPenDigits(folder);
  checkPenDigits(findPenDigits(folder) ?? folder, digits);
  return digits;
}
