// Whatever is sent, the answer is a problem that a person can use, and nothing is logged.
import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { InjectOptions } from 'fastify';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZERO } from './testing/drawings.js';
import { createTestApp, type TestApp } from './testing/test-app.js';

const PREDICTIONS = '/api/v1/predictions';
const UUID = '7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11';
const JSON_TYPE = { 'content-type': 'application/json' };

let harness: TestApp;
let id: string;
beforeAll(async () => {
  harness = await createTestApp();
  id = (await harness.app.inject({ method: 'POST', url: PREDICTIONS, payload: { strokes: ZERO, size: 280 } })).json()
    .id;
});
afterAll(() => harness.close());

/** Sends, expects a well-formed problem with `status`, and that nothing was logged; returns the problem. */
async function expectProblem(request: InjectOptions, status: number) {
  const response = await harness.app.inject(request);
  expect(response.headers['content-type']).toBe('application/problem+json');
  const problem = response.json();
  expect(problem).toMatchObject({ type: 'about:blank', status, title: expect.any(String), detail: expect.any(String) });
  expect(response.statusCode).toBe(status);
  expect(problem.detail).toMatch(/^[A-Z"].*\.$/s);
  expect(problem.detail.length).toBeLessThan(400);
  expect(response.body).not.toMatch(/\bat .*:\d+:\d+|node_modules/);
  const { items } = await harness.store.listPredictions({ limit: 10, order: 'newest' }, null);
  expect(items).toHaveLength(1);
  return problem;
}

const post = (payload: unknown): InjectOptions => ({
  method: 'POST',
  url: PREDICTIONS,
  payload: JSON.stringify(payload),
  headers: JSON_TYPE,
});
const postText = (payload: string, type = 'application/json'): InjectOptions => ({
  method: 'POST',
  url: PREDICTIONS,
  payload,
  headers: { 'content-type': type },
});
const drawing = (fields: object) => post({ strokes: ZERO, size: 280, ...fields });
const points = (count: number) => [Array.from({ length: count }, (_, i) => [i, i])];
const dataUrl = (bytes: Uint8Array, type = 'image/png') =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;

describe('a body that is not JSON', () => {
  test.each([
    ['nothing', '', /no body/],
    ['half of an object', '{"strokes": [', /not valid JSON/],
    ['NaN', '{"strokes": [[[NaN, 1]]], "size": 280}', /not valid JSON/],
    ['Infinity', '{"strokes": [[[Infinity, 1]]], "size": 280}', /not valid JSON/],
    ['a comment', '/* hi */ {}', /not valid JSON/],
    ['half of one with a prototype', '{"__proto__": {"size": 1', /not valid JSON/],
    ['bytes', '\0\x01\x02', /not valid JSON/],
  ])('%s: 400', async (_what, body, detail) => {
    expect((await expectProblem(postText(body), 400)).detail).toMatch(detail);
  });

  test.each([
    '{"__proto__": {"size": 1}, "strokes": []}',
    '{"strokes": [{"__proto__": null}]}',
    '{"constructor": {"prototype": {"size": 1}}}',
  ])('but could reach a prototype, %s: 400', async (body) => {
    expect((await expectProblem(postText(body), 400)).detail).toBe(
      'The keys "__proto__" and "constructor.prototype" are not taken.',
    );
  });

  test.each(['gzip', 'br', 'identity, gzip', 'nonsense'])('encoded as %s: 415', async (encoding) => {
    for (const payload of [gzipSync('{}'), JSON.stringify({ strokes: ZERO, size: 280 })]) {
      const request: InjectOptions = {
        method: 'POST',
        url: PREDICTIONS,
        payload,
        headers: { ...JSON_TYPE, 'content-encoding': encoding },
      };
      expect((await expectProblem(request, 415)).detail).toContain('not compressed');
    }
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'image/png',
    'nonsense',
  ])('as %s: 415', async (type) => {
    expect((await expectProblem(postText('{}', type), 415)).detail).toContain('application/json');
  });
});

describe('a body that is too large: 413', () => {
  const sentence = (limit: string) =>
    `The request is larger than ${limit} MB: send a smaller image or a simpler drawing.`;
  const long = (type: string, length: number) => `data:${type};base64,${'A'.repeat(length)}`;

  test('an image over 12 MB', async () => {
    const request = post({ image: long('image/png', 12_000_000) });
    expect((await expectProblem(request, 413)).detail).toBe(sentence('12'));
  });

  test.each<[string, InjectOptions]>([
    ['a drawing', drawing({ strokes: [new Array(600_000).fill(0)] })],
    ['a drawing beside an image', drawing({ strokes: [new Array(600_000).fill(0)], image: long('image/png', 9) })],
    ['much beside a large image', post({ image: long('image/png', 2_000_000), more: [long('text/plain', 1_000_000)] })],
    ['half of an image', postText(`{"image": "${long('image/png', 1_000_000)}`)],
    ['no JSON', postText('7'.repeat(1_000_001))],
  ])('%s over 1 MB', async (_what, request) => {
    expect((await expectProblem(request, 413)).detail).toBe(sentence('1'));
  });

  test('a label over 1 MB', async () => {
    const request: InjectOptions = { ...post({ label: 7, image: long('image/png', 1_000_000) }), method: 'PUT' };
    const url = `${PREDICTIONS}/${id}/label`;
    expect((await expectProblem({ ...request, url }, 413)).detail).toBe(sentence('1'));
  });
});

describe('a prediction that does not fit: 422', () => {
  test.each<[string, InjectOptions, RegExp]>([
    ['nothing of it', post({}), /^Send "strokes" and "size", or "image"\.$/],
    ['only an id', post({ id: UUID }), /^Send "strokes" and "size", or "image"\.$/],
    ['both', drawing({ image: dataUrl(new Uint8Array(3)) }), /^Send either "strokes" or "image", not both\.$/],
    ['null', post(null), /^Send a JSON object/],
    ['a list', post([{ strokes: ZERO, size: 280 }]), /^Send a JSON object/],
    ['text', post('draw'), /^Send a JSON object/],
    ['a number', post(7), /^Send a JSON object/],
    ['no canvas size', post({ strokes: ZERO }), /size/],
    ['a size of zero', drawing({ size: 0 }), /size: /],
    ['a negative size', drawing({ size: -1 }), /size: /],
    ['a size as text', drawing({ size: '280' }), /size: .*expected number, received string/],
    ['a size beyond all numbers', postText('{"strokes": [[[1, 2]]], "size": 1e999}'), /size: /],
    ['strokes as text', drawing({ strokes: 'zero' }), /strokes: .*expected array, received string/],
    ['strokes as an object', drawing({ strokes: { length: 3 } }), /strokes: .*expected array/],
    ['no strokes', drawing({ strokes: null }), /strokes: .*expected array, received null/],
    ['a point of one number', drawing({ strokes: [[[1]]] }), /strokes\[0\]\[0\]/],
    ['a point of three', drawing({ strokes: [[[1, 2, 3]]] }), /strokes\[0\]\[0\]/],
    [
      'a coordinate as text',
      drawing({ strokes: [[[1, '2']]] }),
      /strokes\[0\]\[0\]\[1\]: .*expected number, received string/,
    ],
    ['a coordinate of null', drawing({ strokes: [[[null, 2]]] }), /strokes\[0\]\[0\]\[0\]/],
    ['a coordinate far out', drawing({ strokes: [[[1e7, 2]]] }), /strokes\[0\]\[0\]\[0\]/],
    ['points without strokes', drawing({ strokes: [[1, 2]] }), /strokes\[0\]\[0\]: [^(]*expected tuple/],
    ['an unknown key', drawing({ brush: 12 }), /Unrecognized key: "brush"/],
    ['an id that is no UUID', drawing({ id: 'seven' }), /id: /],
    ['an id of null', drawing({ id: null }), /id: /],
    ['10,001 points', drawing({ strokes: points(10_001) }), /at most 10,000 points; this one has 10,001/],
    ['10,001 strokes', drawing({ strokes: new Array(10_001).fill([]) }), /at most 10,000 strokes; this one has 10,001/],
    ['half a million wrong points', drawing({ strokes: [new Array(490_000).fill(0)] }), /at most 10,000 points/],
    ['an image that is no text', post({ image: 7 }), /image: .*expected string, received number/],
    ['an image without data URL', post({ image: 'https://example.com/7.png' }), /image: .*data URL/],
    ['an image that is text', post({ image: 'data:text/plain;base64,AAAA' }), /image: .*data URL/],
    ['an image with a size', post({ image: dataUrl(new Uint8Array(3)), size: 280 }), /Unrecognized key: "size"/],
  ])('%s', async (_what, request, detail) => {
    const problem = await expectProblem(request, 422);
    expect(problem.detail).toMatch(detail);
    expect(problem.errors.length).toBeGreaterThan(0);
    expect(problem.errors.length).toBeLessThanOrEqual(10);
    for (const error of problem.errors) {
      expect(error).toEqual({ path: expect.any(String), message: expect.stringMatching(/./) });
    }
  });

  test('a great many unknown keys are not all sent back', async () => {
    const keys = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`key-number-${i}`, 1]));
    await expectProblem(drawing(keys), 422);
  });

  test.each<[string, object]>([
    ['no strokes', { strokes: [] }],
    ['an empty stroke', { strokes: [[]] }],
    ['many empty strokes', { strokes: [[], [], []] }],
  ])('a blank canvas, %s: draw a digit first', async (_what, fields) => {
    expect((await expectProblem(drawing(fields), 422)).detail).toBe('Draw a digit first.');
  });
});

