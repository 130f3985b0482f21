// Writers are cut into folds: nobody's hand is both learnt from and judged by.

export const FOLDS = 5;

/** The fold of a writer, 0 to 4, by the number in its name (p1, p2, …), which says nothing of the hand. */
export function writerFold(writer: string): number {
  const number = Number(writer.replace(/\D/g, ''));
  return number % FOLDS;
}
