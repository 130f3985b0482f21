// The predictions API as clients use it, over a real database and the released model.
import type { PictureDigit, PredictionPage } from '@digits/contract';
import { paintStrokes, strokesToImage } from '@digits/ink';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ONE, SCRIBBLE, SEVEN, ZERO } from '../testing/drawings.js';
import { paintPng } from '../testing/pictures.js';
import { createTestApp, type TestApp } from '../testing/test-app.js';

const UUID = '7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11';
const NO_SUCH_UUID = '00000000-0000-4000-8000-000000000000';
const URL = '/api/v1/predictions';

let harness: TestApp;
beforeAll(async () => {
  harness = await createTestApp();
});
afterAll(() => harness.close());
beforeEach(() => harness.clear());

const post = (payload: object) => harness.app.inject({ method: 'POST', url: URL, payload });
const get = (path: string) => harness.app.inject({ method: 'GET', url: URL + path });
const putLabel = (id: string, payload: object) =>
  harness.app.inject({ method: 'PUT', url: `${URL}/${id}/label`, payload });
const logged = async () => (await harness.store.listPredictions({ limit: 1_000, order: 'oldest' }, null)).items;

describe('POST', () => {
  test.each([
    [0, ZERO],
    [1, ONE],
    [7, SEVEN],
  ])('recognises a drawn %d, and logs the ink and what the model saw', async (digit, strokes) => {
    const response = await post({ strokes, size: 280 });
    expect(response.statusCode).toBe(201);
    const prediction = response.json();
    const { name, version } = harness.recognizer.manifest;
    expect(prediction).toMatchObject({ digit, rejected: false, model: { name, version } });
    expect(prediction.confidence).toBe(Math.max(...prediction.probabilities));
    expect(prediction.probabilities).toHaveLength(10);
    expect(Object.keys(prediction).sort()).toEqual(
      ['confidence', 'createdAt', 'digit', 'id', 'model', 'probabilities', 'rejected'].sort(),
    );
    expect(response.headers.location).toBe(`${URL}/${prediction.id}`);

    const [record] = await logged();
    expect(record).toMatchObject({ ...prediction, source: 'draw', ink: { strokes, size: 280 }, label: null });
    expect(Buffer.from(record?.pixels ?? '', 'base64')).toEqual(Buffer.from(strokesToImage(strokes) ?? []));
    expect(record?.latencyMs).toBeGreaterThan(0);
  });

  test.each([
    [0, ZERO],
    [7, SEVEN],
  ])('recognises an uploaded %d', async (digit, strokes) => {
    const response = await post({ image: await paintPng(strokes) });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ digit, rejected: false });
    expect(response.json()).not.toHaveProperty('digits');
    expect(await logged()).toMatchObject([{ digit, source: 'upload', ink: null }]);
  });

  test('recognises each digit of an uploaded row, and logs one upload that is not a digit', async () => {
    const image = await paintPng(SEVEN, ZERO, ONE);
    const response = await post({ image, id: UUID });
    expect(response.statusCode).toBe(201);
    const { digits, ...prediction } = response.json();
    expect(prediction).toMatchObject({ digit: null, confidence: 0, rejected: true });
    expect(digits.map((one: PictureDigit) => one.digit)).toEqual([7, 0, 1]);
    for (const [i, { confidence, probabilities, box }] of digits.entries()) {
      expect(confidence).toBe(Math.max(...probabilities));
      expect(Math.floor((box.left + box.width / 2) / 280)).toBe(i);
      expect(Object.keys(box).sort()).toEqual(['height', 'left', 'top', 'width']);
    }
    const records = await logged();
    expect(records).toMatchObject([{ ...prediction, digits, source: 'upload' }]);
    // What is logged is what the model answered, to the pixels that are logged.
    const [answer] = await harness.recognizer.recognize([Buffer.from(records[0]?.pixels ?? '', 'base64')]);
    expect(prediction.probabilities).toEqual(answer?.probabilities);

    expect((await post({ image, id: UUID })).json()).toEqual({ ...prediction, digits });
    const other = await post({ image: await paintPng(ONE, SEVEN), id: UUID });
    expect(other.json()).toEqual({ ...prediction, digits });
    expect(await logged()).toHaveLength(1);
  });

  test('does not give another model’s first answer, without digits, those that this one reads', async () => {
    const image = await paintPng(SEVEN, ZERO);
    const { digits, ...first } = (await post({ image, id: UUID })).json();
    expect(digits).toHaveLength(2);
    const [{ pixels = '' } = {}] = await logged();
    await harness.clear();
    const model = { ...first.model, version: 'earlier' };
    const earlier = { ...first, model, source: 'upload', ink: null, pixels: Buffer.from(pixels, 'base64') } as const;
    await harness.store.insertPrediction({ ...earlier, visitor: null, latencyMs: 1 });
    const again = await post({ image, id: UUID });
    expect(again.json()).toMatchObject({ id: UUID, model });
    expect(again.json()).not.toHaveProperty('digits');
  });

  test('recognises a photograph of some megabytes, as telephones make them', async () => {
    const [width, height] = [2000, 1500];
    const { data, ...side } = paintStrokes(SEVEN, 280, 16, 1000);
    const digit = await sharp(data, { raw: { ...side, channels: 1 } })
      .png()
      .toBuffer();
    const noise = { type: 'gaussian', mean: 200, sigma: 20 } as const;
    const jpeg = await sharp({ create: { width, height, channels: 3, background: '#fff', noise } })
      .composite([{ input: digit, left: 500, top: 250, blend: 'multiply' }])
      .jpeg({ quality: 97, chromaSubsampling: '4:4:4' })
      .toBuffer();
    expect(jpeg.length).toBeGreaterThan(3.5e6);
    const response = await post({ image: `data:image/jpeg;base64,${jpeg.toString('base64')}` });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ digit: 7, rejected: false });
  });

  test('takes an image of MNIST as it is', async () => {
    const pixels = strokesToImage(SEVEN) ?? new Uint8Array();
    const png = await sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
      .toColourspace('b-w')
      .png()
      .toBuffer();
    await post({ image: `data:image/png;base64,${png.toString('base64')}` });
    const [record] = await logged();
    expect(Buffer.from(record?.pixels ?? '', 'base64')).toEqual(Buffer.from(pixels));
  });

  test('the same id again is the stored prediction, logged once', async () => {
    const first = await post({ strokes: ZERO, size: 280, id: UUID });
    const second = await post({ strokes: SEVEN, size: 280, id: UUID });
    expect([first.statusCode, second.statusCode]).toEqual([201, 201]);
    expect(first.json().id).toBe(UUID);
    expect(second.json()).toEqual(first.json());
    expect(await logged()).toHaveLength(1);
  });

  test('the same id many times at once is logged once', async () => {
    const responses = await Promise.all(
      Array.from({ length: 12 }, (_, i) => post({ strokes: i % 2 ? ZERO : SEVEN, size: 280, id: UUID })),
    );
    expect(new Set(responses.map(({ body }) => body)).size).toBe(1);
    expect(responses.every(({ statusCode }) => statusCode === 201)).toBe(true);
    expect(await logged()).toHaveLength(1);
  });

  test('a drawing of the most points is taken', async () => {
    const strokes = [Array.from({ length: 10_000 }, (_, i) => [i % 280, (i * 7) % 280])];
    expect((await post({ strokes, size: 280 })).statusCode).toBe(201);
  });

  test('predictions are counted in the metrics, once each, rows of digits apart from scribbles', async () => {
    const counts = async () => {
      const { body } = await harness.app.inject('/metrics');
      const count = (labels: string) =>
        Number(new RegExp(`^predictions_total\\{${labels},model="[^"]+"\\} (\\d+)$`, 'm').exec(body)?.[1] ?? 0);
      return [
        count('digit="0",source="draw"'),
        count('digit="several",source="upload"'),
        count('digit="none",source="upload"'),
      ];
    };
    const [zeros = 0, rows = 0, others = 0] = await counts();
    await post({ strokes: ZERO, size: 280, id: UUID });
    await post({ strokes: ZERO, size: 280, id: UUID });
    await post({ image: await paintPng(SEVEN, ONE) });
    expect(await counts()).toEqual([zeros + 1, rows + 1, others]);
    await post({ image: await paintPng(SCRIBBLE) });
    await post({ image: await paintPng(SCRIBBLE, SCRIBBLE) });
    expect(await counts()).toEqual([zeros + 1, rows + 1, others + 2]);
  });
});

