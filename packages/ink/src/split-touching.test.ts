// Where shapes of touching digits are cut: found on bare shapes, and not searched for where there can be none.
import { describe, expect, it } from 'vitest';
import { MOST_DIGITS } from './most-digits.js';
import { splitTouching, WIDEST_IN_ROW } from './split-touching.js';

/** Rings of 60×60, 4 px thick, in a row at height 10, each touching the next in one thin place. */
const SIDE = 60;
const isRow = (x: number, y: number): boolean => {
  const away = Math.max(Math.abs((x % SIDE) - SIDE / 2 + 0.5), Math.abs(y - 10 - SIDE / 2 + 0.5));
  return away < SIDE / 2 - 4 ? false : away < SIDE / 2 - 1 || y === 10 + SIDE / 2;
};
const rowOf = (count: number) => ({ left: 0, top: 11, width: SIDE * count - 1, height: SIDE - 2 });

describe('splitTouching', () => {
  it('cuts a row of shapes at their joints, however many a picture can have', () => {
    for (const count of [2, 3, 5, 40]) {
      const cuts = splitTouching(rowOf(count), isRow, WIDEST_IN_ROW);
      expect(cuts).toHaveLength(count - 1);
      // Within two pixels of the joint.
      cuts.forEach((cut, i) => {
        expect(Math.abs(cut - (i + 1) * SIDE)).toBeLessThanOrEqual(2);
      });
    }
  });

  it('leaves one shape whole, and one that has no thin joint', () => {
    expect(splitTouching(rowOf(1), isRow, WIDEST_IN_ROW)).toEqual([]);
    expect(splitTouching(rowOf(3), () => true, WIDEST_IN_ROW)).toEqual([]);
    expect(splitTouching(rowOf(3), (_, y) => y < 16 || y > 62, WIDEST_IN_ROW)).toEqual([]);
  });

  it('leaves half of a shape whole neither: all cuts are safe or none is made', () => {
    const isHalfBar = (x: number, y: number) => (x < SIDE ? isRow(x, y) : y > 30 && y < 40);
    expect(splitTouching(rowOf(4), isHalfBar, WIDEST_IN_ROW)).toEqual([]);
  });

  it('does not look at a strip that is wider than the digits of a picture', () => {
    const height = 26;
    let looks = 0;
    const box = { left: 0, top: 0, width: height * MOST_DIGITS + 1, height };
    const isInk = () => {
      looks++;
      return true;
    };
    expect(splitTouching(box, isInk, WIDEST_IN_ROW)).toEqual([]);
    expect(looks).toBe(0);
    expect(splitTouching({ ...box, width: box.width - 1 }, isInk, WIDEST_IN_ROW)).toEqual([]);
    expect(looks).toBe(height * (box.width - 1));
  });

  it('is done soon with the longest of shapes, where every column could be a joint', () => {
    const height = 700;
    const width = height * MOST_DIGITS;
    const isComb = (x: number, y: number) => y === 350 || x % height === height / 2;
    const cuts = splitTouching({ left: 0, top: 0, width, height }, isComb, WIDEST_IN_ROW);
    const edges = [0, ...cuts, width];
    const bars = cuts.map((_, i) => Math.round((edges[i + 1] ?? 0) / height) - Math.round((edges[i] ?? 0) / height));
    expect(cuts).toHaveLength(MOST_DIGITS - 1);
    expect(new Set(bars)).toEqual(new Set([1]));
  });
});
