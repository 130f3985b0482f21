// A picture's ink as connected parts: pixels of sure ink that touch, corners too, with the faint edges that belong to them.
import type { BoundingBox } from './bounding-box.js';
import type { InkMap } from './ink-map.js';

/** One connected piece of ink. */
export interface Part {
  /** Its number in the labels, 1 … */
  readonly label: number;
  readonly box: BoundingBox;
  /** How many pixels of sure ink it has. */
  readonly area: number;
  /** Some of its outline's pixels, [x, y]: enough to measure distances by. */
  readonly outline: readonly (readonly [number, number])[];
  /** How many pixels of each of the picture's sides it covers: top, right, bottom, left. */
  readonly contact: readonly [number, number, number, number];
}

export interface LabelledParts {
  readonly parts: Part[];
  /** width × height: the part that each pixel of sure ink belongs to; 0 for all others. */
  readonly labels: Int32Array;
}

/** An outline's pixels are thinned to about this many. */
const OUTLINE_POINTS = 150;

/** Finds the connected parts of a picture's sure ink, by flood fill. */
export function findParts({ width, height, levels, strong }: InkMap): LabelledParts {
  const labels = new Int32Array(width * height);
  const parts: Part[] = [];
  const stack: number[] = [];
  const isInk = (index: number): boolean => (levels[index] ?? 0) >= strong;
  for (let seed = 0; seed < labels.length; seed++) {
    if (labels[seed] !== 0 || !isInk(seed)) continue;
    const label = parts.length + 1;
    let [left, right, top, bottom, area] = [width, 0, height, 0, 0];
    const contact: [number, number, number, number] = [0, 0, 0, 0];
    const outline: number[] = [];
    labels[seed] = label;
    stack.push(seed);
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      const x = index % width;
      const y = (index - x) / width;
      area++;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      if (y === 0) contact[0]++;
      if (x === width - 1) contact[1]++;
      if (y === height - 1) contact[2]++;
      if (x === 0) contact[3]++;
      let inner = 0;
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const neighbour = row * width + column;
          if (!isInk(neighbour)) continue;
          inner++;
          if (labels[neighbour] !== 0) continue;
          labels[neighbour] = label;
          stack.push(neighbour);
        }
      }
      if (inner < 9) outline.push(index);
    }
    const step = Math.ceil(outline.length / OUTLINE_POINTS);
    parts.push({
      label,
      box: { left, top, width: right - left + 1, height: bottom - top + 1 },
      area,
      outline: outline.filter((_, i) => i % step === 0).map((index) => [index % width, Math.floor(index / width)]),
      contact,
    });
  }
  return { parts, labels };
}

/** The least distance between two parts' outlines, pixels. */
export function distanceBetween(a: Part, b: Part): number {
  let least = Infinity;
  for (const [ax, ay] of a.outline) {
    for (const [bx, by] of b.outline) least = Math.min(least, (ax - bx) ** 2 + (ay - by) ** 2);
  }
  return Math.sqrt(least);
}

/**
 * Gives the faint pixels around the parts to the nearest of them, step by step through ink only.
 * @param labels changed in place; parts that are not to grow must be negative in it
 * @param reach how many pixels far, at most
 */
export function growIntoEdges({ width, height, levels }: InkMap, labels: Int32Array, reach = Infinity): void {
  let front: number[] = [];
  for (let index = 0; index < labels.length; index++) if ((labels[index] ?? 0) > 0) front.push(index);
  for (let depth = 0; depth < reach && front.length > 0; depth++) {
    const next: number[] = [];
    for (const index of front) {
      const x = index % width;
      const y = (index - x) / width;
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const neighbour = row * width + column;
          if (labels[neighbour] !== 0 || levels[neighbour] === 0) continue;
          labels[neighbour] = labels[index] ?? 0;
          next.push(neighbour);
        }
      }
    }
    front = next;
  }
}