describe('one prediction', () => {
  test('is deleted also by clients that name the type of a body they do not send', async () => {
    for (const headers of [
      { 'content-type': 'application/json' },
      { 'content-type': 'application/json; charset=utf-8' },
    ]) {
      const { id } = (
        await harness.app.inject({ method: 'POST', url: URL, payload: { strokes: ZERO, size: 280 } })
      ).json();
      expect((await harness.app.inject({ method: 'DELETE', url: `${URL}/${id}`, headers })).statusCode).toBe(204);
      expect((await harness.app.inject(`${URL}/${id}`)).statusCode).toBe(404);
    }
  });

  test('has an ETag of its state, which its label is part of', async () => {
    const { id } = (await post({ strokes: ZERO, size: 280 })).json();
    const etag = String((await get(`/${id}`)).headers.etag);
    const ask = () => harness.app.inject({ url: `${URL}/${id}`, headers: { 'if-none-match': etag } });
    expect([(await ask()).statusCode, (await ask()).body]).toEqual([304, '']);
    await putLabel(id, { label: 6 });
    expect((await ask()).json()).toMatchObject({ label: 6 });
    await harness.app.inject({ method: 'DELETE', url: `${URL}/${id}` });
    expect((await ask()).statusCode).toBe(404);
  });

  test('is found, labelled, labelled otherwise, unlabelled and deleted', async () => {
    const { id } = (await post({ strokes: ZERO, size: 280 })).json();
    expect((await get(`/${id}`)).json()).toMatchObject({ id, label: null, labelledAt: null });
    const labelled = await putLabel(id, { label: 6 });
    expect(labelled.statusCode).toBe(200);
    expect(labelled.json()).toMatchObject({ id, digit: 0, label: 6 });
    expect(labelled.json().labelledAt).not.toBeNull();
    expect((await putLabel(id, { label: 0 })).json()).toMatchObject({ label: 0 });
    expect((await putLabel(id, { label: null })).json()).toMatchObject({ label: null, labelledAt: null });
    const deleted = await harness.app.inject({ method: 'DELETE', url: `${URL}/${id}` });
    expect([deleted.statusCode, deleted.body]).toEqual([204, '']);
    expect((await get(`/${id}`)).statusCode).toBe(404);
  });

  test.each([NO_SUCH_UUID, 'seven', '7', "' OR 1=1", '%00', `${UUID}x`])('%j is not there', async (id) => {
    const path = `/${encodeURIComponent(id)}`;
    const answers = await Promise.all([
      get(path),
      putLabel(encodeURIComponent(id), { label: 1 }),
      harness.app.inject({ method: 'DELETE', url: URL + path }),
    ]);
    for (const answer of answers) {
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.json()).toMatchObject({ status: 404, title: 'Not Found', detail: expect.stringMatching(/\.$/) });
    }
  });
});

