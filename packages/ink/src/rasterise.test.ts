import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inkStrokes } from './rasterise.js';
import type { Stroke } from './stroke.js';

const SIDE = 20;
const same = (coordinate: number): number => coordinate;

function ink(strokes: readonly Stroke[], penWidth: number, side = SIDE): Uint8Array {
  const data = new Uint8Array(side * side);
  inkStrokes({ width: side, height: side, data, paper: 0 }, strokes, same, same, penWidth);
  return data;
}

/** The share of each pixel within the pen's radius of the segment, counted at 32×32 places. */
function countedCoverage(ax: number, ay: number, bx: number, by: number, radius: number): number[] {
  const fine = 32;
  return Array.from({ length: SIDE * SIDE }, (_, index) => {
    let inside = 0;
    for (let k = 0; k < fine * fine; k++) {
      const x = (index % SIDE) + ((k % fine) + 0.5) / fine;
      const y = Math.floor(index / SIDE) + (Math.floor(k / fine) + 0.5) / fine;
      const lengthSquared = (bx - ax) ** 2 + (by - ay) ** 2;
      const along = lengthSquared === 0 ? 0 : ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / lengthSquared;
      const t = Math.max(0, Math.min(1, along));
      if (Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)) <= radius) inside++;
    }
    return inside / fine ** 2;
  });
}

describe('inkStrokes', () => {
  it("covers pixels as the pen's area does, to within a tenth of full ink", () => {
    const place = fc.double({ min: 2, max: 18, noNaN: true });
    fc.assert(
      fc.property(place, place, place, place, fc.double({ min: 2, max: 6, noNaN: true }), (ax, ay, bx, by, pen) => {
        const inked = ink(
          [
            [
              [ax, ay],
              [bx, by],
            ],
          ],
          pen,
        );
        const counted = countedCoverage(ax, ay, bx, by, pen / 2);
        const worst = Math.max(...counted.map((share, i) => Math.abs(share - (inked[i] ?? 0) / 255)));
        expect(worst).toBeLessThan(1 / 10);
      }),
      { numRuns: 60 },
    );
  });

  it('covers an upright line exactly', () => {
    const inked = ink(
      [
        [
          [10, 5],
          [10, 15],
        ],
      ],
      3,
    );
    expect([...inked.subarray(10 * SIDE + 7, 10 * SIDE + 13)]).toEqual([0, 128, 255, 255, 128, 0]);
  });

  it('covers a line thinner than a pixel by its width', () => {
    const inked = ink(
      [
        [
          [10.5, 5],
          [10.5, 15],
        ],
      ],
      0.4,
    );
    expect([...inked.subarray(10 * SIDE + 9, 10 * SIDE + 12)]).toEqual([0, 102, 0]);
  });

  it('dots a stroke without extent, once or repeated', () => {
    const dot = ink([[[10, 10]]], 4);
    expect(dot[10 * SIDE + 10]).toBe(255);
    expect(dot.filter((level) => level > 0)).toHaveLength(16);
    expect(
      ink(
        [
          [
            [10, 10],
            [10, 10],
            [10, 10],
          ],
        ],
        4,
      ),
    ).toEqual(dot);
  });

  it('gives the same whichever way a stroke is drawn, and however it is divided', () => {
    const there: Stroke = [
      [2, 3],
      [9, 4],
      [17, 16],
    ];
    const whole = ink([there], 2.2);
    expect(ink([[...there].reverse()], 2.2)).toEqual(whole);
    const divided: Stroke = [
      [2, 3],
      [5.5, 3.5],
      [9, 4],
      [13, 10],
      [17, 16],
    ];
    const difference = ink([divided], 2.2).map((level, i) => Math.abs(level - (whole[i] ?? 0)));
    expect(Math.max(...difference)).toBeLessThanOrEqual(1);
  });

  it('clips what lies outside, however far', () => {
    const outside = ink(
      [
        [
          [-1e300, 1e300],
          [-5, -5],
        ],
        [
          [30, -1e9],
          [30, 1e9],
        ],
      ],
      2.2,
    );
    expect(outside.every((level) => level === 0)).toBe(true);
    const through = ink(
      [
        [
          [-1e300, 10],
          [1e300, 10],
        ],
      ],
      2,
    );
    for (let column = 0; column < SIDE; column++) {
      expect([8, 9, 10, 11].map((row) => through[row * SIDE + column])).toEqual([0, 255, 255, 0]);
    }
  });

  it('leaves out points that are not finite', () => {
    const good: Stroke = [
      [2, 3],
      [9, 4],
    ];
    const bad: Stroke = [
      [Number.NaN, 3],
      [2, 3],
      [Infinity, -Infinity],
      [9, 4],
      [1, Number.NaN],
    ];
    expect(ink([bad, [[Number.NaN, 1]], []], 2.2)).toEqual(ink([good], 2.2));
  });
});
