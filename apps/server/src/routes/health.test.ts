// Health, metrics and limits, and what is said while the database or the model is not well.
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRecognizer } from '@digits/recognizer/node';
import { openStore } from '@digits/store';
import { findPostgres, startPostgres, type TestPostgres } from '@digits/store/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ZERO } from '../testing/drawings.js';
import { BROWSER, createTestApp, modelDir, type TestApp } from '../testing/test-app.js';

const POST = { method: 'POST', url: '/api/v1/predictions' } as const;
const UUID = '7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11';

let harness: TestApp;
beforeAll(async () => {
  harness = await createTestApp();
});
afterAll(() => harness.close());

test('a server that can work is live and ready', async () => {
  expect((await harness.app.inject('/health/live')).json()).toEqual({ status: 'ok' });
  const ready = await harness.app.inject('/health/ready');
  expect([ready.statusCode, ready.json()]).toEqual([
    200,
    { status: 'ok', database: 'ok', model: 'ok', modelSource: 'local' },
  ]);
});

test('a server whose model is wrong about a known drawing is live but not ready', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'digits-model-'));
  cpSync(modelDir(), folder, { recursive: true });
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  // Ink this faint is none: the network sees blank paper whatever is drawn.
  manifest.input.scale = 1e-12;
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  const recognizer = await loadRecognizer(folder);
  const { app, close } = await createTestApp({ store: harness.store, recognizer });
  expect((await app.inject('/health/live')).statusCode).toBe(200);
  const ready = await app.inject('/health/ready');
  expect(ready.statusCode).toBe(503);
  expect(ready.json().detail).toBe('Not ready: database ok, model wrong about a known drawing.');
  await close();
  await recognizer.close();
  rmSync(folder, { recursive: true, force: true });
});