describe('the list', () => {
  beforeEach(async () => {
    for (const strokes of [ZERO, ONE, SEVEN, ZERO, ONE]) await post({ strokes, size: 280 });
    const [first] = await logged();
    await putLabel(first?.id ?? '', { label: 6 });
  });

  const digits = async (query: string) => {
    const response = await get(query);
    expect(response.statusCode).toBe(200);
    const { items }: PredictionPage = response.json();
    return items.map(({ digit }) => digit);
  };

  test('has the newest first, or the oldest', async () => {
    expect(await digits('')).toEqual([1, 0, 7, 1, 0]);
    expect(await digits('?order=oldest')).toEqual([0, 1, 7, 0, 1]);
  });

  test('can be filtered', async () => {
    expect(await digits('?digit=0')).toEqual([0, 0]);
    expect(await digits('?labelled=true')).toEqual([0]);
    expect(await digits('?labelled=false')).toEqual([1, 0, 7, 1]);
    expect(await digits('?label=6')).toEqual([0]);
    expect(await digits('?source=upload')).toEqual([]);
    expect(await digits('?digit=0&labelled=false&source=draw')).toEqual([0]);
    expect(await digits('?verdict=wrong&rejected=false')).toEqual([0]);
    expect(await digits('?verdict=right')).toEqual([]);
    expect(await digits('?rejected=true')).toEqual([]);
    expect(await digits('?minConfidence=0&maxConfidence=1.0')).toHaveLength(5);
    expect(await digits('?from=2026-01-01T00:00:00%2B01:00')).toHaveLength(5);
    expect(await digits('?to=2026-01-01T00:00:00Z')).toEqual([]);
  });

  test('can have the least or the most sure first', async () => {
    const confidencesOf = async (order: string) => {
      const { items }: PredictionPage = (await get(`?order=${order}`)).json();
      return items.map(({ confidence }) => confidence);
    };
    const least = await confidencesOf('leastSure');
    expect(least).toEqual(least.toSorted((a, b) => a - b));
    expect(await confidencesOf('mostSure')).toEqual(least.toReversed());
  });

  test('can be walked page by page while predictions arrive', async () => {
    const seen: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const response = await get(`?limit=2${cursor && `&cursor=${cursor}`}`);
      const { items, nextCursor }: PredictionPage = response.json();
      seen.push(...items.map(({ digit }) => digit ?? -1));
      cursor = nextCursor;
      await post({ strokes: SEVEN, size: 280 });
    }
    expect(seen).toEqual([1, 0, 7, 1, 0]);
  });

  test('is kept by the client alone, and sent again only when it is another', async () => {
    const first = await get('');
    const etag = String(first.headers.etag);
    expect([first.headers['cache-control'], etag]).toEqual([
      'private, no-cache',
      expect.stringMatching(/^W\/"[\w-]{27}"$/),
    ]);
    const ask = (tag: string) => harness.app.inject({ url: URL, headers: { 'if-none-match': tag } });
    for (const tag of [etag, `"other", ${etag}`, etag.slice(2), '*']) {
      const again = await ask(tag);
      expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);
    }
    for (const tag of ['', 'W/""', etag.slice(0, -1), etag.toLowerCase()])
      expect((await ask(tag)).statusCode).toBe(200);
    await post({ strokes: ZERO, size: 280 });
    expect((await ask(etag)).statusCode).toBe(200);
  });
});
