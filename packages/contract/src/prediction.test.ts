import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_COORDINATE, MAX_POINTS } from './limits.js';
import { imageRequestSchema, strokesRequestSchema, strokesSchema } from './prediction.js';
import { predictionBatchRequestSchema } from './prediction-batch.js';
import { exportQuerySchema, listQuerySchema } from './prediction-query.js';

const coordinate = fc.double({ min: -MAX_COORDINATE, max: MAX_COORDINATE, noNaN: true });

test('any drawing within the limits fits, and comes through as it is', () => {
  const strokes = fc.array(fc.array(fc.tuple(coordinate, coordinate)));
  const size = fc.double({ min: 0, minExcluded: true, max: MAX_COORDINATE, noNaN: true });
  fc.assert(
    fc.property(fc.record({ strokes, size, id: fc.uuid() }), (request) => {
      expect(strokesRequestSchema.parse(request)).toEqual(request);
    }),
  );
});

test('of points that are wrong, only the first is told of', () => {
  const strokes = [[[1, 2]], [...new Array(5).fill([3, 4]), ...new Array(9_000).fill(['a', 'b'])]];
  const { error } = strokesSchema.safeParse(strokes);
  expect(error?.issues.map(({ path, message }) => [path, message])).toEqual([
    [[1, 5, 0], 'Invalid input: expected number, received string'],
  ]);
  for (const wrong of [[1], [1, 2, 3], ['1', 2], [1, null], [1, 1e7], 'ab', null, {}]) {
    expect(strokesSchema.safeParse([[[1, 2], wrong]]).error?.issues).toHaveLength(1);
  }
  for (const wrong of ['ab', null, {}, 7]) expect(strokesSchema.safeParse([[], wrong]).error?.issues).toHaveLength(1);
});

test('of a batch of 50,000 points that are wrong, each drawing has one issue', () => {
  const drawing = { strokes: [new Array(10_000).fill(['a', 'b'])], size: 280 };
  const { error } = predictionBatchRequestSchema.safeParse({ items: new Array(5).fill(drawing) });
  const issues = error?.issues.map((issue) => (issue.code === 'invalid_union' ? issue.errors[0] : issue));
  const one = [
    expect.objectContaining({ path: ['strokes', 0, 0, 0], message: expect.stringMatching(/expected number/) }),
  ];
  expect(issues).toEqual(new Array(5).fill(one));
});

describe('the number of points', () => {
  const spread = (points: number, strokes: number) =>
    Array.from({ length: strokes }, (_, i) => new Array(Math.floor((points + i) / strokes)).fill([1, 2]));

  test.each([
    [MAX_POINTS, 1],
    [MAX_POINTS, 7],
    [0, MAX_POINTS],
  ])('%d in %d strokes fit', (points, strokes) => {
    expect(strokesSchema.safeParse(spread(points, strokes)).success).toBe(true);
  });

  test.each([
    [MAX_POINTS + 1, 1, 'at most 10,000 points; this one has 10,001'],
    [MAX_POINTS + 1, 7, 'at most 10,000 points; this one has 10,001'],
    [0, MAX_POINTS + 1, 'at most 10,000 strokes; this one has 10,001'],
  ])('%d in %d strokes do not', (points, strokes, message) => {
    expect(strokesSchema.safeParse(spread(points, strokes)).error?.issues).toMatchObject([
      { message: expect.stringContaining(message) },
    ]);
  });

  test('is what is wrong also where every point is wrong, with one issue and not a million', () => {
    expect(strokesSchema.safeParse([new Array(1_000_000).fill(0)]).error?.issues).toHaveLength(1);
  });
});

test('any bytes as a data URL of an image fit', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1 }), fc.constantFrom('png', 'jpeg', 'svg+xml'), (bytes, type) => {
      const image = `data:image/${type};base64,${Buffer.from(bytes).toString('base64')}`;
      expect(imageRequestSchema.parse({ image })).toEqual({ image });
    }),
  );
});

test('a query is read from text, with defaults', () => {
  expect(listQuerySchema.parse({})).toEqual({ limit: 24, order: 'newest' });
  expect(listQuerySchema.parse({ limit: '100', digit: '0', label: '9', labelled: 'false', source: 'draw' })).toEqual({
    limit: 100,
    digit: 0,
    label: 9,
    labelled: false,
    source: 'draw',
    order: 'newest',
  });
  expect(exportQuerySchema.parse({})).toEqual({ format: 'json' });
});

test.each([
  { limit: '0' },
  { limit: '101' },
  { limit: '' },
  { limit: ' 5' },
  { limit: '1e1' },
  { limit: '99999999999' },
  { digit: '10' },
  { labelled: '1' },
  { order: 'NEWEST' },
  { page: '2' },
])('the query %j does not fit', (query) => {
  expect(listQuerySchema.safeParse(query).success).toBe(false);
});