test('a server whose model server is wrong is ready by its own copy, and says so', async () => {
  // A model server that says of everything that it is a 1.
  const modelServer = createServer((request, response) => {
    const numbers = [1, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const binary = Buffer.alloc(8 * numbers.length);
    numbers.forEach((number, i) => {
      if (i === 0) binary.writeBigInt64LE(BigInt(number));
      else binary.writeDoubleLE(number, 8 * i);
    });
    const output = (name: string, datatype: string, shape: number[], bytes: number) => ({
      name,
      datatype,
      shape,
      parameters: { binary_data_size: bytes },
    });
    const outputs = [
      output('digit', 'INT64', [1], 8),
      output('confidence', 'FP64', [1], 8),
      output('probabilities', 'FP64', [1, 10], 80),
      output('not_digit', 'FP64', [1], 8),
    ];
    const json = Buffer.from(JSON.stringify({ model_name: 'mnist-cnn', model_version: '2', outputs }));
    request.resume().on('end', () => {
      response.writeHead(200, { 'inference-header-content-length': json.length }).end(Buffer.concat([json, binary]));
    });
  }).listen(0, '127.0.0.1');
  await once(modelServer, 'listening');
  const url = `http://127.0.0.1:${(modelServer.address() as AddressInfo).port}`;
  const { app, close } = await createTestApp({ store: harness.store, remoteModel: { url, timeoutMs: 3_000 } });
  const predict = async () => (await app.inject({ ...POST, payload: { strokes: ZERO, size: 280 } })).json().digit;
  expect(await predict()).toBe(1);
  const ready = await app.inject('/health/ready');
  expect([ready.statusCode, ready.json()]).toEqual([
    200,
    {
      status: 'ok',
      database: 'ok',
      model: 'ok',
      modelSource: 'local',
      modelServer: 'wrong about a known drawing',
    },
  ]);
  expect(await predict()).toBe(0);
  await close();
  modelServer.close();
});

test('metrics tell of the process and of requests by route, not by address', async () => {
  await harness.app.inject(`/api/v1/predictions/${UUID}`);
  await harness.app.inject('/nothing/here');
  const { headers, body } = await harness.app.inject('/metrics');
  expect(headers['content-type']).toContain('text/plain');
  expect(body).toMatch(/^process_cpu_seconds_total /m);
  expect(body).toMatch(
    /^http_request_duration_seconds_count\{method="GET",route="\/api\/v1\/predictions\/:id",status="404"\} 1$/m,
  );
  expect(body).not.toContain(UUID);
  expect(body).not.toContain('/nothing/here');
});

test('an address that asks too much is told when to come back; others are not held up', async () => {
  const { app, close } = await createTestApp({ store: harness.store, recognizer: harness.recognizer, rateLimit: 3 });
  const ask = (remoteAddress: string) => app.inject({ url: '/api/v1/predictions', remoteAddress });
  for (let i = 0; i < 3; i++) expect((await ask('10.0.0.1')).statusCode).toBe(200);
  const refused = await ask('10.0.0.1');
  expect(refused.statusCode).toBe(429);
  expect(refused.headers['content-type']).toBe('application/problem+json');
  expect(refused.json().detail).toMatch(/try again in/);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect((await ask('10.0.0.2')).statusCode).toBe(200);
  expect((await app.inject({ url: '/health/live', remoteAddress: '10.0.0.1' })).statusCode).toBe(200);
  await close();
});

const dataDir = mkdtempSync(join(tmpdir(), 'digits-spools-'));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const binaries = findPostgres();
if (!binaries) console.warn('A database outage is not tested: no PostgreSQL found. Install postgresql or set PG_BIN.');

describe.runIf(binaries || process.env.CI)('over a PostgreSQL server', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    if (!binaries) throw new Error('No PostgreSQL server programs found: install postgresql or set PG_BIN.');
    server = await startPostgres(binaries);
  });
  afterAll(() => server?.stop());

  test('an outage is said; predictions go on, and are logged once when it is over', async () => {
    const store = await openStore({ dataDir, databaseUrl: await server.createDatabase() });
    const { app, close } = await createTestApp({ store, recognizer: harness.recognizer });
    const request = { ...POST, payload: { strokes: ZERO, size: 280, id: UUID } };
    const metric = async (name: string) =>
      Number(new RegExp(`^${name} (.*)$`, 'm').exec((await app.inject('/metrics')).body)?.[1]);
    expect((await app.inject('/health/ready')).statusCode).toBe(200);
    expect(await metric('prediction_log_database_up')).toBe(1);

    await server.halt();
    const first = await app.inject(request);
    expect([first.statusCode, first.json().digit]).toEqual([201, 0]);
    expect((await app.inject(request)).json()).toEqual(first.json());
    expect((await app.inject(`/api/v1/predictions/${UUID}`)).json()).toMatchObject({ id: UUID, mine: true });
    const refused = await app.inject('/api/v1/predictions');
    expect(refused.statusCode).toBe(503);
    expect(refused.headers['retry-after']).toBe('5');
    expect(refused.json()).toMatchObject({ detail: expect.stringMatching(/Try again/), requestId: expect.any(String) });
    expect(refused.body).not.toMatch(/ECONN|127\.0\.0\.1|password|terminat/);
    expect((await app.inject('/health/live')).statusCode).toBe(200);
    expect((await app.inject('/health/ready')).json()).toEqual({
      status: 'degraded',
      database: 'does not answer; predictions are spooled',
      model: 'ok',
      modelSource: 'local',
    });
    expect(await metric('prediction_log_database_up')).toBe(0);
    expect(await metric('prediction_log_spooled')).toBe(1);

    await server.resume();
    await expect.poll(() => metric('prediction_log_database_up'), { timeout: 10_000 }).toBe(1);
    expect((await app.inject(request)).statusCode).toBe(201);
    expect((await app.inject('/api/v1/predictions')).json().items).toHaveLength(1);
    expect((await app.inject('/health/ready')).json().status).toBe('ok');
    expect(await metric('prediction_log_drained_total')).toBe(1);
    await close();
    await store.close();
  });

  test('what the database refuses is masked, and the log has it under the request’s id', async () => {
    const databaseUrl = await server.createDatabase();
    const store = await openStore({ dataDir, databaseUrl });
    const lines: string[] = [];
    const logger = { level: 'error', stream: { write: (line: string) => void lines.push(line) } };
    const { app, close } = await createTestApp({ store, recognizer: harness.recognizer, logger });
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('ALTER TABLE predictions RENAME TO elsewhere');
    const refused = await app.inject('/api/v1/predictions');
    expect(refused.statusCode).toBe(500);
    expect(refused.body).not.toMatch(/relation|predictions"/);
    const { requestId, detail } = refused.json();
    expect(detail).toContain(requestId);
    expect(lines.some((line) => line.includes(requestId) && line.includes('does not exist'))).toBe(true);
    // A prediction does not need it now, and waits in the spool.
    expect((await app.inject({ ...POST, payload: { strokes: ZERO, size: 280 } })).statusCode).toBe(201);
    expect((await app.inject('/health/ready')).json()).toMatchObject({
      status: 'degraded',
      database: 'takes no predictions; predictions are spooled',
    });
    await client.query('ALTER TABLE elsewhere RENAME TO predictions');
    await expect.poll(async () => (await app.inject('/health/ready')).json().status, { timeout: 10_000 }).toBe('ok');
    expect((await app.inject('/api/v1/predictions')).json().items).toHaveLength(1);
    await client.end();
    await close();
    await store.close();
  });

  test('the visitor’s cookie is logged, and nothing else in its place', async () => {
    const databaseUrl = await server.createDatabase();
    const store = await openStore({ dataDir, databaseUrl });
    const { app, close } = await createTestApp({ store, recognizer: harness.recognizer });
    const payload = { strokes: ZERO, size: 280 };
    const { cookies } = await app.inject({ ...POST, payload, headers: BROWSER });
    const [visitor = ''] = cookies[0]?.value.split('.') ?? [];
    await app.inject({ ...POST, payload, cookies: { visitor: cookies[0]?.value ?? '' } });
    await app.inject({ ...POST, payload, cookies: { visitor } });
    await app.inject({ ...POST, payload, cookies: { visitor: "x'; DROP TABLE predictions" } });
    await app.inject({ ...POST, payload });
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    const { rows } = await client.query('SELECT visitor FROM predictions ORDER BY key');
    expect(rows.map((row) => row.visitor)).toEqual([visitor, visitor, null, null, null]);
    await client.end();
    await close();
    await store.close();
  });
});
