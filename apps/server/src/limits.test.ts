// How much may be asked for and how long it may take; and the ids by which an answer is found in the log.
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AppParts, createApp } from './app.js';
import { HTTP_TIMEOUTS } from './http-limits.js';
import { OVERLOAD_LIMITS } from './overload.js';
import { ZERO } from './testing/drawings.js';
import { paintPng } from './testing/pictures.js';
import { BROWSER, createTestApp, type TestApp } from './testing/test-app.js';

const URL = '/api/v1/predictions';
const DRAWING = { strokes: ZERO, size: 280 };
const UUID = /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/;

let harness: TestApp;
beforeAll(async () => {
  harness = await createTestApp();
});
afterAll(() => harness.close());

/** Another application over the same database and model. */
const createOther = (overrides: Partial<AppParts>) =>
  createTestApp({ store: harness.store, recognizer: harness.recognizer, ...overrides });

async function listen({ app }: { app: Awaited<ReturnType<typeof createApp>> }): Promise<number> {
  await app.listen({ port: 0, host: '127.0.0.1' });
  return (app.server.address() as AddressInfo).port;
}

describe('the rate', () => {
  const post = (app: TestApp['app'], payload: object, options: InjectOptions = {}) =>
    app.inject({ method: 'POST', url: URL, payload, ...options });

  test('is said in every answer, and what is over it refused with when to come back', async () => {
    const { app, close } = await createOther({ rateLimit: 3 });
    for (const left of [2, 1, 0]) {
      const { statusCode, headers } = await app.inject(URL);
      expect([statusCode, headers['ratelimit-policy']]).toEqual([200, '"requests-by-address";q=3;w=60']);
      expect(headers.ratelimit).toMatch(new RegExp(`^"requests-by-address";r=${left};t=\\d+$`));
    }
    const refused = await app.inject(URL);
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers.ratelimit).toMatch(/^"requests-by-address";r=0;t=\d+$/);
    expect(refused.json().detail).toMatch(/at most 3 requests a minute: try again in \d+ s\.$/);
    for (const url of ['/health/live', '/health/ready', '/metrics', '/api/openapi.json', '/api/docs/']) {
      expect((await app.inject(url)).statusCode, url).toBe(200);
    }
    await close();
  });

  test('holds for a visitor from many addresses, and for an address with many visitors', async () => {
    const { app, close } = await createOther({ rateLimit: 3 });
    const first = await app.inject({ url: URL, headers: BROWSER, remoteAddress: '198.51.100.1' });
    const cookie = String(first.headers['set-cookie']).split(';')[0] ?? '';
    const headers = { ...BROWSER, cookie };
    for (let i = 2; i < 5; i++) {
      expect((await app.inject({ url: URL, headers, remoteAddress: `198.51.100.${i}` })).statusCode).toBe(200);
    }
    expect((await app.inject({ url: URL, headers, remoteAddress: '198.51.100.5' })).statusCode).toBe(429);
    for (let i = 0; i < 3; i++) await app.inject({ url: URL, headers: BROWSER, remoteAddress: '198.51.100.9' });
    expect((await app.inject({ url: URL, headers: BROWSER, remoteAddress: '198.51.100.9' })).statusCode).toBe(429);
    await close();
  });

  test('holds for a network of IPv6, which one customer has, and not for each of its addresses', async () => {
    const { app, close } = await createOther({ rateLimit: 3 });
    const ask = async (remoteAddress: string) => (await app.inject({ url: URL, remoteAddress })).statusCode;
    for (let i = 1; i <= 3; i++) expect(await ask(`2001:db8:1:2::${i}`)).toBe(200);
    expect(await ask('2001:db8:1:2:ffff::4')).toBe(429);
    expect(await ask('2001:db8:1:3::1')).toBe(200);
    await close();
  });

  test('is that of the address that a trusted proxy names, and only of a trusted one', async () => {
    const { app, close } = await createOther({ rateLimit: 2, trustProxy: '10.0.0.1' });
    const ask = async (forwarded: string, remoteAddress: string) =>
      (await app.inject({ url: URL, headers: { 'x-forwarded-for': forwarded }, remoteAddress })).statusCode;
    for (const [address, status] of [
      ['198.51.100.1', 200],
      ['198.51.100.1', 200],
      ['198.51.100.1', 429],
      ['198.51.100.2', 200],
    ] as const) {
      expect(await ask(address, '10.0.0.1')).toBe(status);
    }
    // What is in front of the proxy's own word is the client's to invent.
    expect(await ask('1.2.3.4, 198.51.100.1', '10.0.0.1')).toBe(429);
    for (const status of [200, 200, 429]) expect(await ask(`198.51.100.${status}`, '203.0.113.9')).toBe(status);
    await close();
    // Whatever proxy it is, it is believed of who has connected to it, not of what that one has written.
    const anyProxy = await createOther({ rateLimit: 2, trustProxy: 1 });
    for (const [invented, status] of [
      ['1.2.3.4', 200],
      ['5.6.7.8, 9.9.9.9', 200],
      ['<script>', 429],
    ] as const) {
      const headers = { 'x-forwarded-for': `${invented}, 198.51.100.7` };
      expect((await anyProxy.app.inject({ url: URL, headers })).statusCode).toBe(status);
    }
    await anyProxy.close();
  });

  test('is that of the proxy, where what it names is no address', async () => {
    const { app, close } = await createOther({ rateLimit: 2, trustProxy: '10.0.0.0/8' });
    const ask = async (forwarded: string, remoteAddress = '10.0.0.1') =>
      (await app.inject({ url: URL, headers: { 'x-forwarded-for': forwarded }, remoteAddress })).statusCode;
    for (const [invented, status] of [
      ['unknown', 200],
      ['198.51.100.1:4711', 200],
      ['999.1.1.1', 429],
      ['198.51.100.1, _hidden', 429],
    ] as const) {
      expect(await ask(invented)).toBe(status);
    }
    expect(await ask('198.51.100.1')).toBe(200);
    expect(await ask('unknown', '10.0.0.2')).toBe(200);
    await close();
  });

  test('counts a batch as its items, and refuses it before any of it is done', async () => {
    const { app, close } = await createOther({ rateLimit: 10 });
    const batch = (count: number) =>
      app.inject({ method: 'POST', url: `${URL}/batch`, payload: { items: new Array(count).fill(DRAWING) } });
    expect((await batch(6)).headers.ratelimit).toMatch(/^"requests-by-address";r=4;t=\d+$/);
    const before = (await harness.store.listPredictions({ limit: 100, order: 'newest' }, null)).items.length;
    expect((await batch(6)).statusCode).toBe(429);
    expect((await harness.store.listPredictions({ limit: 100, order: 'newest' }, null)).items).toHaveLength(before);
    // What was refused has cost one request, not six.
    expect((await batch(3)).statusCode).toBe(200);
    expect((await batch(1)).statusCode).toBe(429);
    const tooMany = await createOther({ rateLimit: 10 });
    const response = await tooMany.app.inject({
      method: 'POST',
      url: `${URL}/batch`,
      payload: { items: new Array(20).fill(DRAWING) },
    });
    expect(response.json().detail).toMatch(/at once.*send fewer at a time\.$/);
    await tooMany.close();
    await close();
  });

  test('counts a batch as its items also where one does not fit', async () => {
    const { app, close } = await createOther({ rateLimit: 10 });
    const ask = async (items: unknown) =>
      (await app.inject({ method: 'POST', url: `${URL}/batch`, payload: { items } as object })).statusCode;
    expect(await ask([...new Array(5).fill(DRAWING), { strokes: [['x']], size: 280 }])).toBe(422);
    expect(await ask(new Array(5).fill({}))).toBe(429);
    // What is none, or too many to be looked at, is one request.
    for (const items of [[], new Array(101).fill({}), 'all']) expect(await ask(items)).toBe(422);
    expect(await ask('all')).toBe(429);
    await close();
  });

  test('is lower for images, alone and in batches', async () => {
    const { app, close } = await createOther({ rateLimit: 1_000 });
    const image = await paintPng(ZERO);
    const items = new Array(99).fill({ image: 'data:image/png;base64,AAAA' });
    expect((await app.inject({ method: 'POST', url: `${URL}/batch`, payload: { items } })).statusCode).toBe(200);
    const last = await post(app, { image });
    expect(last.statusCode).toBe(201);
    expect(last.headers['ratelimit-policy']).toBe('"requests-by-address";q=1000;w=60, "images-by-address";q=100;w=60');
    expect((await post(app, { image })).statusCode).toBe(429);
    expect((await post(app, DRAWING)).statusCode).toBe(201);
    await close();
  });

  test('of 0 is no rate at all', async () => {
    const { headers } = await harness.app.inject(URL);
    expect(headers).not.toHaveProperty('ratelimit');
    for (let i = 0; i < 30; i++) {
      const payload = { url: 'nowhere' };
      expect((await harness.app.inject({ method: 'POST', url: '/api/v1/pictures', payload })).statusCode).toBe(422);
    }
  });
});

