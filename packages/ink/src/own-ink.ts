// Which of a picture's digits each pixel of ink belongs to, faint edges included.
import { type BoundingBox, inkBoundingBox } from './bounding-box.js';
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
  /** The rectangle around each group's ink, in the groups' order. */
  readonly boxes: readonly BoundingBox[];
}

/** The rectangle around the ink of each owner, 1 … count, in one pass over the picture however many there are. */
function boxesOf(owners: Int32Array, width: number, count: number): BoundingBox[] {
  const edges = Array.from({ length: count }, () => ({ left: width, top: -1, right: -1, bottom: -1 }));
  for (let start = 0, y = 0; start < owners.length; start += width, y++) {
    for (let x = 0; x < width; x++) {
      const owner = owners[start + x] ?? 0;
      const edge = owner > 0 ? edges[owner - 1] : undefined;
      if (!edge) continue;
      edge.left = Math.min(edge.left, x);
      edge.right = Math.max(edge.right, x);
      if (edge.top < 0) edge.top = y;
      edge.bottom = y;
    }
  }
  return edges.map(({ left, top, right, bottom }) => ({
    left,
    top,
    width: right - left + 1,
    height: bottom - top + 1,
  }));
}

/** The rectangle around a group's ink between two columns of its box; null where there is none. */
export function boxBetween(
  { width, owners, boxes }: OwnedInk,
  owner: number,
  from: number,
  to: number,
): BoundingBox | null {
  const whole = boxes[owner - 1];
  if (!whole) return null;
  const own = new Uint8Array((to - from) * whole.height);
  for (let y = 0; y < whole.height; y++) {
    const start = (whole.top + y) * width;
    for (let x = from; x < to; x++) if (owners[start + x] === owner) own[y * (to - from) + x - from] = 1;
  }
  const box = inkBoundingBox(own, to - from, whole.height);
  return box && { ...box, left: box.left + from, top: box.top + whole.top };
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
  let boxes = boxesOf(owners, width, groups.length);
  /** Whether boxes are larger than the groups' sure ink by no more than edges. */
  const onlyByEdges = (outer: readonly BoundingBox[]): boolean =>
    groups.every(({ box }, i) => isEdge(box, outer[i] ?? box));
  if (!onlyByEdges(boxes)) {
    owners = grow(LEAST_EDGE);
    boxes = boxesOf(owners, width, groups.length);
  }
  // A lone digit's faint specks, such as a thin stroke's gaps leave, stay its own.
  const [lone, ...others] = groups;
  if (lone && others.length === 0 && lone.parts.length === partCount) {
    const all = owners.map((owner, index) => ((levels[index] ?? 0) > 0 ? 1 : owner));
    const boxOfAll = boxesOf(all, width, 1);
    if (onlyByEdges(boxOfAll)) [owners, boxes] = [all, boxOfAll];
  }
  return { width, owners, boxes };
}
