// The list on both databases: filters, orders, and pages that stay stable.
import type { ListQuery, PredictionRecord } from '@digits/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { NewPrediction } from './new-prediction.js';
import type { Store } from './store.js';
import { CursorError } from './store-error.js';
import { examplePrediction } from './testing/example-prediction.js';
import { engines } from './testing/store-engines.js';

describe.each(engines)('on $name', ({ open }) => {
  let store: Store;
  let stop = async () => {};

  const list = (query: Partial<ListQuery> = {}) =>
    store.listPredictions({ limit: 100, order: 'newest', ...query }, null);
  const insert = async (overrides: Partial<NewPrediction> = {}): Promise<PredictionRecord> =>
    (await store.insertPrediction(examplePrediction(overrides))).record;
  /** Digits of all pages, which keeps failures readable. */
  const digitsOf = (records: readonly PredictionRecord[]) => records.map(({ digit }) => digit);

  beforeAll(async () => {
    ({ store, stop } = await open());
  });
  afterAll(() => stop());
  beforeEach(async () => {
    for (const { id } of (await list()).items) await store.deletePrediction(id, null);
  });

  describe('lists', () => {
    beforeEach(async () => {
      for (let digit = 0; digit < 10; digit++) await insert({ digit });
    });

    test('newest first or oldest first', async () => {
      expect(digitsOf((await list()).items)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
      expect(digitsOf((await list({ order: 'oldest' })).items)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    });

    test('page by page, with no cursor after the last', async () => {
      const first = await list({ limit: 4 });
      const second = await list({ limit: 4, cursor: first.nextCursor ?? '' });
      const third = await list({ limit: 4, cursor: second.nextCursor ?? '' });
      expect([first, second, third].map(({ items }) => digitsOf(items))).toEqual([
        [9, 8, 7, 6],
        [5, 4, 3, 2],
        [1, 0],
      ]);
      expect(third.nextCursor).toBeNull();
      expect((await list({ limit: 10 })).nextCursor).toBeNull();
    });

    test('by digit, label, whether labelled, and source', async () => {
      const [nine, eight] = (await list()).items;
      await store.setLabel(nine?.id ?? '', 4, null);
      await store.setLabel(eight?.id ?? '', 8, null);
      await insert({ digit: 8, source: 'upload', ink: null });
      await insert({ digit: null });
      expect(digitsOf((await list({ digit: 8 })).items)).toEqual([8, 8]);
      expect(digitsOf((await list({ label: 4 })).items)).toEqual([9]);
      expect(digitsOf((await list({ labelled: true })).items)).toEqual([9, 8]);
      expect((await list({ labelled: false })).items).toHaveLength(10);
      expect(digitsOf((await list({ source: 'upload' })).items)).toEqual([8]);
      expect((await list({ source: 'draw' })).items).toHaveLength(11);
      expect(digitsOf((await list({ digit: 8, labelled: true, source: 'draw' })).items)).toEqual([8]);
      expect((await list({ digit: 1, label: 7 })).items).toEqual([]);
    });

    test('by verdict: a label on what was refused is wrong', async () => {
      const [nine, eight] = (await list()).items;
      const refused = await insert({ digit: null });
      await store.setLabel(nine?.id ?? '', 9, null);
      await store.setLabel(eight?.id ?? '', 3, null);
      await store.setLabel(refused.id, 5, null);
      expect(digitsOf((await list({ verdict: 'right' })).items)).toEqual([9]);
      expect(digitsOf((await list({ verdict: 'wrong' })).items)).toEqual([null, 8]);
      expect(digitsOf((await list({ rejected: true })).items)).toEqual([null]);
      expect((await list({ rejected: false })).items).toHaveLength(10);
      expect(digitsOf((await list({ verdict: 'wrong', rejected: false })).items)).toEqual([8]);
    });

    test('by confidence, with both ends', async () => {
      for (const [digit, confidence] of [0.25, 0.5, 0.75].entries()) await insert({ digit, confidence });
      expect(digitsOf((await list({ maxConfidence: 0.75, order: 'oldest' })).items)).toEqual([0, 1, 2]);
      expect(digitsOf((await list({ minConfidence: 0.5, maxConfidence: 0.75 })).items)).toEqual([2, 1]);
      expect((await list({ minConfidence: 0.91 })).items).toHaveLength(10);
      expect((await list({ minConfidence: 0.92 })).items).toEqual([]);
      expect(digitsOf((await list({ maxConfidence: 0.25 })).items)).toEqual([0]);
    });

    test('by time, from inclusive and to exclusive, in any offset', async () => {
      const { createdAt } = await insert({ digit: 4 });
      const at = Date.parse(createdAt);
      const iso = (ms: number) => new Date(ms).toISOString();
      const included = digitsOf((await list({ from: createdAt })).items);
      expect(included).toContain(4);
      expect(digitsOf((await list({ from: createdAt, to: iso(at + 1) })).items)).toContain(4);
      expect((await list({ from: createdAt, to: createdAt })).items).toEqual([]);
      expect((await list({ from: iso(at + 60_000) })).items).toEqual([]);
      expect((await list({ to: iso(at - 3_600_000) })).items).toEqual([]);
      // An hour ahead of UTC: the same time is written one hour later.
      const ahead = iso(at + 3_600_000).replace('Z', '+01:00');
      expect(digitsOf((await list({ from: ahead })).items)).toEqual(included);
      expect((await list({ from: '0000-01-01T00:00:00Z', to: '9999-12-31T23:59:59-23:59' })).items).toHaveLength(11);
    });

    test('least or most sure first, those alike by arrival', async () => {
      for (const [digit, confidence] of [0.5, 0.1, 0.5, 1, 0].entries()) await insert({ digit, confidence });
      const [least, most] = [await list({ order: 'leastSure' }), await list({ order: 'mostSure' })];
      expect(digitsOf(least.items).slice(0, 4)).toEqual([4, 1, 0, 2]);
      expect(digitsOf(least.items).at(-1)).toBe(3);
      expect(most.items).toEqual(least.items.toReversed());
    });

    test('page by page where all are as sure, while others arrive', async () => {
      for (const order of ['leastSure', 'mostSure'] as const) {
        const before = (await list({ order })).items.map(({ id }) => id);
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = await list({ limit: 3, order, ...(cursor !== undefined && { cursor }) });
          seen.push(...page.items.map(({ id }) => id));
          cursor = page.nextCursor ?? undefined;
          // Surer, less sure: of these only what comes after the cursor shows up.
          await insert({ confidence: 1 });
          await insert({ confidence: 0 });
        } while (cursor !== undefined && seen.length < 50);
        expect(seen.filter((id) => before.includes(id))).toEqual(before);
        expect(new Set(seen).size).toBe(seen.length);
      }
    });

    test('a cursor that was not given out is refused', async () => {
      await expect(list({ cursor: 'nonsense' })).rejects.toThrow(CursorError);
      const { nextCursor } = await list({ limit: 1, order: 'oldest' });
      for (const order of ['newest', 'leastSure', 'mostSure'] as const) {
        await expect(list({ cursor: nextCursor ?? '', order })).rejects.toThrow(CursorError);
      }
    });
  });

  test('pages neither repeat nor lose a prediction while others arrive and go', async () => {
    const step = fc.record({ limit: fc.integer({ min: 1, max: 5 }), arriving: fc.nat(2), leaving: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('newest', 'oldest', 'leastSure', 'mostSure'),
        fc.array(step, { minLength: 1 }),
        async (order, steps) => {
          for (const { id } of (await list()).items) await store.deletePrediction(id, null);
          const staying = new Set<string>();
          const seen: string[] = [];
          for (let i = 0; i < 8; i++) staying.add((await insert({ confidence: (i % 3) / 2 })).id);
          let cursor: string | undefined;
          for (let i = 0; cursor !== undefined || i === 0; i++) {
            const { limit, arriving, leaving } = steps[i] ?? { limit: 5, arriving: 0, leaving: false };
            const page = await list({ limit, order, ...(cursor === undefined ? {} : { cursor }) });
            seen.push(...page.items.map(({ id }) => id));
            for (let j = 0; j < arriving; j++) await insert({ confidence: j / 2 });
            const last = page.items.at(-1);
            // The very row that the cursor stands on.
            if (leaving && last) await store.deletePrediction(last.id, null);
            cursor = page.nextCursor ?? undefined;
          }
          expect(new Set(seen).size).toBe(seen.length);
          for (const id of staying) expect(seen).toContain(id);
        },
      ),
      { numRuns: 25 },
    );
  });
});