describe('a request’s id', () => {
  test.each(['/health/live', URL, '/nothing', '/api/v1/nothing', '/metrics', '/api/docs/', '/%zz', `${URL}?limit=0`])(
    'is in the answer of %s, and in its problem',
    async (url) => {
      const response = await harness.app.inject(url);
      expect(response.headers['x-request-id']).toMatch(UUID);
      if (response.statusCode >= 400) expect(response.json().requestId).toBe(response.headers['x-request-id']);
    },
  );

  test('is a proxy’s own where that is trusted, and a sane token', async () => {
    const { app, close } = await createOther({ trustProxy: '10.0.0.0/8, 127.0.0.1' });
    const idOf = async (id: string, remoteAddress = '10.0.0.1') =>
      (await app.inject({ url: '/health/live', headers: { 'x-request-id': id }, remoteAddress })).headers[
        'x-request-id'
      ];
    for (const id of ['4bf92f3577b34da6a3ce929d0e0e4736', 'edge-1:77/x', 'a'.repeat(100)])
      expect(await idOf(id)).toBe(id);
    for (const id of ['', 'a'.repeat(101), 'two words', 'x<script>', 'a,b', '{"a":1}', 'é', 'x\u0000']) {
      expect(await idOf(id), id).toMatch(UUID);
    }
    expect(await idOf('mine', '203.0.113.9')).toMatch(UUID);
    await close();
    const anyProxy = await createOther({ trustProxy: 1 });
    expect(
      (await anyProxy.app.inject({ url: '/health/live', headers: { 'x-request-id': 'mine' } })).headers['x-request-id'],
    ).toBe('mine');
    await anyProxy.close();
  });
});

