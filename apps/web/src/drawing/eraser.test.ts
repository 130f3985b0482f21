// The eraser, on plain strokes and on any others.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Drawing, PenStroke, Point } from './drawing.js';
import { erase } from './eraser.js';

const RADIUS = 10;
const WIDTH = 4;
/** What is erased around the middle of the eraser: its ring, and half a pen. */
const REACH = RADIUS + WIDTH / 2;

const stroke = (...points: Point[]): PenStroke => ({ points, width: WIDTH });
const line = stroke([0, 100], [200, 100]);

describe('erase', () => {
  it('cuts a stroke in two where it is crossed', () => {
    expect(erase([line], [100, 100], [100, 100], RADIUS)).toEqual([
      stroke([0, 100], [100 - REACH, 100]),
      stroke([100 + REACH, 100], [200, 100]),
    ]);
  });

  it('shortens a stroke at its end, and takes away one that it covers', () => {
    expect(erase([line], [200, 100], [200, 100], RADIUS)).toEqual([stroke([0, 100], [200 - REACH, 100])]);
    expect(erase([line], [0, 100], [200, 100], RADIUS)).toEqual([]);
    expect(erase([stroke([50, 50])], [52, 50], [52, 50], RADIUS)).toEqual([]);
  });

  it('erases all along its way, however fast it moves', () => {
    const fence = Array.from({ length: 20 }, (_, i) => stroke([10 * i, 90], [10 * i, 110]));
    expect(erase(fence, [-5, 100], [205, 100], RADIUS)).toEqual([]);
  });

  it('gives back the same drawing, and the same strokes, where it touches nothing', () => {
    const drawing: Drawing = [line, stroke([10, 10])];
    expect(erase(drawing, [100, 150], [150, 150], RADIUS)).toBe(drawing);
    expect(erase(drawing, [10, 10], [10, 10], RADIUS)).toEqual([line]);
    expect(erase(drawing, [10, 10], [10, 10], RADIUS)[0]).toBe(line);
  });

  it('keeps a pressure for each point', () => {
    const pressed: PenStroke = { ...line, pressures: [0, 1] };
    const [left, right] = erase([pressed], [100, 100], [100, 100], RADIUS);
    expect(left?.pressures).toEqual([0, expect.closeTo((100 - REACH) / 200)]);
    expect(right?.pressures).toEqual([expect.closeTo((100 + REACH) / 200), 1]);
  });

  it('leaves no ink under it, invents none, and no number that is none', () => {
    const coordinate = fc.double({ min: 0, max: 280, noNaN: true });
    const point = fc.tuple(coordinate, coordinate);
    const drawings = fc.array(fc.array(point, { minLength: 1, maxLength: 12 }), { maxLength: 6 });
    fc.assert(
      fc.property(drawings, point, (strokes, at) => {
        const drawing = strokes.map((points) => stroke(...points));
        const left = erase(drawing, at, at, RADIUS);
        for (const { points } of left) {
          for (const [x, y] of points) {
            expect(Number.isFinite(x + y)).toBe(true);
            // Points are to thousandths.
            expect(Math.hypot(x - at[0], y - at[1])).toBeGreaterThanOrEqual(REACH - 0.002);
          }
        }
        const lengthOf = (all: Drawing) =>
          all.reduce(
            (sum, { points }) =>
              sum +
              points
                .slice(1)
                .reduce((s, [x, y], i) => s + Math.hypot(x - (points[i]?.[0] ?? 0), y - (points[i]?.[1] ?? 0)), 0),
            0,
          );
        expect(lengthOf(left)).toBeLessThanOrEqual(lengthOf(drawing) + 0.1);
      }),
    );
  });
});
