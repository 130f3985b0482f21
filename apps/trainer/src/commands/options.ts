// Values of command-line options, checked; the messages say what is allowed.
import { InvalidArgumentError } from 'commander';

/** A parser for whole numbers of `least` or more. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
      const range = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
      throw new InvalidArgumentError(`It must be a whole number ${range}.`);
    }
    return value;
  };
}

/** A parser for numbers above 0, up to `most`. */
export function numberAboveZero(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() === '' || !(value > 0 && value <= most)) {
      throw new InvalidArgumentError(`It must be a number above 0, at most ${most}.`);
    }
    return value;
  };
}