describe('a connection', () => {
  // As long for the answer as for the request: a body that is late is not an answer that is.
  const HASTY = { ...HTTP_TIMEOUTS, headers: 300, request: 600, handler: 600, checks: 50 };

  /** What the server sends until it closes the connection. */
  async function answerTo(port: number, ...parts: readonly string[]): Promise<string> {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    // A byte now and then, as a client does that wants to hold the connection.
    const drip = setInterval(() => socket.write('x'), 50);
    for (const part of parts) socket.write(part);
    await once(socket, 'close');
    clearInterval(drip);
    return answer;
  }

  test('whose headers do not end, or whose body does not, is told so and closed; others are served meanwhile', async () => {
    const hasty = await createOther({ timeouts: HASTY });
    const port = await listen(hasty);
    const slow = [
      answerTo(port, 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: '),
      answerTo(
        port,
        `POST ${URL} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 900000\r\n\r\n{"`,
      ),
    ];
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
    for (const answer of await Promise.all(slow)) {
      expect(answer).toMatch(/^HTTP\/1\.1 408 Request Timeout\r\n/);
      expect(answer).toMatch(/^X-Request-Id: [\da-f-]{36}\r$/im);
      expect(JSON.parse(answer.slice(answer.indexOf('\r\n\r\n')))).toMatchObject({
        status: 408,
        detail: expect.stringMatching(/too long/),
      });
    }
    await hasty.close();
  });

  test('on which nothing is sent is closed', async () => {
    const idle = await createOther({ timeouts: { ...HTTP_TIMEOUTS, idle: 200 } });
    const socket = connect(await listen(idle), '127.0.0.1');
    await once(socket, 'connect');
    await once(socket, 'close');
    await idle.close();
  });

  test('has as many headers as fit into 16 kB, and an address of at most 8,000 characters', async () => {
    const address = (length: number) => `${URL}?cursor=${'A'.repeat(length - URL.length - 8)}`;
    expect((await harness.app.inject(address(8_000))).statusCode).toBe(422);
    const long = await harness.app.inject(address(8_001));
    expect([long.statusCode, long.json().title]).toEqual([414, 'URI Too Long']);
    const many = Array.from({ length: 200 }, (_, i) => `p${i}=1`).join('&');
    expect((await harness.app.inject(`${URL}?${many}`)).statusCode).toBe(422);
    expect((await harness.app.inject(`${URL}/${'a'.repeat(101)}`)).statusCode).toBe(414);
    expect((await harness.app.inject(`${URL}/${'a'.repeat(100)}`)).statusCode).toBe(404);
  });
});

describe('JSON nested', () => {
  const post = (payload: string) =>
    harness.app.inject({ method: 'POST', url: URL, payload, headers: { 'content-type': 'application/json' } });

  test.each([100, 100_000, 490_000])('%d deep is refused', async (depth) => {
    const nested = `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const objects = `${'{"a":'.repeat(depth / 10)}1${'}'.repeat(depth / 10)}`;
    const guarded = `${'{"constructor":{"a":'.repeat(depth / 100)}1${'}}'.repeat(depth / 100)}`;
    for (const body of [
      nested,
      objects,
      guarded,
      `{"strokes":${nested},"size":280}`,
      `{"strokes":[],"size":280,"x":${nested}}`,
    ]) {
      expect((await post(body)).statusCode).toBe(422);
    }
    expect((await post('['.repeat(depth))).statusCode).toBe(400);
    expect((await post('{"a":'.repeat(depth / 10))).statusCode).toBe(400);
  });
});

describe('too much at the same time', () => {
  test('is refused with when to come back, health answers, and what was accepted is done', async () => {
    const { store, recognizer } = harness;
    let isAsked = false;
    let go = () => {};
    const gate = new Promise<void>((resolve) => {
      go = resolve;
    });
    const slow = {
      ...recognizer,
      logits: async (images: readonly Uint8Array[]) => {
        isAsked = true;
        await gate;
        return recognizer.logits(images);
      },
    };
    const { app, close } = await createTestApp({
      store,
      recognizer: slow,
      overloadLimits: { ...OVERLOAD_LIMITS, requests: 3, eventLoopDelay: 10_000 },
    });
    const post = () => app.inject({ method: 'POST', url: URL, payload: DRAWING });
    const accepted = [post(), post(), post()];
    // At the model, or waiting for it: they came at the same time.
    await expect.poll(() => isAsked).toBe(true);
    const refused = await post();
    expect([refused.statusCode, refused.headers['retry-after'], refused.json().title]).toEqual([
      503,
      '5',
      'Service Unavailable',
    ]);
    expect((await app.inject('/health/live')).statusCode).toBe(200);
    go();
    for (const response of await Promise.all(accepted)) expect(response.statusCode).toBe(201);
    expect((await post()).statusCode).toBe(201);
    await close();
  });

  test('of large bodies of one address is refused before they are read; a client that goes away gives its place free', async () => {
    const limited = await createOther({
      overloadLimits: { ...OVERLOAD_LIMITS, largeRequestsOfAddress: 1, eventLoopDelay: 10_000 },
    });
    const port = await listen(limited);
    const options = {
      port,
      host: '127.0.0.1',
      path: URL,
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': 2_000_000 },
    };
    const holding = httpRequest(options).on('error', () => {});
    holding.write('{"');
    const send = () =>
      new Promise<number | undefined>((resolve) => {
        const request = httpRequest(
          { ...options, headers: { ...options.headers, 'content-length': 1_500_000 } },
          (response) => {
            response.resume();
            resolve(response.statusCode);
          },
        ).on('error', () => {});
        request.end(' '.repeat(1_500_000));
      });
    await expect.poll(send).toBe(503);
    expect((await limited.app.inject({ method: 'POST', url: URL, payload: DRAWING })).statusCode).toBe(201);
    holding.destroy();
    // White space over 1 MB without an image: read, and refused.
    await expect.poll(send).toBe(413);
    await limited.close();
  });

  test('of large bodies of one address leaves their places to others', async () => {
    const limited = await createOther({ overloadLimits: { ...OVERLOAD_LIMITS, eventLoopDelay: 10_000 } });
    const port = await listen(limited);
    const head = `POST ${URL} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 2000000\r\n\r\n`;
    let refused = 0;
    const sockets = Array.from({ length: OVERLOAD_LIMITS.largeRequests }, () => {
      const socket = connect(port, '127.0.0.1').on('error', () => {});
      socket.once('data', () => refused++);
      socket.write(`${head}{"`);
      return socket;
    });
    await expect.poll(() => refused).toBe(OVERLOAD_LIMITS.largeRequests - OVERLOAD_LIMITS.largeRequestsOfAddress);
    const other = connect({ port, host: '127.0.0.1', localAddress: '127.0.0.2' });
    other.write(head + ' '.repeat(2_000_000));
    const [answer] = await once(other, 'data');
    // White space over 1 MB without an image: read, and refused.
    expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
    for (const socket of [...sockets, other]) socket.destroy();
    await limited.close();
  });

  test('lets the event loop be late, which is refused until it is in time again', async () => {
    const { app, close } = await createOther({
      overloadLimits: { ...OVERLOAD_LIMITS, eventLoopDelay: 300 },
    });
    await app.ready();
    const statusOf = async () => (await app.inject(URL)).statusCode;
    // Late at each of its turns: how late is measured as the mean of all turns within a second.
    const block = async () => {
      for (let turn = 0; turn < 4; turn++) {
        const end = performance.now() + 450;
        while (performance.now() < end);
        await setImmediate();
      }
      return statusOf();
    };
    await expect.poll(block, { timeout: 20_000 }).toBe(503);
    expect((await app.inject('/health/live')).statusCode).toBe(200);
    await expect.poll(statusOf, { timeout: 20_000 }).toBe(200);
    await close();
  });
});

