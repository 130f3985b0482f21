import fc from 'fast-check';
import { expect, it } from 'vitest';
import { squareMaximum } from './sliding-maximum.js';

/** The largest of each square, by looking at all of it. */
function slowMaximum(plane: Float32Array, width: number, height: number, radius: number): Float32Array {
  return plane.map((_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    let largest = -Infinity;
    for (let row = Math.max(0, y - radius); row <= Math.min(height - 1, y + radius); row++) {
      for (let column = Math.max(0, x - radius); column <= Math.min(width - 1, x + radius); column++) {
        largest = Math.max(largest, plane[row * width + column] ?? 0);
      }
    }
    return largest;
  });
}

it('is the largest of the square around every pixel, whatever the sides and the radius', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 14 }),
      fc.integer({ min: 1, max: 14 }),
      fc.nat(16),
      fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 196, maxLength: 196 }),
      (width, height, radius, values) => {
        const plane = Float32Array.from(values.slice(0, width * height));
        const expected = slowMaximum(plane, width, height, radius);
        squareMaximum(plane, width, height, radius);
        expect(plane).toEqual(expected);
      },
    ),
  );
});
