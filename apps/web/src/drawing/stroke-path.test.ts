// Path data and the crop of thumbnails.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Point } from './drawing.js';
import { drawingPath, strokePath, thumbnailOf } from './stroke-path.js';

const coordinate = fc.double({ min: -500, max: 1000, noNaN: true });
const strokes = fc.array(fc.array(fc.tuple(coordinate, coordinate), { maxLength: 30 }), { maxLength: 6 });

/** The window of a view box: left, top, width, height. */
const windowOf = (viewBox: string) => {
  const [left = Number.NaN, top = Number.NaN, width = Number.NaN, height = Number.NaN] = viewBox.split(' ').map(Number);
  return { left, top, width, height };
};

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
    const wellFormed = /^(M-?[\d.]+ -?[\d.]+(h\.01|(Q(-?[\d.]+ ?){4})*L-?[\d.]+ -?[\d.]+))*$/;
    fc.assert(
      fc.property(strokes, (drawing) => {
        expect(drawingPath(drawing)).toMatch(wellFormed);
      }),
    );
  });
});

describe('thumbnailOf', () => {
  it('is null where there is no ink', () => {
    expect(thumbnailOf([], 280)).toBeNull();
    expect(thumbnailOf([[], []], 280)).toBeNull();
  });

  it('does not blow a dot up', () => {
    const dot = thumbnailOf([[[140, 140]]], 280);
    expect(windowOf(dot?.viewBox ?? '')).toEqual({ left: 91, top: 91, width: 98, height: 98 });
  });

  it('looks the same wherever and however large the digit was drawn', () => {
    const scaled = (points: readonly Point[], by: number) => points.map(([x, y]): Point => [x * by, y * by]);
    const seven: Point[] = [
      [100, 60],
      [200, 60],
      [130, 220],
    ];
    const small = thumbnailOf([seven], 280);
    const large = thumbnailOf([scaled(seven, 2)], 560);
    const share = (thumbnail: typeof small) => (thumbnail?.strokeWidth ?? 0) / windowOf(thumbnail?.viewBox ?? '').width;
    expect(share(large)).toBeCloseTo(share(small), 3);
  });

  it('is a square that holds all ink, pen included', () => {
    fc.assert(
      fc.property(strokes, (drawing) => {
        const thumbnail = thumbnailOf(drawing, 280);
        const points = drawing.flat();
        if (points.length === 0) return;
        const { left, top, width, height } = windowOf(thumbnail?.viewBox ?? '');
        expect(width).toBe(height);
        const pen = (thumbnail?.strokeWidth ?? 0) / 2;
        for (const [x, y] of points) {
          expect(x - pen).toBeGreaterThanOrEqual(left - 0.2);
          expect(x + pen).toBeLessThanOrEqual(left + width + 0.2);
          expect(y - pen).toBeGreaterThanOrEqual(top - 0.2);
          expect(y + pen).toBeLessThanOrEqual(top + height + 0.2);
        }
      }),
    );
  });
});
