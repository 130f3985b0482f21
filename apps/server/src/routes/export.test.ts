// The export: everything that matches, over several reads of the database.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ONE, SEVEN, ZERO } from '../testing/drawings.js';
import { createTestApp, type TestApp } from '../testing/test-app.js';

/** More than three reads of the database. */
const COUNT = 620;
const URL = '/api/v1/predictions/export';

let harness: TestApp;
beforeAll(async () => {
  harness = await createTestApp();
  for (let i = 0; i < COUNT; i++) {
    const strokes = [ZERO, ONE, SEVEN][i % 3];
    await harness.app.inject({ method: 'POST', url: '/api/v1/predictions', payload: { strokes, size: 280 } });
  }
});
afterAll(() => harness.close());

test('as JSON it is every record, oldest first, each once', async () => {
  const response = await harness.app.inject(URL);
  expect(response.statusCode).toBe(200);
  expect(response.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(response.headers['content-disposition']).toBe('attachment; filename="predictions.json"');
  const records = response.json();
  expect(new Set(records.map(({ id }: { id: string }) => id)).size).toBe(COUNT);
  const [first] = (await harness.store.listPredictions({ limit: 1, order: 'oldest' }, null)).items;
  expect(records[0]).toEqual(first);
});

test('as CSV it is a table with a line for each', async () => {
  const response = await harness.app.inject(`${URL}?format=csv`);
  expect(response.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(response.headers['content-disposition']).toBe('attachment; filename="predictions.csv"');
  const lines = response.body.split('\r\n');
  expect(lines).toHaveLength(COUNT + 2);
  expect(lines[0]).toMatch(
    /^id,createdAt,source,digit,digits,confidence,label,.*,probability0,.*,size,strokes,pixels$/,
  );
  const [first] = (await harness.store.listPredictions({ limit: 1, order: 'oldest' }, null)).items;
  const line = lines[1] ?? '';
  expect(line.split(',').slice(0, 6)).toEqual([
    first?.id,
    first?.createdAt,
    'draw',
    '0',
    '',
    String(first?.confidence),
  ]);
  expect(line).toContain(`"${JSON.stringify(first?.ink?.strokes)}"`);
  expect(Buffer.from(line.split(',').at(-1) ?? '', 'hex')).toEqual(Buffer.from(first?.pixels ?? '', 'base64'));
});

test('it can be filtered', async () => {
  const records = (await harness.app.inject(`${URL}?digit=7&labelled=false`)).json();
  expect(records).toHaveLength(Math.floor(COUNT / 3));
  expect(records.every(({ digit }: { digit: number }) => digit === 7)).toBe(true);
});

test('with nothing in it, it is an empty list or a header', async () => {
  expect((await harness.app.inject(`${URL}?labelled=true`)).json()).toEqual([]);
  expect((await harness.app.inject(`${URL}?labelled=true&format=csv`)).body.split('\r\n')).toHaveLength(2);
});
