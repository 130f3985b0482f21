import type { Point } from '@digits/ink';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arc, spline } from './spline.js';

const coordinate = fc.double({ min: -2, max: 2, noNaN: true });
const knots = fc.array(fc.tuple(coordinate, coordinate), { minLength: 2, maxLength: 9 });

it('goes through all knots in order, and stays near them', () => {
  fc.assert(
    fc.property(knots, (points) => {
      const path = spline(...points);
      let from = 0;
      for (const [x, y] of points) {
        const at = path.findIndex(([px, py], i) => i >= from && Math.hypot(px - x, py - y) < 1e-9);
        expect(at).toBeGreaterThanOrEqual(from);
        from = at;
      }
      for (const [x, y] of path) {
        expect(Number.isFinite(x) && Number.isFinite(y)).toBe(true);
        // Centripetal splines overshoot by a fraction of the distance between knots at most, here 4 √2.
        expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(5);
      }
    }),
  );
});

it('is straight between two knots, and through knots on a line', () => {
  const onLine: Point[] = [
    [0, 0],
    [0.3, 0.6],
    [1, 2],
  ];
  for (const [x, y] of spline(...onLine)) expect(y).toBeCloseTo(2 * x, 9);
  expect(spline([0, 0], [1, 1]).every(([x, y]) => Math.abs(x - y) < 1e-9)).toBe(true);
});

it('turns smoothly: no corner at a knot', () => {
  const path = spline([0, 0], [1, 0], [1, 1], [0, 1]);
  const angles = path.slice(1).map(([x, y], i) => Math.atan2(y - (path[i]?.[1] ?? 0), x - (path[i]?.[0] ?? 0)));
  const turns = angles.slice(1).map((angle, i) => Math.abs(Math.sin((angle - (angles[i] ?? 0)) / 2)));
  // Half of 36°: a corner between knots would be 90°.
  expect(Math.max(...turns)).toBeLessThan(Math.sin(Math.PI / 10));
});

it('leaves a single point as it is', () => {
  expect(spline([1, 2])).toEqual([[1, 2]]);
  expect(spline()).toEqual([]);
});

it('draws arcs clockwise on a page, from angle to angle', () => {
  const quarter = arc([10, 20], 4, 2, 0, 90);
  expect(quarter[0]).toEqual([12, 20]);
  expect(quarter.at(-1)?.[0]).toBeCloseTo(10);
  expect(quarter.at(-1)?.[1]).toBeCloseTo(21);
  for (const [x, y] of quarter) expect(((x - 10) / 2) ** 2 + (y - 20) ** 2).toBeCloseTo(1);
});