describe('an image that cannot be used: 422', () => {
  const solid = (background: string) =>
    sharp({ create: { width: 40, height: 40, channels: 3, background } })
      .png()
      .toBuffer();

  test.each(['#ffffff', '#000000', '#777777'])('a blank one, all %s', async (background) => {
    const problem = await expectProblem(post({ image: dataUrl(await solid(background)) }), 422);
    expect(problem.detail).toMatch(/blank/);
  });

  test.each<[string, () => Promise<Uint8Array>]>([
    ['text', async () => Buffer.from('this is no picture')],
    [
      'a picture as a program',
      async () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    ],
    ['half of one', async () => (await solid('#123456')).subarray(0, 60)],
    [
      'one of 56 million pixels',
      () =>
        sharp({ create: { width: 8_000, height: 7_000, channels: 3, background: '#ffffff' } })
          .png({ palette: true, colours: 2 })
          .toBuffer(),
    ],
  ])('%s', async (_what, bytes) => {
    const problem = await expectProblem(post({ image: dataUrl(await bytes()) }), 422);
    expect(problem.detail).toMatch(/image/i);
  });
});

describe('a label that does not fit: 422', () => {
  test.each([
    [{ label: 10 }, /label: /],
    [{ label: -1 }, /label: /],
    [{ label: 1.5 }, /label: /],
    [{ label: '7' }, /label: .*expected number, received string/],
    [{}, /label: /],
    [{ label: 7, certain: true }, /Unrecognized key: "certain"/],
    [[7], /expected object, received array/],
    [null, /expected object, received null/],
  ])('%j', async (payload, detail) => {
    const request: InjectOptions = {
      method: 'PUT',
      url: `${PREDICTIONS}/${id}/label`,
      payload: JSON.stringify(payload),
      headers: JSON_TYPE,
    };
    expect((await expectProblem(request, 422)).detail).toMatch(detail);
    expect((await harness.store.findPrediction(id, null))?.label).toBeNull();
  });
});

