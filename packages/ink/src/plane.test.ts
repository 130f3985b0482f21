import { describe, expect, it } from 'vitest';
import { boxBlur, enlarge, type Plane, shrink, withMargin, withoutMargin } from './plane.js';

const plane = (width: number, height: number, f: (x: number, y: number) => number): Plane => ({
  width,
  height,
  values: Float32Array.from({ length: width * height }, (_, i) => f(i % width, Math.floor(i / width))),
});

const slope = (x: number, y: number): number => 3 * x - 2 * y + 50;

describe('planes', () => {
  it('shrink to the means of their cells, smaller ones at the edges too', () => {
    const { width, height, values } = shrink(
      plane(5, 3, (x, y) => x + 10 * y),
      2,
    );
    expect([width, height]).toEqual([3, 2]);
    expect([...values]).toEqual([5.5, 7.5, 9, 20.5, 22.5, 24]);
  });

  it('enlarge a slope to a slope between the cells’ centres', () => {
    const large = enlarge(shrink(plane(24, 18, slope), 3), 3, 24, 18);
    for (let y = 1; y < 17; y++) {
      for (let x = 1; x < 23; x++) expect(large.values[y * 24 + x]).toBeCloseTo(slope(x, y), 3);
    }
  });

  it('carry a slope on into their margin, and lose it again', () => {
    const inner = plane(6, 5, slope);
    const outer = withMargin(inner, 4);
    expect(outer).toEqual(plane(14, 13, (x, y) => slope(x - 4, y - 4)));
    expect(withoutMargin(outer, 4)).toEqual(inner);
  });

  it('blur to means of what lies within', () => {
    const { values } = boxBlur(
      plane(3, 1, (x) => 6 * x),
      1,
    );
    expect([...values]).toEqual([3, 6, 9]);
  });
});
