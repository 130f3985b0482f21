// Which characters are extracted from every font.
import { DIGITS, LATIN, SIGNS } from '../characters.js';

/** Digits, Latin letters and the signs that hands write. */
export const WANTED: ReadonlySet<string> = new Set(DIGITS + LATIN + SIGNS);
