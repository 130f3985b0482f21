import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CANVAS_SIDE, paintStrokes } from './paint-strokes.js';
import type { Stroke } from './stroke.js';

const line: Stroke = [
  [100, 100],
  [100, 400],
];

describe('paintStrokes', () => {
  it('paints black on white, brush pixels wide, scaled from the size drawn on', () => {
    const image = paintStrokes([line], 500, 20);
    expect([image.width, image.height, image.data.length]).toEqual([CANVAS_SIDE, CANVAS_SIDE, CANVAS_SIDE ** 2]);
    const row = image.data.subarray(140 * CANVAS_SIDE, 141 * CANVAS_SIDE);
    expect([...row.entries()].filter(([, gray]) => gray < 255)).toEqual(
      Array.from({ length: 20 }, (_, i) => [46 + i, 0]),
    );
    const column = Array.from({ length: CANVAS_SIDE }, (_, y) => image.data[y * CANVAS_SIDE + 56] ?? 255);
    expect(column.filter((gray) => gray < 128)).toHaveLength(168 + 20);
  });

  it('is the same drawing whatever the unit', () => {
    const halved = line.map(([x, y]) => [x / 2, y / 2] as const);
    expect(paintStrokes([halved], 250, 12)).toEqual(paintStrokes([line], 500, 12));
  });

  it('leaves the canvas white where nothing is drawn on it', () => {
    const blank = new Uint8Array(100).fill(255);
    expect(paintStrokes([], 500, 20, 10).data).toEqual(blank);
    expect(paintStrokes([[]], 500, 20, 10).data).toEqual(blank);
    expect(paintStrokes([[[Number.NaN, 3]]], 500, 20, 10).data).toEqual(blank);
    expect(paintStrokes([[[9000, 9000]]], 500, 20, 10).data).toEqual(blank);
  });

  it('takes any coordinates without harm', () => {
    const wild = fc.oneof(fc.double(), fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE));
    fc.assert(
      fc.property(fc.array(fc.array(fc.tuple(wild, wild))), (strokes) => {
        expect(paintStrokes(strokes, 500, 20, 28).data).toHaveLength(784);
      }),
    );
  });

  it('says which argument is out of range', () => {
    expect(() => paintStrokes([], 0, 20)).toThrow('size must be a number above 0, not 0.');
    expect(() => paintStrokes([], Number.NaN, 20)).toThrow('size must be a number above 0, not NaN.');
    expect(() => paintStrokes([], 500, -1)).toThrow('brush must be a number above 0, not -1.');
    expect(() => paintStrokes([], 500, 20, 2.5)).toThrow('side must be a whole number of pixels, at least 1, not 2.5.');
  });
});
