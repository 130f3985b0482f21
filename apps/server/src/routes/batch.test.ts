// Many predictions in one request, over a real database and the released model.
import type { FailedItem, Prediction, PredictionBatch } from '@digits/contract';
import type { Store } from '@digits/store';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ONE, SCRIBBLE, SEVEN, ZERO } from '../testing/drawings.js';
import { paintPng } from '../testing/pictures.js';
import { createTestApp, type TestApp } from '../testing/test-app.js';

const URL = '/api/v1/predictions';
const UUID = '7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11';

let harness: TestApp;
/** How many images each call of the model had. */
const calls: number[] = [];
beforeAll(async () => {
  harness = await createTestApp();
  const { logits } = harness.recognizer;
  harness.recognizer.logits = (images) => {
    calls.push(images.length);
    return logits(images);
  };
});
afterAll(() => harness.close());
beforeEach(async () => {
  await harness.clear();
  calls.length = 0;
});

const drawing = (strokes: unknown, more: object = {}) => ({ strokes, size: 280, ...more });
const post = (items: unknown, app = harness.app) =>
  app.inject({ method: 'POST', url: `${URL}/batch`, payload: { items } as object });
const logged = async () => (await harness.store.listPredictions({ limit: 1_000, order: 'oldest' }, null)).items;
const digitsOf = ({ items }: PredictionBatch) =>
  items.map((item) => ('problem' in item ? item.problem.status : item.digit));

describe('a batch', () => {
  test('has an answer for each item, in order, each logged, the drawings recognised in one call', async () => {
    const strokes = [ZERO, ONE, SEVEN, SCRIBBLE, ZERO];
    const response = await post(strokes.map((one) => drawing(one)));
    expect(response.statusCode).toBe(200);
    const batch: PredictionBatch = response.json();
    expect(digitsOf(batch)).toEqual([0, 1, 7, null, 0]);
    expect(calls).toEqual([5]);
    const records = new Map((await logged()).map((record) => [record.id, record]));
    expect(records.size).toBe(5);
    for (const [i, item] of batch.items.entries()) {
      const record = records.get((item as Prediction).id);
      expect(record).toMatchObject({ ...item, ink: { strokes: strokes[i] } });
      expect(record?.latencyMs).toBeGreaterThan(0);
    }
    // As if each had been sent alone.
    const alone = (await harness.app.inject({ method: 'POST', url: URL, payload: drawing(SEVEN) })).json();
    expect({ ...batch.items[2], id: '', createdAt: '' }).toEqual({ ...alone, id: '', createdAt: '' });
  });

  test('logs what can be, and says of the rest why it cannot', async () => {
    const response = await post([
      drawing([]),
      drawing(ZERO),
      { image: 'data:image/png;base64,AAAA' },
      { image: await paintPng(SEVEN) },
      { image: await paintPng(SEVEN, ONE) },
      drawing([[]]),
      drawing(ONE),
    ]);
    expect(response.statusCode).toBe(200);
    const batch: PredictionBatch = response.json();
    expect(digitsOf(batch)).toEqual([422, 0, 422, 7, null, 422, 1]);
    expect((batch.items[0] as FailedItem).problem).toMatchObject({ status: 422, detail: 'Draw a digit first.' });
    expect((batch.items[2] as FailedItem).problem.detail).toMatch(/image/i);
    expect((batch.items[4] as Prediction).digits?.map(({ digit }) => digit)).toEqual([7, 1]);
    expect(await logged()).toHaveLength(4);
  });

  test('of nothing but bad items logs nothing, and calls no model', async () => {
    expect(digitsOf((await post([drawing([]), drawing([[]])])).json())).toEqual([422, 422]);
    expect(calls).toEqual([]);
    expect(await logged()).toEqual([]);
  });

  test('may have 100 items, and has at least one', async () => {
    expect((await post(new Array(100).fill(drawing(ONE)))).json().items).toHaveLength(100);
    expect(await logged()).toHaveLength(100);
    for (const [items, detail] of [
      [[], /items: A batch has at least one item/],
      [new Array(101).fill(drawing(ONE)), /items: A batch may have at most 100 items; this one has 101/],
      [new Array(300_000).fill(0), /at most 100 items; this one has 300,000/],
    ] as const) {
      const response = await post(items);
      expect([response.statusCode, response.json().detail]).toEqual([422, expect.stringMatching(detail)]);
    }
    expect(await logged()).toHaveLength(100);
  });

  test.each([
    [[drawing(ZERO), drawing(ZERO, { size: 0 })], 'items[1].size'],
    [[drawing(ZERO), drawing([[[1, '2']]])], 'items[1].strokes[0][0][1]'],
    [[{}], 'items[0]'],
    [[drawing(ZERO), null], 'items[1]'],
    [[drawing(ZERO, { image: 'data:image/png;base64,AAAA' })], 'items[0]'],
    [[{ image: 'seven' }], 'items[0].image'],
    [[drawing(ZERO, { id: 'seven' })], 'items[0].id'],
    [{ 0: drawing(ZERO) }, 'items'],
    ['all', 'items'],
  ])('that does not fit is refused whole, with the place (%#)', async (items, path) => {
    const response = await post(items);
    expect(response.statusCode).toBe(422);
    expect(response.json().errors[0].path).toBe(path);
    expect(response.json().detail).toContain(`: ${path}: `);
    expect(await logged()).toEqual([]);
  });

  test('may have 50,000 points, right or wrong', async () => {
    const items = (points: number) => new Array(10).fill(drawing([new Array(points).fill(0)]));
    const few = await post(items(5_000));
    expect([few.statusCode, few.json().errors.length]).toEqual([422, 10]);
    const many = await post(items(5_001));
    expect(many.json().errors).toEqual([
      { path: 'items', message: 'A batch may have at most 50,000 points; this one has 50,010' },
    ]);
  });

  test('has the limits of one request: 1 MB beside its images, 12 MB with them', async () => {
    const image = `data:image/png;base64,${'A'.repeat(1_500_000)}`;
    expect((await post(new Array(4).fill({ image }))).statusCode).toBe(200);
    expect((await post(new Array(9).fill({ image }))).statusCode).toBe(413);
    const long = drawing(new Array(40).fill(new Array(20).fill([123.456, 234.567])));
    expect((await post(new Array(100).fill(long))).statusCode).toBe(413);
  });
});

