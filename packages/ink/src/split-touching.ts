// Digits that touch: a shape too wide for one digit is cut where one thin stroke joins two shapes that could each be a digit, and
// otherwise left alone (the projection and crossing counts of Casey and Lecolinet's survey, IEEE PAMI 18, 1996).
import type { BoundingBox } from './bounding-box.js';
import { MOST_DIGITS } from './most-digits.js';

/** A single digit is hardly ever wider than this many heights, even alone in a picture … */
export const WIDEST_ALONE = 1.45;

/** … and less often one in a row, where wide shapes are two that touch. */
export const WIDEST_IN_ROW = 1.35;

/** Nor is one wider than this that has been cut off a neighbour, … */
const WIDEST_CUT = 1.2;

/** … nor narrower than this. */
const NARROWEST = 0.12;

/** The joint's height is at most this share of the shape's. */
const THICKEST_JOINT = 0.4;

/** Each half keeps this share of the shape's height: a bar is not a digit. */
const LEAST_HEIGHT = 0.7;

/** Lower shapes than this, pixels, have no thin joints to see. */
const LEAST_PIXELS = 24;

/** No cut within this share of the height from either end. */
const LEAST_WIDTH = 0.3;

/** What a column of the shape holds. */
interface Column {
  /** Pixels of ink. */
  readonly ink: number;
  /** Unbroken pieces of ink. */
  readonly pieces: number;
  readonly top: number;
  readonly bottom: number;
}

function columnsOf(box: BoundingBox, isInk: (x: number, y: number) => boolean): Column[] {
  return Array.from({ length: box.width }, (_, i) => {
    const x = box.left + i;
    let [ink, pieces, top, bottom, before] = [0, 0, Infinity, -Infinity, false];
    for (let y = box.top; y < box.top + box.height; y++) {
      const inked = isInk(x, y);
      if (inked) {
        ink++;
        top = Math.min(top, y);
        bottom = Math.max(bottom, y);
        if (!before) pieces++;
      }
      before = inked;
    }
    return { ink, pieces, top, bottom };
  });
}

/** How many rows the first columns reach over, for each number of them: 0, 1, … all. */
function heightsFromStart(columns: readonly Column[]): Float64Array {
  const heights = new Float64Array(columns.length + 1);
  let top = Infinity;
  let bottom = -Infinity;
  columns.forEach((column, i) => {
    top = Math.min(top, column.top);
    bottom = Math.max(bottom, column.bottom);
    heights[i + 1] = Math.max(0, bottom - top + 1);
  });
  return heights;
}

/** Where columns from … to − 1 are best cut in two: the first column of the right half; null where no cut is safe. */
function bestCut(columns: readonly Column[], from: number, to: number, height: number): number | null {
  const margin = Math.ceil(LEAST_WIDTH * height);
  const between = columns.slice(from, to);
  const leftHeights = heightsFromStart(between);
  const rightHeights = heightsFromStart(between.reverse());
  let cut: number | null = null;
  let least = Infinity;
  for (let i = from + margin; i < to - margin; i++) {
    const column = columns[i];
    if (!column || column.pieces > 1 || column.ink > THICKEST_JOINT * height) continue;
    if (Math.min(leftHeights[i - from] ?? 0, rightHeights[to - i] ?? 0) < LEAST_HEIGHT * height) continue;
    // Among equally thin joints the one nearest to the middle.
    const cost = column.ink + Math.abs(i - (from + to) / 2) / height;
    if (cost < least) [cut, least] = [i, cost];
  }
  return cut;
}

function cutsBetween(columns: readonly Column[], from: number, to: number, height: number): number[] | null {
  if (to - from <= WIDEST_CUT * height) return to - from >= NARROWEST * height ? [] : null;
  const cut = bestCut(columns, from, to, height);
  if (cut === null) return null;
  const left = cutsBetween(columns, from, cut, height);
  const right = left && cutsBetween(columns, cut, to, height);
  return right && [...left, cut, ...right];
}

/**
 * The columns that a shape of touching digits is cut at.
 * @param box the shape's
 * @param isInk whether the picture's pixel x, y is the shape's
 * @param widest how many heights wide a single digit may be
 * @returns the first column of each digit but the first, from left to right; none where the shape is narrow enough for one digit, or too wide
 * for a picture's most, or where not all of the cuts that it would need are safe
 */
export function splitTouching(box: BoundingBox, isInk: (x: number, y: number) => boolean, widest: number): number[] {
  if (box.height < LEAST_PIXELS || box.width <= widest * box.height) return [];
  if (box.width > MOST_DIGITS * box.height) return [];
  const columns = columnsOf(box, isInk);
  return (cutsBetween(columns, 0, box.width, box.height) ?? []).map((cut) => box.left + cut);
}
