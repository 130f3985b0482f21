// Values of command-line options, checked; the messages say what is allowed.
import { InvalidArgumentError } from 'commander';

/** A parser for numbers, of which `accepts` says whether one is `allowed`. */
const numbers =
  (allowed: string, accepts: (value: number) => boolean) =>
  (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !accepts(value)) throw new InvalidArgumentError(`It must be ${allowed}.`);
    return value;
  };

/** A parser for whole numbers of `least` or more. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  return numbers(`a whole number ${range}`, (value) => Number.isInteger(value) && value >= least && value <= most);
}

/** A parser for numbers above 0, up to `most`. */
export const numberAboveZero = (most: number): ((text: string) => number) =>
  numbers(`a number above 0, at most ${most}`, (value) => value > 0 && value <= most);

/** A parser for numbers from `least` to `most`. */
export const numberFrom = (least: number, most: number): ((text: string) => number) =>
  numbers(`a number from ${least} to ${most}`, (value) => value >= least && value <= most);
