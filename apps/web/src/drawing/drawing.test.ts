// Points and strokes as data.
import { strokesToImage } from '@digits/ink';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extendStroke, PEN_WIDTHS, type PenStroke, type Point, pointAt, SIDE } from './drawing.js';

const PEN_WIDTH = PEN_WIDTHS.usual;

describe('pointAt', () => {
  it('gives the same point of the drawing whatever the size of the canvas', () => {
    expect(pointAt(70, 35, 280, PEN_WIDTH)).toEqual([70, 35]);
    expect(pointAt(80, 40, 320, PEN_WIDTH)).toEqual([70, 35]);
    expect(pointAt(164, 82, 656, PEN_WIDTH)).toEqual([70, 35]);
  });

  it('rounds to thousandths, and keeps all of the pen on the canvas wherever the pointer is, also without a width', () => {
    const offset = fc.double({ min: -2000, max: 2000, noNaN: true });
    const width = fc.oneof(fc.constant(0), fc.double({ min: 1, max: 2000, noNaN: true }));
    fc.assert(
      fc.property(offset, offset, width, (x, y, side) => {
        for (const value of pointAt(x, y, side, PEN_WIDTH)) {
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
      const drawn = strokesToImage([zero.map(([x, y]) => pointAt(x * width, y * width, width, PEN_WIDTH))]) ?? [];
      expect(Math.max(...exact.map((byte, i) => Math.abs(byte - (drawn[i] ?? 0))))).toBeLessThanOrEqual(1);
    }
  });

  it('follows a pointer outside along the nearest edge', () => {
    expect(pointAt(-84, 100, 280, PEN_WIDTH)).toEqual([PEN_WIDTH / 2, 100]);
    expect(pointAt(448, -50, 280, PEN_WIDTH)).toEqual([SIDE - PEN_WIDTH / 2, PEN_WIDTH / 2]);
    expect(pointAt(333, 333, 333, PEN_WIDTH)).toEqual([SIDE - PEN_WIDTH / 2, SIDE - PEN_WIDTH / 2]);
  });
});

describe('extendStroke', () => {
  const stroke: PenStroke = { points: [[10, 10]], width: 16 };

  it('adds a point without touching the stroke it was given', () => {
    expect(extendStroke(stroke, [20, 10])).toEqual({
      points: [
        [10, 10],
        [20, 10],
      ],
      width: 16,
    });
    expect(stroke.points).toEqual([[10, 10]]);
  });

  it('gives the same stroke back where the pen has not moved', () => {
    expect(extendStroke(stroke, [10, 10])).toBe(stroke);
    expect(extendStroke(stroke, [10.3, 10])).toBe(stroke);
  });

  it('starts an empty stroke', () => {
    expect(extendStroke({ points: [], width: 8 }, [1, 2])).toEqual({ points: [[1, 2]], width: 8 });
  });

  it('has one pressure a point, the one before where the pen does not say', () => {
    const pressed: PenStroke = { points: [[10, 10]], width: 16, pressures: [0.25] };
    const { pressures } = extendStroke(extendStroke(pressed, [20, 10], 0.75), [30, 10]);
    expect(pressures).toEqual([0.25, 0.75, 0.75]);
    expect(extendStroke(stroke, [20, 10], 0.75).pressures).toBeUndefined();
  });
});
