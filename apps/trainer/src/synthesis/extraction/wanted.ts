// Which characters are extracted from every font.

const DIGITS = '0123456789';
const LATIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** No exclamation mark: it is a 1 with a speck of ink. */
const SIGNS = '&@#?+%*=';

/** Digits, Latin letters and the signs that hands write. */
export const WANTED: ReadonlySet<string> = new Set(DIGITS + LATIN + SIGNS);
