// Writers are cut into folds: nobody's hand is both learnt from and judged by.
import { UserError } from '../user-error.js';

/** How many folds there are; one of them is held out. */
export const FOLDS = 5;

/**
 * The fold of a writer, 0 to 4, by the number in its name (p1, p2, …), which says nothing of the hand.
 * @throws UserError that names the writer, where the name has no number or several.
 */
export function writerFold(writer: string): number {
  const [, number] = /^\D*(\d+)\D*$/.exec(writer) ?? [];
  if (number === undefined) {
    throw new UserError(
      `The writer "${writer}" has not one number in its name (p1, p2, …): by it writers are held out.`,
    );
  }
  return Number(number) % FOLDS;
}
