// Digits in a sentence, and in a row.
import type { PictureDigit } from '@digits/contract/client';

/** "a 7", "an 8". */
export const withArticle = (digit: number): string => `${digit === 8 ? 'an' : 'a'} ${digit}`;

/** The digits of a picture of several: "31415", with a dash for what is none. */
export const formatRow = (digits: readonly Pick<PictureDigit, 'digit'>[]): string =>
  digits.map(({ digit }) => digit ?? '–').join('');

/** Whether what was found in a picture of several has a digit in it: a word has none. */
export const areDigits = (digits: PictureDigit[] | undefined): digits is PictureDigit[] =>
  digits?.some(({ digit }) => digit !== null) ?? false;
