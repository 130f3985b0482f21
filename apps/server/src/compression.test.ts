// Answers of the API come as short as the client can read.
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ZERO } from './testing/drawings.js';
import { createTestApp, type TestApp } from './testing/test-app.js';

const URL = '/api/v1/predictions';

let harness: TestApp;
beforeAll(async () => {
  harness = await createTestApp();
  await harness.app.inject({ method: 'POST', url: URL, payload: { strokes: ZERO, size: 280 } });
});
afterAll(() => harness.close());

test.each([URL, `${URL}/export`, `${URL}/export?format=csv`, '/api/openapi.json'])('%s', async (url) => {
  const plain = await harness.app.inject(url);
  expect(plain.headers['content-encoding']).toBeUndefined();
  for (const [encoding, decode] of [
    ['br', brotliDecompressSync],
    ['gzip', gunzipSync],
  ] as const) {
    const response = await harness.app.inject({ url, headers: { 'accept-encoding': encoding } });
    expect(response.headers).toMatchObject({
      'content-encoding': encoding,
      vary: expect.stringContaining('accept-encoding'),
      'content-type': plain.headers['content-type'],
    });
    expect(response.rawPayload.length).toBeLessThan(plain.rawPayload.length);
    expect(decode(response.rawPayload).toString()).toBe(plain.body);
  }
});
