// Points and strokes as data.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendStroke, pointAt, SIDE, type Stroke } from './drawing.js';

describe('pointAt', () => {
  it('gives the same point of the drawing whatever the size of the canvas', () => {
    expect(pointAt(70, 35, 280)).toEqual([70, 35]);
    expect(pointAt(80, 40, 320)).toEqual([70, 35]);
    expect(pointAt(164, 82, 656)).toEqual([70, 35]);
  });

  it('rounds to tenths and stays finite, also on a canvas without a width', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -2000, max: 2000, noNaN: true }),
        fc.double({ min: 0, max: 2000, noNaN: true }),
        (offset, width) => {
          for (const value of pointAt(offset, offset, Math.max(width, 0) < 1 ? 0 : width)) {
            expect(Number.isFinite(value)).toBe(true);
            expect(Math.abs(value * 10 - Math.round(value * 10))).toBeLessThan(1e-6);
          }
        },
      ),
    );
  });

  it('spans the drawing from corner to corner', () => {
    expect(pointAt(0, 0, 333)).toEqual([0, 0]);
    expect(pointAt(333, 333, 333)).toEqual([SIDE, SIDE]);
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
