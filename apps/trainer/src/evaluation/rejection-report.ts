// How well a model tells drawn digits from other drawings.
import { DIGIT_TWINS } from '../synthesis/characters.js';
import type { JudgedDrawing, JudgedOther } from './judge-strokes.js';
import { auroc, chooseThreshold } from './rejection.js';

export interface RejectionReport {
  /** Share of the digits that are accepted. */
  readonly digitsAccepted: number;
  /** Drawings that are no digit and no digit's twin, and the share of them that is refused. */
  readonly others: number;
  readonly othersRejected: number;
  /** The share that would be refused with the threshold that accepts 99 % of these digits. */
  readonly othersRejectedAt99: number;
  /** Of the score "not a digit", digits against others. */
  readonly auroc: number;
  /** Of each label among the others: how many there are, and the share refused. */
  readonly perLabel: Readonly<Record<string, { readonly count: number; readonly rejected: number }>>;
}

const shareOf = <T>(all: readonly T[], is: (one: T) => boolean): number => all.filter(is).length / all.length;

/** Null where there is nothing but digits and their twins. */
export function reportRejection(digits: readonly JudgedDrawing[], all: readonly JudgedOther[]): RejectionReport | null {
  // To read a digit's twin as that digit is no mistake.
  const others = all.filter(({ label }) => !DIGIT_TWINS.has(label));
  const scores = digits.map(({ notDigit }) => notDigit);
  const area = auroc(
    scores,
    others.map(({ notDigit }) => notDigit),
  );
  if (area === null) return null;
  const threshold = chooseThreshold(scores, 0.99);
  return {
    digitsAccepted: shareOf(digits, ({ digit }) => digit !== null),
    others: others.length,
    othersRejected: shareOf(others, ({ rejected }) => rejected),
    othersRejectedAt99: shareOf(others, ({ notDigit }) => notDigit >= threshold),
    auroc: area,
    perLabel: Object.fromEntries(
      [...new Set(others.map(({ label }) => label))].sort().map((label) => {
        const of = others.filter((other) => other.label === label);
        return [label, { count: of.length, rejected: shareOf(of, ({ rejected }) => rejected) }];
      }),
    ),
  };
}
