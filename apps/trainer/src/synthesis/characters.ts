// Which characters hands write, and which of them are no digit to anybody.

export const DIGITS = '0123456789';
export const LATIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Letters that nobody reads as a digit. Those left out have a twin among the digits: o 0, l 1, s 5, z 2, q 9, b 6, B 8, t 7, y 4, … */
export const LETTERS = 'acdefhkmnpruvwxACEFHKMNPRUVWX';
/** Signs of the fonts that are no digit. No exclamation mark: it is a 1 with a speck of ink. */
export const SIGNS = '&@#?+%*=';
/** Greek and Cyrillic letters that are no digit and no Latin letter; no phi either, which is a slashed 0 to some. */
export const FOREIGN_LETTERS = 'αεηλμπρχψωΓΔΛΞΠΣΨжшщюиклЖШЩЮЯИЛЦДП';

/** The Latin letters that people read as digits: all that are not in LETTERS. */
export const DIGIT_TWINS: ReadonlySet<string> = new Set([...LATIN].filter((letter) => !LETTERS.includes(letter)));