describe('a query that does not fit: 422', () => {
  test.each([
    '?limit=0',
    '?limit=101',
    '?limit=ten',
    '?limit=',
    '?limit=1e1',
    '?limit=5&limit=6',
    '?order=random',
    '?digit=10',
    '?digit=-1',
    '?digit=',
    '?label=x',
    '?labelled=yes',
    '?source=guess',
    '?verdict=maybe',
    '?rejected=1',
    '?minConfidence=1.1',
    '?minConfidence=-0.1',
    '?maxConfidence=half',
    '?maxConfidence=',
    '?maxConfidence=1e1',
    '?maxConfidence=0x1',
    '?maxConfidence=.5',
    '?from=yesterday',
    '?from=2026-11-25',
    '?from=2026-11-25T10:00:00',
    '?from=2026-02-30T10:00:00Z',
    '?to=2026-11-25T10:00:00+01:00',
    `?order=leastSure&cursor=${Buffer.from('newest:7').toString('base64url')}`,
    `?order=leastSure&cursor=${Buffer.from('leastSure:2:7').toString('base64url')}`,
    '/export?order=leastSure',
    '?colour=red',
    '?cursor=',
    '?cursor=nonsense',
    '?cursor=bmV3ZXN0OjA',
    `?cursor=${'A'.repeat(300)}`,
    '/export?format=xml',
    '/export?limit=5',
  ])('%s', async (query) => {
    const problem = await expectProblem({ method: 'GET', url: PREDICTIONS + query }, 422);
    expect(problem.errors.length).toBeGreaterThan(0);
  });
});

