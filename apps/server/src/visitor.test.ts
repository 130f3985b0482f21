// Who sees and changes what: visitors by their cookie, and programs without one.
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ONE, SEVEN, ZERO } from './testing/drawings.js';
import { BROWSER, createTestApp, type TestApp } from './testing/test-app.js';

const URL = '/api/v1/predictions';
const NO_SUCH_UUID = '00000000-0000-4000-8000-000000000000';

let harness: TestApp;
beforeAll(async () => {
  harness = await createTestApp();
});
afterAll(() => harness.close());

/** Calls of one browser with its cookie, or of a program without any. */
interface Caller {
  call(method: InjectOptions['method'], path?: string, payload?: object): Promise<LightMyRequestResponse>;
  draw(strokes?: typeof ZERO): Promise<string>;
  ids(): Promise<string[]>;
}

function callerWith(headers: Record<string, string>): Caller {
  const call: Caller['call'] = (method = 'GET', path = '', payload) =>
    harness.app.inject({ method, url: URL + path, headers, ...(payload && { payload }) });
  return {
    call,
    draw: async (strokes = ZERO) => (await call('POST', '', { strokes, size: 280 })).json().id,
    ids: async () => (await call('GET')).json().items.map(({ id }: { id: string }) => id),
  };
}

async function newBrowser(): Promise<Caller & { readonly cookie: string }> {
  const { cookies } = await harness.app.inject({ url: URL, headers: BROWSER });
  const [{ name, value } = { name: '', value: '' }] = cookies;
  const cookie = `${name}=${encodeURIComponent(value)}`;
  return { ...callerWith({ ...BROWSER, cookie }), cookie };
}

const program = callerWith({});

describe('a browser', () => {
  test('without a cookie is a new visitor at once, for this very request', async () => {
    const first = await harness.app.inject({
      method: 'POST',
      url: URL,
      headers: BROWSER,
      payload: { strokes: ZERO, size: 280 },
    });
    const [cookie] = first.cookies;
    expect(cookie).toMatchObject({ name: 'visitor', httpOnly: true, sameSite: 'Lax', path: '/' });
    const headers = { cookie: `visitor=${encodeURIComponent(cookie?.value ?? '')}` };
    expect(await callerWith({ ...BROWSER, ...headers }).ids()).toEqual([first.json().id]);
    // The cookie is enough: whoever has it is that visitor.
    expect(await callerWith(headers).ids()).toEqual([first.json().id]);
    expect((await callerWith({ ...BROWSER, ...headers }).call('GET')).cookies).toEqual([]);
  });

  test('with a cookie that was not signed here is a new visitor', async () => {
    const owner = await newBrowser();
    const id = await owner.draw();
    const row = await harness.store.findPrediction(id, null);
    expect(row?.mine).toBe(false);
    const [unsigned = ''] = owner.cookie.split('.');
    for (const forged of [unsigned, `${unsigned}.`, `${unsigned}.${'A'.repeat(43)}`]) {
      const response = await callerWith({ ...BROWSER, cookie: forged }).call('GET');
      // Somebody else: another cookie, and not the owner's list.
      expect(response.cookies[0]?.value).toBeDefined();
      expect(`visitor=${response.cookies[0]?.value.split('.')[0]}`).not.toBe(unsigned);
      expect(response.json().items).toEqual([]);
    }
  });

  test('lists and exports only its own', async () => {
    const [anna, bert] = [await newBrowser(), await newBrowser()];
    const [zero, one] = [await anna.draw(ZERO), await bert.draw(ONE)];
    const seven = await anna.draw(SEVEN);
    expect(await anna.ids()).toEqual([seven, zero]);
    expect(await bert.ids()).toEqual([one]);
    const idsOf = (body: string) => JSON.parse(body).map(({ id }: { id: string }) => id);
    expect(idsOf((await anna.call('GET', '/export')).body)).toEqual([zero, seven]);
    expect(idsOf((await bert.call('GET', '/export')).body)).toEqual([one]);
    expect((await bert.call('GET', '/export?format=csv')).body).not.toContain(zero);
  });

  test('finds others’ by their ids, but may not change them', async () => {
    const [anna, bert] = [await newBrowser(), await newBrowser()];
    const id = await anna.draw();
    expect((await anna.call('GET', `/${id}`)).json()).toMatchObject({ id, mine: true });
    for (const other of [bert, program]) {
      expect((await other.call('GET', `/${id}`)).json()).toMatchObject({ id, mine: false });
      for (const response of [
        await other.call('PUT', `/${id}/label`, { label: 1 }),
        await other.call('DELETE', `/${id}`),
      ]) {
        expect(response.statusCode).toBe(403);
        expect(response.json()).toMatchObject({ status: 403, detail: expect.stringMatching(/^Somebody else made/) });
      }
    }
    expect((await anna.call('GET', `/${id}`)).json()).toMatchObject({ label: null });
    expect((await anna.call('PUT', `/${id}/label`, { label: 1 })).json()).toMatchObject({ label: 1 });
    expect((await anna.call('DELETE', `/${id}`)).statusCode).toBe(204);
    expect((await bert.call('DELETE', `/${NO_SUCH_UUID}`)).statusCode).toBe(404);
    expect((await bert.call('PUT', `/${NO_SUCH_UUID}/label`, { label: 1 })).statusCode).toBe(404);
  });

  test('deletes all of its own, and nothing of others', async () => {
    const [anna, bert] = [await newBrowser(), await newBrowser()];
    await anna.draw();
    await anna.draw(ONE);
    const kept = [await bert.draw(), await program.draw()];
    const deleted = await anna.call('DELETE');
    expect([deleted.statusCode, deleted.json()]).toEqual([200, { deleted: 2 }]);
    expect((await anna.call('DELETE')).json()).toEqual({ deleted: 0 });
    expect(await anna.ids()).toEqual([]);
    for (const id of kept) expect((await bert.call('GET', `/${id}`)).statusCode).toBe(200);
  });
});