describe('ids', () => {
  test('sent again are the same predictions, with the first answers', async () => {
    const items = [drawing(ZERO, { id: UUID }), drawing(ONE, { id: UUID.replace('7a', '7b') })];
    const first = await post(items);
    const second = await post([...items].reverse());
    expect(second.json().items).toEqual([...first.json().items].reverse());
    expect(await logged()).toHaveLength(2);
  });

  test('twice in a batch are one prediction, the first that could be recognised', async () => {
    const batch: PredictionBatch = (
      await post([
        drawing([], { id: UUID }),
        drawing(SEVEN, { id: UUID }),
        drawing(ZERO, { id: UUID.toUpperCase() }),
        drawing(ONE, { id: UUID }),
      ])
    ).json();
    expect(digitsOf(batch)).toEqual([422, 7, 7, 7]);
    expect(new Set(batch.items.slice(1).map((item) => JSON.stringify(item))).size).toBe(1);
    expect(await logged()).toMatchObject([{ id: UUID, digit: 7 }]);
  });

  test('of a prediction logged alone are that one', async () => {
    const alone = await harness.app.inject({ method: 'POST', url: URL, payload: drawing(ZERO, { id: UUID }) });
    expect((await post([drawing(ONE, { id: UUID })])).json().items).toEqual([alone.json()]);
  });
});

test('where the database takes some and not others, each item says so; where none, the whole', async () => {
  const { store, recognizer } = harness;
  const { StoreUnavailableError } = await import('@digits/store');
  let left = 2;
  const failing: Store = {
    ...store,
    insertPrediction: async (prediction) => {
      if (left-- > 0) return store.insertPrediction(prediction);
      throw new StoreUnavailableError('The database does not answer: it was stopped.');
    },
  };
  const { app, close } = await createTestApp({ store: failing, recognizer });
  const items = [drawing(ZERO), drawing(ONE), drawing(SEVEN)];
  expect(digitsOf((await post(items, app)).json())).toEqual([0, 1, 503]);
  const none = await post(items, app);
  expect([none.statusCode, none.headers['retry-after']]).toEqual([503, '5']);
  await close();
});
