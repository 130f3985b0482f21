// Points and strokes as data.
import { strokesToImage } from '@digits/ink';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendStroke, PEN_WIDTH, type Point, pointAt, SIDE, type Stroke } from './drawing.js';

describe('pointAt', () => {
  it('gives the same point of the drawing whatever the size of the canvas', () => {
    expect(pointAt(70, 35, 280)).toEqual([70, 35]);
    expect(pointAt(80, 40, 320)).toEqual([70, 35]);
    expect(pointAt(164, 82, 656)).toEqual([70, 35]);
  });

  it('rounds to thousandths, and keeps all of the pen on the canvas wherever the pointer is, also without a width', () => {
    const offset = fc.double({ min: -2000, max: 2000, noNaN: true });
    const width = fc.oneof(fc.constant(0), fc.double({ min: 1, max: 2000, noNaN: true }));
    fc.assert(
      fc.property(offset, offset, width, (x, y, side) => {
        for (const value of pointAt(x, y, side)) {
          expect(value).toBeGreaterThanOrEqual(PEN_WIDTH / 2);
          expect(value).toBeLessThanOrEqual(SIDE - PEN_WIDTH / 2);
          expect(Math.abs(value * 1000 - Math.round(value * 1000))).toBeLessThan(1e-6);
        }
      }),
    );
  });

  it('rounds away hardly anything that the model sees, one level at most, be the drawing small', () => {
    const zero = Array.from(
      { length: 40 },
      (_, i): Point => [0.5 + 0.05 * Math.sin(i / 6), 0.4 + 0.09 * Math.cos(i / 6)],
    );
    const exact = strokesToImage([zero]) ?? [];
    expect(exact.length).toBe(784);
    for (const width of [280, 343.34, 471.59375]) {
      const drawn = strokesToImage([zero.map(([x, y]) => pointAt(x * width, y * width, width))]) ?? [];
      expect(Math.max(...exact.map((byte, i) => Math.abs(byte - (drawn[i] ?? 0))))).toBeLessThanOrEqual(1);
    }
  });

  it('follows a pointer outside along the nearest edge', () => {
    expect(pointAt(-84, 100, 280)).toEqual([PEN_WIDTH / 2, 100]);
    expect(pointAt(448, -50, 280)).toEqual([SIDE - PEN_WIDTH / 2, PEN_WIDTH / 2]);
    expect(pointAt(333, 333, 333)).toEqual([SIDE - PEN_WIDTH / 2, SIDE - PEN_WIDTH / 2]);
  });
});

describe('extendStroke', () => {
  const stroke: Stroke = [[10, 10]];

  it('adds a point without touching the stroke it was given', () => {
    expect(extendStroke(stroke, [20, 10])).toEqual([
      [10, 10],
      [20, 10],
    ]);
    expect(stroke).toEqual([[10, 10]]);
  });

  it('gives the same stroke back where the pen has not moved', () => {
    expect(extendStroke(stroke, [10, 10])).toBe(stroke);
    expect(extendStroke(stroke, [10.3, 10])).toBe(stroke);
  });

  it('starts an empty stroke', () => {
    expect(extendStroke([], [1, 2])).toEqual([[1, 2]]);
  });
});
