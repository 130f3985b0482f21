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
const ID = '0b7f9c5e-6f0d-4c7a-9d53-0c4a5e1d2f3a';
const nothing = { history: emptyHistory, ids: new Map() };
const withSteps = (strokes: string, steps: string, at = '0') =>
  `{"format":1,"strokes":[${strokes}],"steps":[${steps}],"at":${at}}`;

describe('a stored drawing', () => {
  it('comes back with its steps, its strokes shared between them, and the ids of each', () => {
    const text = encodeDrawing(history, (drawing) => (drawing === history.past[1] ? ID : null));
    const stored = decodeDrawing(text);
    expect(stored.history).toEqual(history);
    expect([...stored.ids]).toEqual([[stored.history.past[1], ID]]);
    expect(stored.history.past[1]?.[0]).toBe(stored.history.present[0]);
    expect(text.split('[120,240]').length).toBe(2);
  });

  it('keeps the latest steps of a long history', () => {
    let long = emptyHistory;
    for (let i = 0; i < 200; i += 1) long = addStroke(long, { points: [[i, i]], width: 16 });
    const stored = decodeDrawing(encodeDrawing(long, () => null));
    expect(stored.history.present).toEqual(long.present);
    expect(stored.history.past).toEqual(long.past.slice(-60));
  });

  it('has no id where that is no UUID: under it, nothing could be submitted', () => {
    const text = withSteps('{"points":[[1,2]],"width":16}', '{"strokes":[0],"id":"nonsense"}');
    const { history, ids } = decodeDrawing(text);
    expect(history.present).toEqual([{ points: [[1, 2]], width: 16 }]);
    expect(ids.size).toBe(0);
  });

  it.each([
    null,
    '',
    'x',
    'null',
    '[]',
    '{}',
    '{"format":2,"strokes":[],"steps":[{"strokes":[],"id":null}],"at":0}',
    withSteps('', ''),
    withSteps('', '{"strokes":[],"id":null}', '1'),
    withSteps('', '{"strokes":[],"id":null}', '"0"'),
    withSteps('', '{"strokes":[0],"id":null}'),
    withSteps('', '{"strokes":["map"],"id":null}'),
    withSteps('', '{"strokes":["length"],"id":null}'),
    withSteps('{"points":[[1,1e9]],"width":16}', '{"strokes":[0],"id":null}'),
    withSteps('{"points":[[1,2]],"width":-1}', '{"strokes":[0],"id":null}'),
    withSteps('{"points":[[1,2]],"width":16,"pressures":[]}', '{"strokes":[0],"id":null}'),
    withSteps('{"points":[],"width":16}', '{"strokes":[0],"id":null}'),
  ])('is an empty canvas where the storage has %s', (text) => {
    expect(decodeDrawing(text)).toEqual(nothing);
  });
});