describe('an address or method that is not there', () => {
  test.each([
    '/api',
    '/api/v1',
    '/api/v1/nothing',
    '/api/v2/predictions',
    `${PREDICTIONS}/${UUID}/nothing`,
    '/api/v1/model/weights',
    `/api/v1/model/weights/${'0'.repeat(64)}`,
    '/health',
    '/nothing',
  ])('%s: 404', (url) => expectProblem({ method: 'GET', url }, 404));

  test.each<[InjectOptions['method'], string, string]>([
    ['PATCH', PREDICTIONS, 'GET, HEAD, POST, DELETE, OPTIONS'],
    ['PUT', PREDICTIONS, 'GET, HEAD, POST, DELETE, OPTIONS'],
    ['POST', `${PREDICTIONS}/${UUID}`, 'GET, HEAD, DELETE, OPTIONS'],
    ['GET', `${PREDICTIONS}/${UUID}/label`, 'PUT, OPTIONS'],
    ['POST', `${PREDICTIONS}/export`, 'GET, HEAD, OPTIONS'],
    ['DELETE', '/health/live', 'GET, HEAD, OPTIONS'],
    ['PUT', '/health/ready', 'GET, HEAD, OPTIONS'],
    ['POST', '/metrics', 'GET, HEAD, OPTIONS'],
    ['POST', '/api/openapi.json', 'GET, HEAD, OPTIONS'],
    ['POST', '/', 'GET, HEAD, OPTIONS'],
  ])('%s %s: 405', async (method = 'GET', url, allowed) => {
    const request: InjectOptions = { method, url, payload: 'anything', headers: { 'content-type': 'text/plain' } };
    const withoutBody: InjectOptions = { method, url };
    const response = await harness.app.inject(method === 'GET' ? withoutBody : request);
    expect(String(response.headers.allow).split(', ').sort()).toEqual(allowed.split(', ').sort());
    await expectProblem(method === 'GET' ? withoutBody : request, 405);
  });

  test.each([
    [PREDICTIONS, 'GET, HEAD, POST, DELETE, OPTIONS'],
    [`${PREDICTIONS}/${UUID}/label`, 'PUT, OPTIONS'],
    ['/health/live', 'GET, HEAD, OPTIONS'],
    ['/', 'GET, HEAD, OPTIONS'],
  ])('OPTIONS %s says what is', async (url, allowed) => {
    const response = await harness.app.inject({ method: 'OPTIONS', url });
    expect([response.statusCode, response.body]).toEqual([204, '']);
    expect(String(response.headers.allow).split(', ').sort()).toEqual(allowed.split(', ').sort());
  });

  test('another method where nothing is: 404', async () => {
    await expectProblem({ method: 'POST', url: '/nothing', payload: {} }, 404);
    await expectProblem({ method: 'OPTIONS', url: '/nothing' }, 404);
  });

  test('a malformed address: 400', () => expectProblem({ method: 'GET', url: '/%zz' }, 400));
});

describe('on a bare connection', () => {
  let port: number;
  beforeAll(async () => {
    await harness.app.listen({ port: 0, host: '127.0.0.1' });
    const address = harness.app.server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });

  test.each([
    ['bytes that are no HTTP', 'hello\r\n\r\n', 400],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'x'.repeat(40_000)}\r\n\r\n`, 431],
  ])('%s', async (_what, bytes, status) => {
    const socket = connect(port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    socket.write(bytes);
    await once(socket, 'close');
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({ status });
  });
});

test('no body at all gives an error of the server’s', async () => {
  const coordinate = fc.oneof(fc.double(), fc.integer(), fc.constantFrom(0, -0, 1e6, -1e6, 1e-320, 5e5));
  const point = fc.tuple(coordinate, coordinate);
  const nearly = fc.record(
    {
      strokes: fc.oneof(fc.array(fc.array(point)), fc.array(fc.array(fc.array(coordinate))), fc.jsonValue()),
      size: fc.oneof(coordinate, fc.jsonValue()),
      image: fc.oneof(
        fc.uint8Array().map((bytes) => dataUrl(bytes)),
        fc.string(),
      ),
      id: fc.oneof(fc.uuid(), fc.string()),
    },
    { requiredKeys: [] },
  );
  const body = fc.oneof(nearly, fc.jsonValue()).map((value) => JSON.stringify(value));
  await fc.assert(
    fc.asyncProperty(fc.oneof(body, fc.string()), async (payload) => {
      const response = await harness.app.inject(postText(payload));
      expect([201, 400, 415, 422]).toContain(response.statusCode);
    }),
    { numRuns: 500 },
  );
});
