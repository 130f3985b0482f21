// Who may change and see what: not other sites, only the operator of others' predictions, only the private network of metrics.
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ONE, ZERO } from './testing/drawings.js';
import { BROWSER, createTestApp, type TestApp } from './testing/test-app.js';

const URL = '/api/v1/predictions';
const TOKEN = 'the operator’s token of the tests, long enough'.replace('’', '-').replaceAll(' ', '-');
const BEARER = { authorization: `Bearer ${TOKEN}` };
const NO_SUCH_UUID = '00000000-0000-4000-8000-000000000000';

let harness: TestApp;
/** Behind a proxy that is believed. */
let proxied: TestApp;
/** With no operator, but a token for metrics. */
let guarded: TestApp;
beforeAll(async () => {
  harness = await createTestApp({ operatorToken: TOKEN });
  const shared = { store: harness.store, recognizer: harness.recognizer };
  proxied = await createTestApp({ ...shared, trustProxy: '127.0.0.1' });
  guarded = await createTestApp({ ...shared, metricsToken: TOKEN });
});
afterAll(async () => {
  await proxied.close();
  await guarded.close();
  await harness.close();
});
beforeEach(() => harness.clear());

const draw = (headers: Record<string, string> = {}, { app } = harness) =>
  app.inject({ method: 'POST', url: URL, headers, payload: { strokes: ZERO, size: 280 } });

