import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeByCenterOfMass } from './center-of-mass.js';
import { BOX_SIDE, IMAGE_SIDE } from './mnist-frame.js';

function boxWith(...pixels: readonly (readonly [column: number, row: number, level: number])[]): Uint8Array {
  const box = new Uint8Array(BOX_SIDE * BOX_SIDE);
  for (const [column, row, level] of pixels) box[row * BOX_SIDE + column] = level;
  return box;
}

function inkedPixels(image: Uint8Array): [column: number, row: number, level: number][] {
  return [...image.entries()]
    .filter(([, level]) => level > 0)
    .map(([index, level]) => [index % IMAGE_SIDE, Math.floor(index / IMAGE_SIDE), level]);
}

describe('placeByCenterOfMass', () => {
  it('brings the centre of mass into (14, 15] wherever the ink was in the box', () => {
    fc.assert(
      fc.property(fc.nat(19), fc.nat(19), fc.integer({ min: 1, max: 255 }), (column, row, level) => {
        const [placed, ...others] = inkedPixels(placeByCenterOfMass(boxWith([column, row, level])));
        expect(others).toEqual([]);
        expect(placed).toEqual([14, 14, level]);
      }),
    );
  });

  it('moves a symmetric box by 5, as MNIST is', () => {
    expect(inkedPixels(placeByCenterOfMass(boxWith([0, 9, 80], [19, 10, 80])))).toEqual([
      [5, 14, 80],
      [24, 15, 80],
    ]);
  });

  it('weighs ink by its level, and moves it by whole pixels', () => {
    // Centre of mass at (1 × 0.5 + 3 × 4.5) / 4 = 3.5, so it moves by 11 of the 11.5 to go.
    expect(inkedPixels(placeByCenterOfMass(boxWith([0, 0, 50], [4, 0, 150])))).toEqual([
      [11, 14, 50],
      [15, 14, 150],
    ]);
  });

  it('stops a lopsided digit at the edge with all its ink', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 400, maxLength: 400 }), fc.nat(399), (box, heavy) => {
        const faint = box.map((level) => level >> 7);
        faint[heavy] = 255;
        const sorted = (levels: Uint8Array): number[] => [...levels.filter((level) => level > 0)].sort((a, b) => a - b);
        expect(sorted(placeByCenterOfMass(faint))).toEqual(sorted(faint));
      }),
    );
  });

  it('leaves a box without ink empty', () => {
    expect(placeByCenterOfMass(boxWith())).toEqual(new Uint8Array(784));
  });
});
