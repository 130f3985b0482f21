// From connected parts to digits: which parts are pieces of one digit, and in which order the digits are read.
// Digits of a row are about as tall as each other and side by side; a piece that is much shorter, or above or below another piece,
// belongs to that one (Casey and Lecolinet, "A survey of methods and strategies in character segmentation", IEEE PAMI 18, 1996).
import type { BoundingBox } from './bounding-box.js';
import { distanceBetween, type Part } from './parts.js';

/** At least this share of the tallest part's height makes a digit of its own, whatever is beside it. */
const TALL = 0.45;

/** A shorter part of at least this height is a digit when nothing is near, a smaller one is dirt. */
const SMALL = 0.25;

/** Two tall parts are one digit's when they share this much of the narrower's width and are nearer than a share of the height … */
const SHARED_WIDTH = 0.5;
const SAME_STROKE = 0.12;

/** … or when one lies within the other's width, and no row's distance above or below it. */
const NESTED_WIDTH = 0.9;
const ROW_GAP = 0.2;

/** … or when one is above the other, sharing at most this much of the lower's height, and as near as that: a stroke that was broken. */
const STACKED_HEIGHT = 0.3;

/** A short part, such as a 5's detached bar, belongs to a digit that is nearer than this share of its height … */
const BESIDE = 0.28;

/** … or this, where it is above or below it. */
const ABOVE = 0.3;

/** One digit's parts. */
export interface Group {
  readonly parts: readonly Part[];
  readonly box: BoundingBox;
}

/** The rectangle around several, some hundreds at most. */
export function unionOf(boxes: readonly BoundingBox[]): BoundingBox {
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
}

const groupOf = (parts: readonly Part[]): Group => ({ parts, box: unionOf(parts.map(({ box }) => box)) });

/** How many columns two boxes share, and how many rows: negative is the gap between them. */
function overlap(a: BoundingBox, b: BoundingBox): { columns: number; rows: number } {
  return {
    columns: Math.min(a.left + a.width, b.left + b.width) - Math.max(a.left, b.left),
    rows: Math.min(a.top + a.height, b.top + b.height) - Math.max(a.top, b.top),
  };
}

function areOneDigit(a: Part, b: Part): boolean {
  const { columns, rows } = overlap(a.box, b.box);
  const shared = columns / Math.min(a.box.width, b.box.width);
  const height = Math.min(a.box.height, b.box.height);
  if (shared >= NESTED_WIDTH && rows > -ROW_GAP * height) return true;
  const isStacked = rows <= STACKED_HEIGHT * height;
  const isBroken = shared >= SHARED_WIDTH || isStacked;
  const reach = SAME_STROKE * (isStacked ? a.box.height + b.box.height : Math.max(a.box.height, b.box.height));
  return isBroken && -Math.min(columns, rows) < reach && distanceBetween(a, b) < reach;
}

/** Joins the tall parts that are one digit's. */
function groupTall(parts: readonly Part[]): Part[][] {
  const groups: Part[][] = [];
  for (const part of parts) {
    const joined = groups.filter((group) => group.some((other) => areOneDigit(part, other)));
    for (const group of joined) groups.splice(groups.indexOf(group), 1);
    groups.push([...joined.flat(), part]);
  }
  return groups;
}

/** The group that a short part is a piece of; undefined when it stands alone. */
function ownerOf(part: Part, groups: readonly Part[][]): Part[] | undefined {
  let owner: Part[] | undefined;
  let nearest = Infinity;
  for (const group of groups) {
    const { box } = groupOf(group);
    const { columns, rows } = overlap(part.box, box);
    const reach = (columns >= SHARED_WIDTH * part.box.width ? ABOVE : BESIDE) * box.height;
    if (-Math.min(columns, rows) > reach) continue;
    const distance = Math.min(...group.map((other) => distanceBetween(part, other)));
    if (distance < nearest && distance <= reach) {
      owner = group;
      nearest = distance;
    }
  }
  return owner;
}

/** Groups parts into digits, in no order. @param parts some hundreds at most: every one is compared with every other */
export function groupParts(parts: readonly Part[]): Group[] {
  const tallest = Math.max(0, ...parts.map(({ box }) => box.height));
  const tall = parts.filter(({ box }) => box.height >= TALL * tallest);
  const groups = groupTall(tall);
  const alone: Part[] = [];
  // The largest first: a piece may hang on another piece.
  const short = parts.filter(({ box }) => box.height < TALL * tallest).sort((a, b) => b.area - a.area);
  for (const part of short) {
    const owner = ownerOf(part, groups);
    if (owner) owner.push(part);
    else if (part.box.height >= SMALL * tallest) alone.push(part);
  }
  return [...groups, ...groupTall(alone)].map(groupOf);
}

/** Reading order: rows from top to bottom, each from left to right. A row is what shares half of its height with what is in it. */
export function inReadingOrder<T extends { readonly box: BoundingBox }>(groups: readonly T[]): T[] {
  const rows: T[][] = [];
  for (const group of [...groups].sort((a, b) => b.box.height - a.box.height)) {
    const row = rows.find((others) =>
      others.some(({ box }) => overlap(box, group.box).rows >= 0.5 * Math.min(box.height, group.box.height)),
    );
    if (row) row.push(group);
    else rows.push([group]);
  }
  const middle = (row: readonly T[]): number => {
    const { top, height } = unionOf(row.map(({ box }) => box));
    return top + height / 2;
  };
  return rows
    .sort((a, b) => middle(a) - middle(b))
    .flatMap((row) => row.sort((a, b) => a.box.left + a.box.width / 2 - (b.box.left + b.box.width / 2)));
}
