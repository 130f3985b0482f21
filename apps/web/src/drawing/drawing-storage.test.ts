// A drawing through a reload, and what else may be found in a browser's storage.
import { describe, expect, it } from 'vitest';
import type { PenStroke } from './drawing.js';
import { decodeDrawing, encodeDrawing } from './drawing-storage.js';
import { addStroke, clear, emptyHistory, undo } from './history.js';

const seven: PenStroke = {
  points: [
    [80, 60],
    [200, 60],
    [120, 240],
  ],
  width: 16,
};
const bar: PenStroke = {
  points: [
    [100, 150],
    [180, 150],
  ],
  width: 8,
  pressures: [0.25, 0.5],
};
const history = undo(clear(addStroke(addStroke(emptyHistory, seven), bar)));
const nothing = { history: emptyHistory, id: null };

describe('a stored drawing', () => {
  it('comes back with its steps, its strokes shared between them, and its id', () => {
    const text = encodeDrawing({ history, id: 'an-id' });
    const stored = decodeDrawing(text);
    expect(stored).toEqual({ history, id: 'an-id' });
    expect(stored.history.past[1]?.[0]).toBe(stored.history.present[0]);
    expect(text.split('[120,240]').length).toBe(2);
  });

  it('keeps the latest steps of a long history', () => {
    let long = emptyHistory;
    for (let i = 0; i < 200; i += 1) long = addStroke(long, { points: [[i, i]], width: 16 });
    const stored = decodeDrawing(encodeDrawing({ history: long, id: null }));
    expect(stored.history.present).toEqual(long.present);
    expect(stored.history.past).toEqual(long.past.slice(-60));
  });

  it.each([
    null,
    '',
    'x',
    'null',
    '[]',
    '{}',
    '{"format":2,"strokes":[],"past":[],"present":[],"future":[],"id":null}',
    '{"format":1,"strokes":[],"past":[],"present":[0],"future":[],"id":null}',
    '{"format":1,"strokes":[],"past":[],"present":["length"],"future":[],"id":null}',
    '{"format":1,"strokes":[{"points":[[1,1e9]],"width":16}],"past":[],"present":[0],"future":[],"id":null}',
    '{"format":1,"strokes":[{"points":[[1,2]],"width":-1}],"past":[],"present":[0],"future":[],"id":null}',
    '{"format":1,"strokes":[{"points":[[1,2]],"width":16,"pressures":[]}],"past":[],"present":[0],"future":[],"id":null}',
    '{"format":1,"strokes":[{"points":[],"width":16}],"past":[],"present":[0],"future":[],"id":null}',
  ])('is an empty canvas where the storage has %s', (text) => {
    expect(decodeDrawing(text)).toEqual(nothing);
  });
});
