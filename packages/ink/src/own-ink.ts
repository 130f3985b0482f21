// Which of a picture's digits each pixel of ink belongs to, faint edges included.
import type { BoundingBox } from './bounding-box.js';
import type { Group } from './group-parts.js';
import type { InkMap } from './ink-map.js';
import { growIntoEdges } from './parts.js';

/** A faint edge adds at most this share of a digit's longer side, and some pixels, to its box; more is a ruling or a stain. */
const EDGE = 0.15;
const EDGE_PIXELS = 3;

/** Where it is more, edges are this wide, pixels. */
const LEAST_EDGE = 2;

export interface OwnedInk {
  readonly width: number;
  /** width × height: the number of the group, 1 …, that a pixel of ink belongs to; else 0 or below. */
  readonly owners: Int32Array;
  /** The rectangle around a group's ink between two columns (default: all); null where there is none. */
  boxOf(owner: number, from?: number, to?: number): BoundingBox | null;
}

function ownersBox(owners: Int32Array, width: number, owner: number, from: number, to: number): BoundingBox | null {
  const height = owners.length / width;
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  for (let y = 0; y < height; y++) {
    for (let x = from; x < to; x++) {
      if (owners[y * width + x] !== owner) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = y;
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** How many pixels a box reaches beyond another. */
function excess(inner: BoundingBox, outer: BoundingBox): number {
  return Math.max(
    inner.left - outer.left,
    inner.top - outer.top,
    outer.left + outer.width - inner.left - inner.width,
    outer.top + outer.height - inner.top - inner.height,
  );
}

const isEdge = (inner: BoundingBox, outer: BoundingBox): boolean =>
  excess(inner, outer) <= EDGE * Math.max(inner.width, inner.height) + EDGE_PIXELS;

/**
 * Gives a picture's ink to its groups of parts.
 * @param labels width × height: the part of each pixel of sure ink, 1 … partCount
 */
export function ownInk(ink: InkMap, labels: Int32Array, partCount: number, groups: readonly Group[]): OwnedInk {
  const { width, levels } = ink;
  const ownerOfPart = new Int32Array(partCount + 1).fill(-1);
  ownerOfPart[0] = 0;
  groups.forEach(({ parts }, i) => {
    for (const { label } of parts) ownerOfPart[label] = i + 1;
  });
  const sure = labels.map((label) => ownerOfPart[label] ?? 0);
  const grow = (reach: number): Int32Array => {
    const owners = sure.slice();
    growIntoEdges(ink, owners, reach);
    return owners;
  };
  let owners = grow(Infinity);
  const boxOf = (owner: number, from = 0, to = width) => ownersBox(owners, width, owner, from, to);
  if (groups.some(({ box }, i) => !isEdge(box, boxOf(i + 1) ?? box))) owners = grow(LEAST_EDGE);
  // A lone digit's faint specks, such as a thin stroke's gaps leave, stay its own.
  const [lone, ...others] = groups;
  if (lone && others.length === 0 && lone.parts.length === partCount) {
    const all = owners.map((owner, index) => ((levels[index] ?? 0) > 0 ? 1 : owner));
    if (isEdge(lone.box, ownersBox(all, width, 1, 0, width) ?? lone.box)) owners = all;
  }
  return { width, owners, boxOf };
}