describe('a program without a cookie', () => {
  beforeEach(() => harness.clear());

  test('sees and changes what programs made, and gets no cookie', async () => {
    const posted = await program.call('POST', '', { strokes: ZERO, size: 280 });
    expect(posted.cookies).toEqual([]);
    const { id } = posted.json();
    const browser = await newBrowser();
    await browser.draw(SEVEN);
    expect(await callerWith({}).ids()).toEqual([id]);
    expect((await program.call('GET', `/${id}`)).json()).toMatchObject({ mine: true });
    expect((await browser.call('GET', `/${id}`)).json()).toMatchObject({ mine: false });
    expect((await browser.call('DELETE', `/${id}`)).statusCode).toBe(403);
    expect((await program.call('PUT', `/${id}/label`, { label: 0 })).statusCode).toBe(200);
    expect((await program.call('DELETE', `/${id}`)).statusCode).toBe(204);
  });

  test('with a forged cookie is nobody, too', async () => {
    const id = await program.draw();
    expect(await callerWith({ cookie: `visitor=${NO_SUCH_UUID}` }).ids()).toEqual([id]);
    expect(await callerWith({ cookie: `visitor=${NO_SUCH_UUID}.${'A'.repeat(43)}` }).ids()).toEqual([id]);
  });

  test('cannot delete all, which it shares with other programs', async () => {
    const id = await program.draw();
    const response = await program.call('DELETE');
    expect(response.statusCode).toBe(403);
    expect(response.json().detail).toMatch(/share their predictions.*delete each by its id\.$/);
    expect(await program.ids()).toEqual([id]);
  });
});

test('a cookie of another secret, or of another server, counts as none', async () => {
  const { store, recognizer } = harness;
  const other = await createTestApp({ store, recognizer, cookieSecret: 'another secret, which is just as long' });
  const { cookies } = await other.app.inject({ url: URL, headers: BROWSER });
  const value = cookies[0]?.value ?? '';
  const headers = { ...BROWSER, cookie: `visitor=${encodeURIComponent(value)}` };
  expect((await other.app.inject({ url: URL, headers })).cookies).toEqual([]);
  expect((await harness.app.inject({ url: URL, headers })).cookies[0]?.name).toBe('visitor');
  await other.close();
});
