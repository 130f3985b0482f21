// The model for browsers: that a browser's forward pass, from these answers alone, says what the server says.
import { createHash } from 'node:crypto';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { type Model, modelSchema } from '@digits/contract';
import { strokesToImage } from '@digits/ink';
import { createForward, type Layer, recognitionFromLogits } from '@digits/recognizer';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ONE, SCRIBBLE, SEVEN, ZERO } from '../testing/drawings.js';
import { createTestApp, type TestApp } from '../testing/test-app.js';

const URL = '/api/v1/model';

let harness: TestApp;
let model: Model;
beforeAll(async () => {
  harness = await createTestApp();
  model = modelSchema.parse((await harness.app.inject(URL)).json());
});
afterAll(() => harness.close());

const weightsUrl = () => model.weights?.url ?? '';

test('the model and its weights, run as a browser does, answer as the server', async () => {
  const { rawPayload } = await harness.app.inject(weightsUrl());
  expect(rawPayload.length).toBe(model.weights?.bytes);
  expect(createHash('sha256').update(rawPayload).digest('hex')).toBe(model.weights?.sha256);
  const { forward } = await createForward(
    { network: model.network as unknown as Layer[], input: model.input },
    rawPayload,
  );
  const calibrated = { calibration: model.calibration, ...(model.rejection && { rejection: model.rejection }) };
  for (const strokes of [ZERO, ONE, SEVEN, SCRIBBLE]) {
    const image = strokesToImage(strokes) ?? new Uint8Array();
    const [expected] = await harness.recognizer.recognize([image]);
    const actual = recognitionFromLogits(forward(image), calibrated);
    expect(actual.digit).toBe(expected?.digit);
    expect(actual.confidence).toBeCloseTo(expected?.confidence ?? Number.NaN, 3);
  }
  const { name, version, parameters } = harness.recognizer.manifest;
  expect(model).toMatchObject({ name, version, parameters });
});

test('the model is asked for anew each time, and sent only where it is another', async () => {
  const first = await harness.app.inject(URL);
  expect(first.headers['cache-control']).toBe('no-cache');
  const etag = String(first.headers.etag);
  for (const known of [etag, `"other", ${etag}`, '*']) {
    const again = await harness.app.inject({ url: URL, headers: { 'if-none-match': known } });
    expect([again.statusCode, again.body, again.headers.etag]).toEqual([304, '', etag]);
  }
  expect((await harness.app.inject({ url: URL, headers: { 'if-none-match': '"other"' } })).statusCode).toBe(200);
});

test('the weights are kept by caches, and come as short as the client can read', async () => {
  const plain = await harness.app.inject(weightsUrl());
  expect(plain.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-type': 'application/octet-stream',
    vary: expect.stringContaining('accept-encoding'),
  });
  expect(plain.headers['content-encoding']).toBeUndefined();
  expect(plain.headers['set-cookie']).toBeUndefined();
  const encoded = (encoding: string) =>
    harness.app.inject({ url: weightsUrl(), headers: { 'accept-encoding': encoding } });
  const gzip = await encoded('gzip');
  expect(gzip.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(gzip.rawPayload).equals(plain.rawPayload)).toBe(true);
  const best = await encoded('gzip, deflate, br');
  expect(best.rawPayload.length).toBeLessThanOrEqual(gzip.rawPayload.length);
  const decode = best.headers['content-encoding'] === 'br' ? brotliDecompressSync : gunzipSync;
  expect(decode(best.rawPayload).equals(plain.rawPayload)).toBe(true);
  expect((await encoded('br;q=0, gzip;q=0')).headers['content-encoding']).toBeUndefined();
});

test('other weights are not there', async () => {
  for (const sha256 of ['0'.repeat(64), 'latest', `${model.weights?.sha256}0`]) {
    const response = await harness.app.inject(`${URL}/weights/${sha256}`);
    expect(response.statusCode).toBe(404);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.json().detail).toContain('GET /api/v1/model');
  }
});

test('a model without weights for browsers says so', async () => {
  const { store, recognizer } = harness;
  const { weights, rejection, ...manifest } = recognizer.manifest;
  const old = await createTestApp({ store, recognizer: { ...recognizer, manifest }, weights: null });
  expect((await old.app.inject(URL)).json()).toMatchObject({ weights: null, rejection: null });
  expect((await old.app.inject(weightsUrl())).statusCode).toBe(404);
  await old.close();
});