test('what takes longer than it may is given up with a 503', async () => {
  const { store, recognizer } = harness;
  const stuck = { ...recognizer, logits: () => new Promise<never>(() => {}), close: async () => {} };
  const { app, close } = await createTestApp({
    store,
    recognizer: stuck,
    timeouts: { ...HTTP_TIMEOUTS, handler: 200 },
  });
  const response = await app.inject({ method: 'POST', url: URL, payload: DRAWING });
  expect([response.statusCode, response.headers['retry-after'], response.json().detail]).toEqual([
    503,
    '5',
    expect.stringMatching(/took longer/),
  ]);
  await close();
});

test('a page that is not there is answered once, and nothing is left to be said later', async () => {
  const { store, recognizer } = harness;
  const lines: string[] = [];
  const webRoot = mkdtempSync(join(tmpdir(), 'digits-page-'));
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html>');
  const { app, close } = await createTestApp({
    store,
    recognizer,
    webRoot,
    timeouts: { ...HTTP_TIMEOUTS, handler: 100 },
    logger: { level: 'warn', stream: { write: (line: string) => void lines.push(line) } },
  });
  const port = await listen({ app });
  const response = await fetch(`http://127.0.0.1:${port}/nonexistent`, { headers: { accept: 'text/html' } });
  expect(response.status).toBe(404);
  await sleep(300);
  expect(lines).toEqual([]);
  await close();
  rmSync(webRoot, { recursive: true });
});
