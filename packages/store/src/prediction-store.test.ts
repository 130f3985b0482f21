// The same tests for both databases: embedded PGlite and a PostgreSQL server.
import type { ListQuery, PredictionRecord } from '@digits/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Visitor } from './list-predictions.js';
import type { NewPrediction } from './new-prediction.js';
import type { Store } from './store.js';
import { NotYoursError, StoreError } from './store-error.js';
import { examplePrediction } from './testing/example-prediction.js';
import { engines } from './testing/store-engines.js';

const UUID = '7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11';
const ANNA = '1f0f9d0a-6a1c-4b7e-8f57-3c1f0c0d5a01';
const BERT = '2e4c7b1d-0d2b-4c52-9a41-77aa3a1b6b02';
const NO_SUCH_UUID = '00000000-0000-4000-8000-000000000000';

describe.each(engines)('on $name', ({ open }) => {
  let store: Store;
  let stop = async () => {};

  const list = (query: Partial<ListQuery> = {}, visitor: Visitor = null) =>
    store.listPredictions({ limit: 100, order: 'newest', ...query }, visitor);
  const insert = async (overrides: Partial<NewPrediction> = {}): Promise<PredictionRecord> =>
    (await store.insertPrediction(examplePrediction(overrides))).record;

  beforeAll(async () => {
    ({ store, stop } = await open());
  });
  afterAll(() => stop());
  beforeEach(async () => {
    for (const visitor of [null, ANNA, BERT]) {
      for (const { id } of (await list({}, visitor)).items) await store.deletePrediction(id, visitor);
    }
  });

  test('a drawing comes back as it was logged', async () => {
    const prediction = examplePrediction({ visitor: ANNA });
    const record = await insert({ visitor: ANNA });
    expect(record).toMatchObject({
      digit: 3,
      confidence: 0.91,
      probabilities: prediction.probabilities,
      rejected: false,
      model: { name: 'mnist-cnn', version: '1' },
      label: null,
      labelledAt: null,
      source: 'draw',
      ink: prediction.ink,
      latencyMs: 1.25,
    });
    expect(Buffer.from(record.pixels, 'base64')).toEqual(Buffer.from(prediction.pixels));
    expect(new Date(record.createdAt).toISOString()).toBe(record.createdAt);
    expect(record).not.toHaveProperty('visitor');
    expect(await store.findPrediction(record.id, ANNA)).toEqual({ ...record, mine: true });
    expect((await list({}, ANNA)).items).toEqual([record]);
  });

  test('the digits of a picture of several come back to the last bit, and only a picture has several', async () => {
    const digits = [2, null].map((digit) => ({
      digit,
      confidence: 1 / 3,
      probabilities: Array.from({ length: 10 }, (_, i) => i / 45),
      box: { left: 1, top: 2, width: 3, height: 4 },
    }));
    const several = { source: 'upload', ink: null, digit: null, digits } as const;
    const record = await insert(several);
    expect(record.digits).toEqual(digits);
    expect(await store.findPrediction(record.id, null)).toEqual({ ...record, mine: true });
    expect(await insert()).not.toHaveProperty('digits');
    await expect(insert({ ...several, digit: 2 })).rejects.toThrow(StoreError);
    await expect(insert({ digit: null, digits })).rejects.toThrow(StoreError);
    await expect(insert({ ...several, digits: digits.slice(1) })).rejects.toThrow(StoreError);
  });

  test('an upload that is no digit comes back as one', async () => {
    const record = await insert({ source: 'upload', ink: null, digit: null });
    expect(record).toMatchObject({ source: 'upload', ink: null, digit: null, rejected: true });
  });

  test('numbers keep every bit', async () => {
    const probabilities = [
      Number.MIN_VALUE,
      Number.EPSILON,
      0.1 + 0.2,
      1 / 3,
      1 - Number.EPSILON / 2,
      0,
      1,
      1e-300,
      0.7,
      0,
    ];
    const ink = { strokes: [[[0.1 + 0.2, -1e-7] as [number, number]]], size: 1 / 3 };
    const record = await insert({ probabilities, ink, confidence: 1 / 3, latencyMs: 0 });
    expect(record).toMatchObject({ probabilities, ink, confidence: 1 / 3, latencyMs: 0 });
  });

  test('the same id is one prediction, whose first answer stays', async () => {
    const first = await store.insertPrediction(examplePrediction({ id: UUID, digit: 3 }));
    const second = await store.insertPrediction(examplePrediction({ id: UUID.toUpperCase(), digit: 4 }));
    expect(first.inserted).toBe(true);
    expect(second).toEqual({ record: first.record, inserted: false });
    expect((await list()).items).toHaveLength(1);
  });

  test('the same id many times at once is one prediction', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => store.insertPrediction(examplePrediction({ id: UUID, digit: i % 10 }))),
    );
    expect(results.filter(({ inserted }) => inserted)).toHaveLength(1);
    expect(new Set(results.map(({ record }) => record.digit)).size).toBe(1);
    expect((await list()).items).toHaveLength(1);
  });

  test('a deleted id may be logged again', async () => {
    await insert({ id: UUID });
    expect(await store.deletePrediction(UUID, null)).toBe(true);
    expect((await store.insertPrediction(examplePrediction({ id: UUID, digit: 8 }))).inserted).toBe(true);
  });

  test('what is not there is not found, labelled or deleted', async () => {
    expect(await store.findPrediction(NO_SUCH_UUID, null)).toBeNull();
    expect(await store.setLabel(NO_SUCH_UUID, 1, null)).toBeNull();
    expect(await store.deletePrediction(NO_SUCH_UUID, null)).toBe(false);
  });

  describe('of several visitors and nobody', () => {
    const owners = [ANNA, BERT, null] as const;
    let ids: Map<Visitor, string>;
    beforeEach(async () => {
      ids = new Map();
      for (const visitor of owners) ids.set(visitor, (await insert({ visitor })).id);
    });
    const idOf = (visitor: Visitor) => ids.get(visitor) ?? '';

    test('each lists only their own, and finds everybody’s by its id', async () => {
      for (const visitor of owners) {
        expect((await list({}, visitor)).items.map(({ id }) => id)).toEqual([idOf(visitor)]);
        for (const owner of owners) {
          expect(await store.findPrediction(idOf(owner), visitor)).toMatchObject({ mine: owner === visitor });
        }
      }
      expect((await list({}, NO_SUCH_UUID)).items).toEqual([]);
    });

    test('nobody labels or deletes what is somebody else’s', async () => {
      for (const visitor of owners) {
        for (const owner of owners.filter((other) => other !== visitor)) {
          await expect(store.setLabel(idOf(owner), 1, visitor)).rejects.toThrow(NotYoursError);
          await expect(store.deletePrediction(idOf(owner), visitor)).rejects.toThrow(NotYoursError);
          expect(await store.findPrediction(idOf(owner), owner)).toMatchObject({ label: null, mine: true });
        }
      }
      for (const visitor of owners) {
        expect(await store.setLabel(idOf(visitor), 3, visitor)).toMatchObject({ label: 3 });
        expect(await store.deletePrediction(idOf(visitor), visitor)).toBe(true);
      }
    });

    test('all of a visitor’s own are deleted, and nothing of others', async () => {
      await insert({ visitor: ANNA });
      expect(await store.deleteAllPredictions(ANNA)).toBe(2);
      expect(await store.deleteAllPredictions(ANNA)).toBe(0);
      expect((await list({}, ANNA)).items).toEqual([]);
      expect((await list({}, BERT)).items).toHaveLength(1);
      expect((await list()).items).toHaveLength(1);
    });

    test('an id sent by another visitor stays its first one’s', async () => {
      const again = await store.insertPrediction(examplePrediction({ id: idOf(ANNA), visitor: BERT }));
      expect(again.inserted).toBe(false);
      expect(await store.findPrediction(idOf(ANNA), BERT)).toMatchObject({ mine: false });
    });
  });

  test('a label is set, kept when given again, changed and taken back', async () => {
    const { id } = await insert();
    const labelled = await store.setLabel(id, 8, null);
    expect(labelled?.label).toBe(8);
    expect(labelled?.labelledAt).not.toBeNull();
    expect(await store.setLabel(id, 8, null)).toEqual(labelled);
    const changed = await store.setLabel(id, 0, null);
    expect(changed?.label).toBe(0);
    expect(changed?.labelledAt && labelled?.labelledAt && changed.labelledAt >= labelled.labelledAt).toBe(true);
    expect(await store.setLabel(id, null, null)).toMatchObject({ label: null, labelledAt: null });
    expect(await store.findPrediction(id, null)).toMatchObject({ label: null, labelledAt: null });
  });

  describe('a value that cannot be is refused by the database itself', () => {
    const tenth = new Array<number>(10).fill(0.1);
    test.each<[string, Partial<NewPrediction>]>([
      ['digit 10', { digit: 10 }],
      ['digit -1', { digit: -1 }],
      ['confidence above 1', { confidence: 1.01 }],
      ['confidence below 0', { confidence: -0.01 }],
      ['confidence NaN', { confidence: Number.NaN }],
      ['nine probabilities', { probabilities: tenth.slice(1) }],
      ['eleven probabilities', { probabilities: [...tenth, 0] }],
      ['no probabilities', { probabilities: [] }],
      ['a probability above 1', { probabilities: [1.5, ...tenth.slice(1)] }],
      ['a negative probability', { probabilities: [-0.1, ...tenth.slice(1)] }],
      ['a NaN probability', { probabilities: [Number.NaN, ...tenth.slice(1)] }],
      ['783 pixels', { pixels: new Uint8Array(783) }],
      ['785 pixels', { pixels: new Uint8Array(785) }],
      ['a drawing without ink', { ink: null }],
      ['an upload with ink', { source: 'upload' }],
      ['ink without strokes', { ink: { size: 280 } as never }],
      ['ink without size', { ink: { strokes: [] } as never }],
      ['ink whose strokes are text', { ink: { strokes: 'x', size: 1 } as never }],
      ['an unknown source', { source: 'guess' as never }],
      ['an unnamed model', { model: { name: '', version: '1' } }],
      ['an endless version', { model: { name: 'm', version: 'x'.repeat(101) } }],
      ['negative latency', { latencyMs: -1 }],
      ['endless latency', { latencyMs: Number.POSITIVE_INFINITY }],
      ['an id that is no UUID', { id: 'seven' }],
      ['a visitor that is no UUID', { visitor: 'me' }],
    ])('%s', async (_what, overrides) => {
      await expect(insert(overrides)).rejects.toThrow(StoreError);
      expect((await list()).items).toEqual([]);
    });

    test.each([10, -1, 2.5])('label %d', async (label) => {
      const { id } = await insert();
      await expect(store.setLabel(id, label, null)).rejects.toThrow(StoreError);
      expect((await store.findPrediction(id, null))?.label).toBeNull();
    });
  });

  test('many calls at once do not disturb each other', async () => {
    const records = await Promise.all(Array.from({ length: 40 }, (_, i) => insert({ digit: i % 10 })));
    await Promise.all([
      ...records.map(({ id }, i) => store.setLabel(id, i % 10, null)),
      ...Array.from({ length: 10 }, () => insert({ digit: 11 }).catch((error: unknown) => error)),
      store.ping(),
    ]);
    const { items } = await list({ labelled: true });
    expect(items).toHaveLength(40);
    expect(items.every(({ digit, label }) => digit === label)).toBe(true);
  });
});
