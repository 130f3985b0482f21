// Where the arrow keys take the pen.
import { describe, expect, it } from 'vitest';
import { PEN_WIDTHS, SIDE } from './drawing.js';
import { isArrow, movePen, STEP } from './keyboard-pen.js';

const PEN_WIDTH = PEN_WIDTHS.usual;

describe('movePen', () => {
  it('moves by one step along the held arrows', () => {
    expect(movePen([100, 100], ['ArrowRight'], STEP, PEN_WIDTH)).toEqual([110, 100]);
    expect(movePen([100, 100], ['ArrowDown', 'ArrowLeft'], STEP, PEN_WIDTH)).toEqual([90, 110]);
    expect(movePen([100, 100], ['ArrowUp', 'ArrowDown'], STEP, PEN_WIDTH)).toEqual([100, 100]);
  });

  it('stays on the canvas, with all of its width', () => {
    const least = PEN_WIDTH / 2;
    const most = SIDE - PEN_WIDTH / 2;
    expect(movePen([13, 13], ['ArrowUp', 'ArrowLeft'], STEP, PEN_WIDTH)).toEqual([least, least]);
    expect(movePen([most, most], ['ArrowDown', 'ArrowRight'], STEP, PEN_WIDTH)).toEqual([most, most]);
  });

  it('knows arrows from other keys', () => {
    expect(isArrow('ArrowUp')).toBe(true);
    expect(isArrow('a')).toBe(false);
    expect(isArrow('toString')).toBe(false);
  });
});
