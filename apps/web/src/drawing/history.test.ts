// Undo and redo, held to a plain list of drawings by random edits.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Drawing, PenStroke, Point } from './drawing.js';
import { addStroke, clear, type DrawingHistory, emptyHistory, redo, undo } from './history.js';

const dot = (...point: Point): PenStroke => ({ points: [point], width: 16 });
const a = dot(1, 1);
const b = dot(2, 2);

describe('drawing history', () => {
  it('adds, undoes and redoes strokes', () => {
    const two = addStroke(addStroke(emptyHistory, a), b);
    expect(two.present).toEqual([a, b]);
    expect(undo(two).present).toEqual([a]);
    expect(undo(undo(two)).present).toEqual([]);
    expect(redo(undo(two)).present).toEqual([a, b]);
  });

  it('comes back to the very same drawing, so that its answer is found again', () => {
    const one = addStroke(emptyHistory, a);
    const two = addStroke(one, b);
    expect(undo(two).present).toBe(one.present);
    expect(redo(undo(two)).present).toBe(two.present);
  });

  it('undoes a clear', () => {
    const one = addStroke(emptyHistory, a);
    expect(clear(one).present).toEqual([]);
    expect(undo(clear(one)).present).toBe(one.present);
  });

  it('forgets what was undone once something new is drawn', () => {
    const changed = addStroke(undo(addStroke(emptyHistory, a)), b);
    expect(changed.future).toEqual([]);
    expect(redo(changed)).toBe(changed);
  });

  it('stays the same where there is nothing to do', () => {
    expect(undo(emptyHistory)).toBe(emptyHistory);
    expect(redo(emptyHistory)).toBe(emptyHistory);
    expect(clear(emptyHistory)).toBe(emptyHistory);
    expect(addStroke(emptyHistory, { points: [], width: 16 })).toBe(emptyHistory);
  });

  it('agrees with a list of drawings and an index into it, whatever is done', () => {
    const step = fc.oneof(
      fc.constantFrom('undo', 'redo', 'clear'),
      fc.tuple(fc.integer({ min: 0, max: 280 }), fc.integer({ min: 0, max: 280 })),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let history: DrawingHistory = emptyHistory;
        let drawings: Drawing[] = [[]];
        let index = 0;
        const append = (drawing: Drawing) => {
          drawings = [...drawings.slice(0, index + 1), drawing];
          index += 1;
        };
        for (const action of steps) {
          const present = drawings[index] ?? [];
          if (action === 'undo') {
            history = undo(history);
            index = Math.max(0, index - 1);
          } else if (action === 'redo') {
            history = redo(history);
            index = Math.min(drawings.length - 1, index + 1);
          } else if (action === 'clear') {
            history = clear(history);
            if (present.length > 0) append([]);
          } else if (typeof action !== 'string') {
            history = addStroke(history, dot(...action));
            append([...present, dot(...action)]);
          }
          expect(history.present).toEqual(drawings[index]);
          expect(history.past.length).toBe(index);
          expect(history.future.length).toBe(drawings.length - 1 - index);
        }
      }),
    );
  });
});
