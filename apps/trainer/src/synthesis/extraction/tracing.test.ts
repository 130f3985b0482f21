import type { Stroke } from '@digits/ink';
import { describe, expect, it } from 'vitest';
import type { Bitmap } from './bitmap.js';
import { joinEdges } from './join-edges.js';
import { simplify } from './simplify.js';
import { skeletonGraph } from './skeleton-graph.js';
import { thin } from './thin.js';
import { tidyGraph } from './tidy-graph.js';

const SIDE = 100;

/** A picture with ink where the function says so. */
function picture(isInk: (x: number, y: number) => boolean): Bitmap {
  const data = Uint8Array.from({ length: SIDE * SIDE }, (_, at) => Number(isInk(at % SIDE, Math.floor(at / SIDE))));
  return { width: SIDE, height: SIDE, data };
}

function trace(inked: Bitmap): Stroke[] {
  return joinEdges(tidyGraph(skeletonGraph(thin(inked)), inked)).map((stroke) => simplify(stroke, 2));
}

const isIn = (value: number, low: number, high: number): boolean => value >= low && value <= high;

describe('tracing thick ink with a pen', () => {
  it('makes one straight stroke of a bar', () => {
    const strokes = trace(picture((x, y) => isIn(x, 45, 55) && isIn(y, 10, 90)));
    expect(strokes).toHaveLength(1);
    for (const [x] of strokes.flat()) expect(Math.abs(x - 50)).toBeLessThanOrEqual(1);
    const ys = strokes.flat().map(([, y]) => y);
    expect(ys.every((y) => isIn(y, 10, 90))).toBe(true);
    expect(Math.max(...ys) - Math.min(...ys)).toBeGreaterThan(60);
  });

  it('makes two strokes of a cross, each straight through', () => {
    const isCross = (x: number, y: number): boolean =>
      isIn(x, 10, 90) && isIn(y, 10, 90) && (Math.abs(x - y) < 8 || Math.abs(x + y - 100) < 8);
    const strokes = trace(picture(isCross));
    expect(strokes).toHaveLength(2);
    for (const stroke of strokes) {
      const [first, last] = [stroke[0] ?? [0, 0], stroke.at(-1) ?? [0, 0]];
      expect(Math.hypot(last[0] - first[0], last[1] - first[1])).toBeGreaterThan(80);
    }
  });

  it('makes one closed stroke of a ring', () => {
    const [stroke, ...others] = trace(picture((x, y) => isIn(Math.hypot(x - 50, y - 50), 25, 35)));
    expect(others).toEqual([]);
    for (const [x, y] of stroke ?? []) expect(Math.abs(Math.hypot(x - 50, y - 50) - 30)).toBeLessThan(3);
    expect(stroke?.length).toBeGreaterThan(6);
  });

  it('keeps a dot, which would vanish when thinned', () => {
    for (const radius of [2, 5, 5.5, 8, 8.5]) {
      const [stroke, ...others] = trace(picture((x, y) => Math.hypot(x - 50, y - 50) <= radius));
      expect(others, `radius ${radius}`).toEqual([]);
      for (const [x, y] of stroke ?? []) expect(Math.hypot(x - 50, y - 50)).toBeLessThan(radius);
      expect(stroke?.length, `radius ${radius}`).toBeGreaterThan(0);
    }
  });
});