describe('another site', () => {
  const changes = (id: string): InjectOptions[] => [
    { method: 'POST', url: URL, payload: { strokes: ZERO, size: 280 } },
    { method: 'POST', url: `${URL}/batch`, payload: { items: [{ strokes: ZERO, size: 280 }] } },
    { method: 'POST', url: '/api/v1/pictures', payload: { url: 'https://example.com/' } },
    { method: 'PUT', url: `${URL}/${id}/label`, payload: { label: 1 } },
    { method: 'DELETE', url: `${URL}/${id}` },
    { method: 'DELETE', url: URL },
  ];

  test.each<[string, Record<string, string>]>([
    ['by Sec-Fetch-Site', { 'sec-fetch-site': 'cross-site' }],
    ['on a sibling domain', { 'sec-fetch-site': 'same-site' }],
    ['by an unknown word', { 'sec-fetch-site': 'Same-Origin' }],
    ['by Origin', { origin: 'https://evil.example' }],
    ['by Origin although it claims otherwise', { origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' }],
    ['in a sandbox', { origin: 'null' }],
    ['of another port', { origin: 'http://localhost:8080' }],
    ['whose name begins alike', { origin: 'http://localhost.evil.example' }],
    ['with a path', { origin: 'http://localhost/' }],
    ['that is none', { origin: 'localhost' }],
    ['that says it was forwarded', { origin: 'http://evil.example', 'x-forwarded-host': 'evil.example' }],
  ])('%s changes nothing', async (_what, headers) => {
    const { id } = (await draw()).json();
    for (const change of changes(id)) {
      const response = await harness.app.inject({ ...change, headers: { host: 'localhost', ...headers } });
      expect([response.statusCode, response.headers['content-type']]).toEqual([403, 'application/problem+json']);
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    }
    const { items } = (await harness.app.inject(URL)).json();
    expect(items).toMatchObject([{ id, label: null }]);
  });

  test('may not ask whether it may', async () => {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'DELETE' };
    const response = await harness.app.inject({ method: 'OPTIONS', url: URL, headers });
    expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  test.each<[string, Record<string, string>]>([
    ['the page itself', { origin: 'http://localhost:8501', 'sec-fetch-site': 'same-origin' }],
    ['the page on plain http', { origin: 'http://localhost:8501' }],
    ['the page behind a TLS proxy that says nothing', { origin: 'https://localhost:8501' }],
    ['a program', {}],
  ])('is not %s', async (_what, headers) => {
    expect((await draw({ host: 'localhost:8501', ...headers })).statusCode).toBe(201);
  });

  test('is told from the page by what a trusted proxy says', async () => {
    const forwarded = { host: 'web:8501', 'x-forwarded-host': 'digits.example', 'x-forwarded-proto': 'https' };
    expect((await draw({ ...forwarded, origin: 'https://digits.example' }, proxied)).statusCode).toBe(201);
    expect((await draw({ ...forwarded, origin: 'http://digits.example' }, proxied)).statusCode).toBe(403);
    expect((await draw({ ...forwarded, origin: 'https://web:8501' }, proxied)).statusCode).toBe(403);
    // Without a proxy that is believed, anybody can say that.
    expect((await draw({ ...forwarded, origin: 'https://digits.example' })).statusCode).toBe(403);
  });
});

describe('behind TLS', () => {
  const TLS = { ...BROWSER, 'x-forwarded-proto': 'https', 'x-forwarded-host': 'digits.example' };
  const cookieOf = (response: LightMyRequestResponse) => String(response.headers['set-cookie'] ?? '');

  test('the cookie is the host’s alone, by TLS', async () => {
    const response = await draw(TLS, proxied);
    expect(cookieOf(response)).toMatch(
      /^__Host-visitor=[^;]+; Max-Age=31536000; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
    );
    expect(cookieOf(await draw(BROWSER))).toMatch(/^visitor=[^;]+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  test('the plain cookie is not taken, which others could have set', async () => {
    const first = await draw(BROWSER);
    const plain = cookieOf(first).split(';')[0] ?? '';
    const response = await proxied.app.inject({ url: URL, headers: { ...TLS, cookie: plain } });
    expect(response.json().items).toEqual([]);
    const [mine = ''] = cookieOf(response).split(';');
    expect(mine).toMatch(/^__Host-visitor=/);
    expect(mine.replace('__Host-', '')).not.toBe(plain);
    const again = await proxied.app.inject({ url: URL, headers: { ...TLS, cookie: `${plain}; ${mine}` } });
    expect([again.statusCode, cookieOf(again)]).toEqual([200, '']);
  });
});

describe('the operator', () => {
  const inject = (options: InjectOptions, { app } = harness) =>
    app.inject({ ...options, headers: { ...BEARER, ...options.headers } });

  test('lists, exports, labels and deletes anybody’s', async () => {
    const ids = [(await draw(BROWSER)).json().id, (await draw(BROWSER)).json().id, (await draw()).json().id];
    const list = (await inject({ url: `${URL}?visitor=all&order=oldest&limit=100` })).json();
    expect(list.items.map(({ id }: { id: string }) => id).slice(-3)).toEqual(ids);
    const exported = (await inject({ url: `${URL}/export?visitor=all` })).json();
    expect(exported.map(({ id }: { id: string }) => id)).toEqual(expect.arrayContaining(ids));
    // Without asking for all, the operator is a visitor like others.
    expect((await inject({ url: URL })).json().items).toMatchObject([{ id: ids[2] }]);
    for (const id of ids) {
      const labelled = await inject({ method: 'PUT', url: `${URL}/${id}/label`, payload: { label: 3 } });
      expect([labelled.statusCode, labelled.json().label]).toEqual([200, 3]);
      expect((await inject({ method: 'DELETE', url: `${URL}/${id}` })).statusCode).toBe(204);
      expect((await inject({ method: 'DELETE', url: `${URL}/${id}` })).statusCode).toBe(404);
    }
    expect((await inject({ method: 'DELETE', url: `${URL}/${NO_SUCH_UUID}` })).statusCode).toBe(404);
  });

  test('does not delete all of everybody’s at once', async () => {
    const { id } = (await draw(BROWSER)).json();
    expect((await inject({ method: 'DELETE', url: URL })).statusCode).toBe(403);
    expect((await inject({ url: `${URL}/${id}` })).statusCode).toBe(200);
  });

  test.each(['?visitor=all', '/export?visitor=all', '/export?visitor=all&format=csv'])(
    'alone sees %s',
    async (query) => {
      for (const headers of [{}, BROWSER, { authorization: `Basic ${Buffer.from(`x:${TOKEN}`).toString('base64')}` }]) {
        const response = await harness.app.inject({ url: URL + query, headers });
        expect([response.statusCode, response.headers['www-authenticate']]).toEqual([
          401,
          expect.stringMatching(/^Bearer /),
        ]);
        expect(response.json().detail).toMatch(/^Everybody’s predictions/);
      }
    },
  );

  test.each([
    `Bearer ${TOKEN}x`,
    `Bearer ${TOKEN.slice(0, -1)}`,
    `Bearer ${TOKEN.toUpperCase()}`,
    'Bearer null',
    'Bearer undefined',
    'Bearer x',
  ])('is nobody with %s', async (authorization) => {
    const { id } = (await draw(BROWSER)).json();
    for (const request of [
      { url: URL },
      { url: `${URL}?visitor=all` },
      { method: 'DELETE', url: `${URL}/${id}` },
    ] satisfies InjectOptions[]) {
      const response = await harness.app.inject({ ...request, headers: { authorization } });
      expect([response.statusCode, response.headers['www-authenticate']]).toEqual([
        401,
        expect.stringMatching(/^Bearer /),
      ]);
      expect(response.body).not.toContain(TOKEN.slice(0, 20));
    }
    expect((await harness.app.inject(`${URL}/${id}`)).statusCode).toBe(200);
  });

  test.each(['Basic eDp5', 'Bearer', 'Bearer ', 'Digest username="x"', 'nonsense'])(
    '%j is no token, and no business of this server’s',
    async (authorization) => {
      expect((await harness.app.inject({ url: URL, headers: { authorization } })).statusCode).toBe(200);
    },
  );

  test('is nobody where no token is set, whatever is sent', async () => {
    const { id } = (await draw(BROWSER)).json();
    for (const token of [TOKEN, 'null', '""']) {
      const headers = { authorization: `Bearer ${token}` };
      for (const request of [{ url: `${URL}?visitor=all` }, { method: 'DELETE', url: `${URL}/${id}` }] as const) {
        expect((await guarded.app.inject({ ...request, headers })).statusCode).toBe(401);
      }
    }
    expect((await draw({}, guarded)).statusCode).toBe(201);
    expect((await guarded.app.inject({ method: 'DELETE', url: `${URL}/${id}` })).statusCode).toBe(403);
  });

  test('may not be guessed at many times, which does not keep out whoever has the right one', async () => {
    const { store, recognizer } = harness;
    const { app, close } = await createTestApp({ store, recognizer, operatorToken: TOKEN, rateLimit: 300 });
    const ask = (token: string) =>
      app.inject({ url: `${URL}?visitor=all`, headers: { authorization: `Bearer ${token}` } });
    for (let i = 0; i < 10; i++) expect((await ask(`guess-${i}`)).statusCode).toBe(401);
    const response = await ask('guess-11');
    expect([response.statusCode, Number(response.headers['retry-after']) > 0]).toEqual([429, true]);
    expect((await ask(TOKEN)).statusCode).toBe(200);
    await close();
  });
});

describe('metrics', () => {
  const read = (options: Partial<InjectOptions>, { app } = harness) => app.inject({ url: '/metrics', ...options });

  test.each([
    'x-forwarded-proto',
    'x-forwarded-port',
    'x-forwarded-for',
    'forwarded',
    'via',
    'cf-connecting-ip',
    'true-client-ip',
  ])('are not read through a proxy that sends %s', async (name) => {
    expect((await read({ headers: { [name]: '10.0.0.7' } })).statusCode).toBe(403);
  });

  test('are not read through a proxy that is known, whatever it sends', async () => {
    expect((await read({ remoteAddress: '127.0.0.1' }, proxied)).statusCode).toBe(403);
    expect((await read({ remoteAddress: '10.0.0.7' }, proxied)).statusCode).toBe(200);
  });

  test.each(['127.0.0.1', '::1', '::ffff:10.1.2.3', '10.0.0.7', '172.17.0.1', '192.168.1.1', 'fd00::7'])(
    'are read from %s',
    async (remoteAddress) => {
      expect((await read({ remoteAddress })).statusCode).toBe(200);
    },
  );

  // A service of Compose, one of Kubernetes by its whole name, a machine on the local network.
  const NAMES = [
    'web:8501',
    'digits_web-1',
    'web.digits.svc.cluster.local:8501',
    'nas.local',
    'x.internal',
    'a.localhost',
  ];
  test.each(['127.0.0.1:8501', '10.0.0.7', '[::1]:8501', 'localhost', 'LOCALHOST:8501', ...NAMES])(
    'are read by the host %s',
    async (host) => {
      expect((await read({ headers: { host }, remoteAddress: '10.0.0.7' })).statusCode).toBe(200);
    },
  );

  test.each([
    ...['digits.example.org', 'rebound.example:8501', '127.0.0.1.example.org', 'localhost.example', 'web.'],
    ...['local', 'internal'].map((name) => `x.${name}.example`),
    ...['[::1', '[example]', 'a@web', 'web/x', 'web:', '1.2.3', 'x, web'],
  ])('are not read by the host "%s", which may be a public name', async (host) => {
    expect((await read({ headers: { host }, remoteAddress: '10.0.0.7' })).statusCode).toBe(403);
    const headers = { ...BEARER, host };
    expect((await read({ headers }, guarded)).statusCode).toBe(200);
  });

  test.each<[string, Partial<InjectOptions>]>([
    ['the internet', { remoteAddress: '203.0.113.9' }],
    ['the internet, mapped', { remoteAddress: '::ffff:8.8.8.8' }],
    ['the internet of version 6', { remoteAddress: '2001:4860:4860::8888' }],
    ['a proxy', { headers: { 'x-forwarded-for': '127.0.0.1' } }],
    ['another kind of proxy', { headers: { forwarded: 'for=127.0.0.1' } }],
  ])('are not read from %s', async (_where, options) => {
    const response = await read(options);
    expect([response.statusCode, response.headers['content-type']]).toEqual([403, 'application/problem+json']);
  });

  test('need the token where there is one, and then are read from everywhere', async () => {
    expect((await read({}, guarded)).statusCode).toBe(401);
    expect((await read({ headers: { authorization: 'Bearer wrong' } }, guarded)).statusCode).toBe(401);
    const headers = { ...BEARER, 'x-forwarded-for': '203.0.113.9' };
    expect((await read({ headers, remoteAddress: '203.0.113.9' }, guarded)).statusCode).toBe(200);
  });
});

test('the same id from another visitor is the first prediction, without its ink, and stays its owner’s', async () => {
  const id = '7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11';
  const payload = { strokes: ZERO, size: 280, id };
  const first = await harness.app.inject({ method: 'POST', url: URL, headers: BROWSER, payload });
  const second = await harness.app.inject({
    method: 'POST',
    url: URL,
    headers: BROWSER,
    payload: { ...payload, strokes: ONE },
  });
  expect([second.statusCode, second.json()]).toEqual([201, first.json()]);
  for (const key of ['ink', 'pixels', 'label', 'visitor', 'latencyMs']) expect(second.json()).not.toHaveProperty(key);
  const cookie = String(second.headers['set-cookie']).split(';')[0] ?? '';
  const label = await harness.app.inject({
    method: 'PUT',
    url: `${URL}/${id}/label`,
    headers: { ...BROWSER, cookie },
    payload: { label: 1 },
  });
  expect(label.statusCode).toBe(403);
  const owner = String(first.headers['set-cookie']).split(';')[0] ?? '';
  expect(
    (await harness.app.inject({ method: 'DELETE', url: `${URL}/${id}`, headers: { cookie: owner } })).statusCode,
  ).toBe(204);
});
