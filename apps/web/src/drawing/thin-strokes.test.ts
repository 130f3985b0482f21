// Thinning, on drawings as people make them and on any others.
import { MAX_POINTS } from '@digits/contract';
import { strokesToImage } from '@digits/ink';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendStroke, type PenStroke, type Point, pointAt, SIDE, type Stroke } from './drawing.js';
import { thinStrokes } from './thin-strokes.js';

const coordinate = fc.double({ min: 0, max: SIDE, noNaN: true });
const point = fc.tuple(coordinate, coordinate);
const drawings = fc.array(fc.array(point, { minLength: 1, maxLength: 40 }), { maxLength: 40 });

/** How far `from` is from the nearest of `points`. */
const distance = (from: Point, points: readonly Point[]) =>
  Math.min(...points.map(([x, y]) => Math.hypot(x - from[0], y - from[1])));

/** Points round and round an ellipse, as a pen reports them. */
function rounds(count: number): Stroke {
  let stroke: PenStroke = { points: [], width: 16 };
  for (let i = 0; i < count; i += 1) {
    const angle = i / 80;
    stroke = extendStroke(stroke, pointAt(140 + 60 * Math.sin(angle), 140 + 90 * Math.cos(angle), SIDE, 16));
  }
  return stroke.points;
}

describe('thinStrokes', () => {
  it('gives the same drawing back where it fits', () => {
    fc.assert(
      fc.property(drawings, (drawing) => {
        expect(thinStrokes(drawing, Math.max(1, drawing.flat().length))).toBe(drawing);
      }),
    );
  });

  it('fits any drawing into any number of points, all of them its own, and leaves ink wherever there was any', () => {
    fc.assert(
      fc.property(drawings, fc.integer({ min: 1, max: 200 }), (drawing, maxPoints) => {
        const thinned = thinStrokes(drawing, maxPoints);
        const points = thinned.flat();
        expect(points.length).toBeLessThanOrEqual(maxPoints);
        expect(points.length > 0).toBe(drawing.length > 0);
        expect(thinned.every((stroke) => stroke.length > 0)).toBe(true);
        const own = new Set<Point>(drawing.flat());
        expect(points.every((kept) => own.has(kept))).toBe(true);
      }),
    );
  });

  it('makes any number of dots few enough', () => {
    const dots = Array.from({ length: MAX_POINTS + 5000 }, (_, i): Stroke => [[(i * 37) % SIDE, (i * 0.0101) % SIDE]]);
    const thinned = thinStrokes(dots, MAX_POINTS);
    expect(thinned.length).toBeLessThanOrEqual(MAX_POINTS);
    expect(thinned.length).toBeGreaterThan(MAX_POINTS / 10);
  });

  it('keeps a long drawing as it looks: its ends, its shape, and what the model sees', () => {
    const zero = rounds(15_000);
    const dot: Stroke = [[20, 20]];
    expect(zero.length).toBeGreaterThan(MAX_POINTS);
    const thinned = thinStrokes([zero, dot], MAX_POINTS);
    const [stroke = [], ...others] = thinned;
    expect(others).toEqual([dot]);
    expect(stroke.length).toBeGreaterThan(MAX_POINTS / 4);
    expect(stroke.length).toBeLessThan(MAX_POINTS);
    expect([stroke[0], stroke.at(-1)]).toEqual([zero[0], zero.at(-1)]);
    for (const left of zero.slice(0, 600)) expect(distance(left, stroke)).toBeLessThanOrEqual(2);

    const [before, after] = [strokesToImage([zero]), strokesToImage([stroke])];
    expect(before).not.toBeNull();
    expect(Math.max(...(before ?? []).map((byte, i) => Math.abs(byte - (after?.[i] ?? 0))))).toBeLessThanOrEqual(16);
  });
});
