// Path data, and thumbnails of drawings in any units.
import { MAX_COORDINATE } from '@digits/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point, Stroke } from './drawing.js';
import { strokePath, THUMBNAIL_PEN_WIDTH, THUMBNAIL_SIDE, thumbnailPath } from './stroke-path.js';

const WELL_FORMED = /^(M-?[\d.]+ -?[\d.]+(h\.01|(Q(-?[\d.]+ ?){4})*L-?[\d.]+ -?[\d.]+))*$/;

const strokesWithin = (limit: number) => {
  const coordinate = fc.double({ min: -limit, max: limit, noNaN: true });
  return fc.array(fc.array(fc.tuple(coordinate, coordinate), { maxLength: 30 }), { maxLength: 6 });
};

const scaled = (drawing: readonly Stroke[], by: number, shift = 0): readonly Stroke[] =>
  drawing.map((stroke) => stroke.map(([x, y]): Point => [x * by + shift, y * by + shift]));

/** All coordinates of path data, in their order. */
const numbersIn = (path: string) => (path.replaceAll('h.01', '').match(/-?[\d.]+/g) ?? []).map(Number);

describe('strokePath', () => {
  it('is empty for no points, a dot for one, a line for two', () => {
    expect(strokePath([])).toBe('');
    expect(strokePath([[3, 4]])).toBe('M3 4h.01');
    expect(
      strokePath([
        [0, 0],
        [10, 5],
      ]),
    ).toBe('M0 0L10 5');
  });

  it('curves through the middles between points, and ends at the last', () => {
    expect(
      strokePath([
        [0, 0],
        [10, 0],
        [10, 10],
      ]),
    ).toBe('M0 0Q10 0 10 5L10 10');
  });

  it('is well-formed path data for any strokes', () => {
    fc.assert(
      fc.property(strokesWithin(1000), (drawing) => {
        expect(drawing.map(strokePath).join('')).toMatch(WELL_FORMED);
      }),
    );
  });
});

describe('thumbnailPath', () => {
  const seven: readonly Stroke[] = [
    [
      [100, 60],
      [200, 60],
      [130, 220],
    ],
  ];

  it('is empty where there is no ink', () => {
    expect(thumbnailPath([], 280)).toBe('');
    expect(thumbnailPath([[], []], 280)).toBe('');
  });

  it('does not blow a dot up, whatever the units', () => {
    const dot = 'M50 50h.01';
    expect(thumbnailPath([[[140, 140]]], 280)).toBe(dot);
    expect(thumbnailPath([[[1, 1]]], 1)).toBe(dot);
    expect(thumbnailPath([[[MAX_COORDINATE, -MAX_COORDINATE]]], MAX_COORDINATE)).toBe(dot);
    expect(thumbnailPath([[[1, 1]]], Number.MIN_VALUE)).toBe(dot);
  });

  it('keeps a small mark small', () => {
    const mark: readonly Stroke[] = [
      [
        [100, 100],
        [149, 100],
      ],
    ];
    expect(thumbnailPath(mark, 280)).toBe('M25 50L75 50');
    expect(thumbnailPath(scaled(mark, 1 / 280), 1)).toBe('M25 50L75 50');
  });

  it('is the same for the same drawing in units of any size, from the smallest to the largest', () => {
    const path = thumbnailPath(seven, 280);
    expect(path).toBe('M27.34 13.75Q72.66 13.75 56.8 50L40.94 86.25');
    for (const by of [2 ** -60, 1 / 280, 1, 2, MAX_COORDINATE / 280]) {
      expect(thumbnailPath(scaled(seven, by), 280 * by)).toBe(path);
    }
    expect(thumbnailPath(scaled(seven, 1, -5000), 280)).toBe(path);
  });

  it('holds all ink, pen included, and fills its window with all but small marks', () => {
    const limit = fc.constantFrom(1e-6, 1, 280, MAX_COORDINATE);
    const drawing = limit.chain((by) =>
      fc.tuple(strokesWithin(by), fc.double({ min: by / 1000, max: by, noNaN: true })),
    );
    fc.assert(
      fc.property(drawing, ([strokes, size]) => {
        const path = thumbnailPath(strokes, size);
        expect(path).toMatch(WELL_FORMED);
        const numbers = numbersIn(path);
        for (const value of numbers) {
          expect(value).toBeGreaterThanOrEqual(THUMBNAIL_PEN_WIDTH / 2);
          expect(value).toBeLessThanOrEqual(THUMBNAIL_SIDE - THUMBNAIL_PEN_WIDTH / 2);
        }
        const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values);
        const points = strokes.flat();
        const side = points.length && Math.max(extent(points.map(([x]) => x)), extent(points.map(([, y]) => y)));
        if (side > 0.35 * size) {
          const [across, down] = [numbers.filter((_, i) => i % 2 === 0), numbers.filter((_, i) => i % 2 === 1)];
          expect(Math.max(extent(across), extent(down))).toBeGreaterThan(0.7 * THUMBNAIL_SIDE);
        }
      }),
    );
  });
});
