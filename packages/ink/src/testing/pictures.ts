// Small pictures for the tests: strokes painted where they are wanted, and light falling on them.
import type { GrayImage } from '../gray-image.js';
import { inkStrokes } from '../rasterise.js';
import type { Stroke } from '../stroke.js';

/** Digits in a square of side 1. */
export const ONE: Stroke[] = [
  [
    [0.5, 0.05],
    [0.5, 0.95],
  ],
];
export const SEVEN: Stroke[] = [
  [
    [0.2, 0.08],
    [0.8, 0.08],
    [0.4, 0.95],
  ],
];
export const ZERO: Stroke[] = [
  Array.from({ length: 41 }, (_, i) => [0.5 + 0.3 * Math.sin(i / 6.366), 0.5 - 0.45 * Math.cos(i / 6.366)] as const),
];
/** A 5 whose bar does not touch the rest. */
export const FIVE: Stroke[] = [
  [
    [0.25, 0.1],
    [0.22, 0.5],
    [0.6, 0.48],
    [0.75, 0.7],
    [0.55, 0.93],
    [0.2, 0.9],
  ],
  [
    [0.38, 0.06],
    [0.8, 0.04],
  ],
];

/** A white picture with strokes painted in black, each set of them in a square of `side` px whose corner is at (left, top). */
export function picture(
  width: number,
  height: number,
  drawings: readonly { strokes: readonly Stroke[]; left: number; top: number; side: number }[],
  pen = 0.1,
): GrayImage {
  const data = new Uint8Array(width * height).fill(255);
  for (const { strokes, left, top, side } of drawings) {
    const placed = strokes.map((stroke) => stroke.map(([x, y]) => [left + x * side, top + y * side] as const));
    const same = (coordinate: number): number => coordinate;
    inkStrokes({ width, height, data, paper: 255 }, placed, same, same, pen * side);
  }
  return { width, height, data };
}

/** Changes every pixel by where it is. */
export function alter(image: GrayImage, f: (gray: number, x: number, y: number) => number): GrayImage {
  const data = image.data.map((gray, i) =>
    Math.max(0, Math.min(255, f(gray, i % image.width, Math.floor(i / image.width)))),
  );
  return { ...image, data };
}

/** Noise without a seed to remember: a hash of the place, −1 … 1. */
export function roughness(x: number, y: number): number {
  const mixed = Math.imul(Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca6b), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 31 - 1;
}

/** How alike two 28×28 are, one of them moved by a pixel where that helps: 1 when they are the same but for brightness, 0 for none. */
export function likeness(a: Uint8Array | null, b: Uint8Array | null): number {
  if (!a || !b) return 0;
  const product = (x: Uint8Array, y: Uint8Array, by: number): number =>
    x.reduce((sum, level, i) => sum + level * (y[i + by] ?? 0), 0);
  const norms = Math.sqrt(product(a, a, 0) * product(b, b, 0));
  // The outermost pixels are paper, so that moving by index does not wrap ink around.
  return Math.max(...[-29, -28, -27, -1, 0, 1, 27, 28, 29].map((by) => product(a, b, by) / norms));
}
