// Where the arrow keys take the pen.
import { describe, expect, it } from 'vitest';
import { SIDE } from './drawing.js';
import { isArrow, movePen, STEP } from './keyboard-pen.js';

describe('movePen', () => {
  it('moves by one step along the held arrows', () => {
    expect(movePen([100, 100], ['ArrowRight'], STEP)).toEqual([110, 100]);
    expect(movePen([100, 100], ['ArrowDown', 'ArrowLeft'], STEP)).toEqual([90, 110]);
    expect(movePen([100, 100], ['ArrowUp', 'ArrowDown'], STEP)).toEqual([100, 100]);
  });

  it('stays on the canvas', () => {
    expect(movePen([3, 3], ['ArrowUp', 'ArrowLeft'], STEP)).toEqual([0, 0]);
    expect(movePen([SIDE, SIDE], ['ArrowDown', 'ArrowRight'], STEP)).toEqual([SIDE, SIDE]);
  });

  it('knows arrows from other keys', () => {
    expect(isArrow('ArrowUp')).toBe(true);
    expect(isArrow('a')).toBe(false);
    expect(isArrow('toString')).toBe(false);
  });
});
