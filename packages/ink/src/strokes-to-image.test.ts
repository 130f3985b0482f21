import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inkBoundingBox } from './bounding-box.js';
import type { Point, Stroke } from './stroke.js';
import { strokesToImage } from './strokes-to-image.js';

const coordinate = fc.integer({ min: 0, max: 500 });
const drawing: fc.Arbitrary<Point[][]> = fc.array(
  fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 12 }),
  { minLength: 1, maxLength: 4 },
);

function draw(strokes: readonly Stroke[], penWidth?: number): Uint8Array {
  const image = strokesToImage(strokes, penWidth === undefined ? {} : { penWidth });
  if (!image) throw new Error('The drawing has no ink.');
  return image;
}

function change(strokes: readonly Stroke[], f: (point: Point) => Point): Stroke[] {
  return strokes.map((stroke) => stroke.map(f));
}

describe('strokesToImage', () => {
  it("fills MNIST's box: the longer side 20 pixels, the shorter no more, all of it in the frame", () => {
    fc.assert(
      fc.property(drawing, (strokes) => {
        fc.pre(new Set(strokes.flat().map(String)).size > 1);
        const image = draw(strokes);
        expect(image).toHaveLength(784);
        expect(Math.max(...image)).toBe(255);
        const box = inkBoundingBox(image, 28, 28);
        expect(Math.max(box?.width ?? 0, box?.height ?? 0)).toBe(20);
      }),
    );
  });

  it('does not change, to the byte, when the drawing is moved by whole units or doubled', () => {
    fc.assert(
      fc.property(
        drawing,
        fc.integer({ min: -5000, max: 5000 }),
        fc.integer({ min: -9, max: 9 }),
        (strokes, by, power) => {
          const scale = 2 ** power;
          const moved = change(strokes, ([x, y]) => [(x + by) * scale, (y - by) * scale]);
          expect(draw(moved)).toEqual(draw(strokes));
        },
      ),
    );
  });

  it('changes by rounding alone when the drawing is scaled by any factor', () => {
    const scale = fc.double({ min: 0.01, max: 100, noNaN: true });
    const place = fc.double({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(drawing, scale, place, (strokes, factor, by) => {
        const scaled = draw(change(strokes, ([x, y]) => [x * factor + by, y * factor - by]));
        const original = draw(strokes);
        // Rounding may tip the centre of mass over to the next whole pixel.
        const differences = [-1, 0, 1].flatMap((down) =>
          [-1, 0, 1].map((across) => difference(original, scaled, across, down)),
        );
        expect(Math.min(...differences)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('is mirrored when a mirror-symmetric drawing is', () => {
    const half = fc.array(fc.tuple(fc.integer({ min: 0, max: 250 }), coordinate), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(half, (left) => {
        const right = left.map(([x, y]): Point => [500 - x, y]);
        const image = draw([left, right]);
        const box = inkBoundingBox(image, 28, 28);
        const start = (box?.left ?? 0) + (box?.left ?? 0) + (box?.width ?? 0) - 1;
        const mirrored = image.map((_, i) => image[i - (i % 28) + start - (i % 28)] ?? 0);
        expect(mirrored).toEqual(image);
        expect(start).toBe(29);
      }),
    );
  });

  it('inks with one pen: the thicker the pen, the more ink', () => {
    const seven: Stroke[] = [
      [
        [0, 0],
        [60, 0],
        [20, 100],
      ],
    ];
    const ink = [1.4, 2.2, 3].map((penWidth) => draw(seven, penWidth).reduce((sum, level) => sum + level, 0));
    expect(ink).toEqual([...ink].sort((a, b) => a - b));
    expect(draw(seven)).toEqual(draw(seven, 2.2));
  });

  it('draws a path without extent as one pen-wide dot', () => {
    const dot = draw([[[7, 9]]]);
    expect(inkBoundingBox(dot, 28, 28)).toEqual({ left: 13, top: 13, width: 4, height: 4 });
    expect(
      draw([
        [
          [7, 9],
          [7, 9],
        ],
        [[7, 9]],
        [],
      ]),
    ).toEqual(dot);
    expect(draw([[[1e300, -1e300]]])).toEqual(dot);
  });

  it('is null without ink', () => {
    expect(strokesToImage([])).toBeNull();
    expect(strokesToImage([[], []])).toBeNull();
    expect(
      strokesToImage([
        [
          [Number.NaN, 1],
          [Infinity, 2],
          [3, -Infinity],
        ],
      ]),
    ).toBeNull();
  });

  it('leaves out points that are not finite', () => {
    fc.assert(
      fc.property(drawing, fc.nat(11), (strokes, at) => {
        const spoilt = strokes.map((stroke) => [...stroke.slice(0, at), [Number.NaN, 5] as Point, ...stroke.slice(at)]);
        expect(draw([...spoilt, [[Infinity, 0]]])).toEqual(draw(strokes));
      }),
    );
  });

  it('takes any coordinates without harm', () => {
    const wild = fc.oneof(fc.double(), fc.constantFrom(Number.MAX_VALUE, -Number.MAX_VALUE, Number.MIN_VALUE, -0));
    fc.assert(
      fc.property(fc.array(fc.array(fc.tuple(wild, wild))), (strokes) => {
        const image = strokesToImage(strokes);
        const finite = strokes.flat().some(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
        expect(image === null).toBe(!finite);
        if (image) expect(Math.max(...image)).toBe(255);
      }),
      { numRuns: 500 },
    );
  });

  it('says so when the pen is out of range', () => {
    for (const penWidth of [0, -1, 20, Number.NaN]) {
      expect(() => strokesToImage([], { penWidth })).toThrow(
        `penWidth must be above 0 and below 20 pixels, not ${penWidth}.`,
      );
    }
  });
});

/** The largest difference between a and b moved by whole pixels. */
function difference(a: Uint8Array, b: Uint8Array, across: number, down: number): number {
  let largest = 0;
  for (let index = 0; index < a.length; index++) {
    const x = (index % 28) - across;
    const y = Math.floor(index / 28) - down;
    const moved = x >= 0 && x < 28 && y >= 0 && y < 28 ? (b[y * 28 + x] ?? 0) : 0;
    largest = Math.max(largest, Math.abs((a[index] ?? 0) - moved));
  }
  return largest;
}
