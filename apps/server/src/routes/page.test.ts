// The page's files and headers, and the addresses around them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.js';

const SIGNED_UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.[A-Za-z0-9+/]{43}$/;
const HTML = { accept: 'text/html,*/*;q=0.8' };

let folder: string;
let built: TestApp;
let unbuilt: TestApp;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'digits-page-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>The page</title>');
  writeFileSync(join(folder, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(join(folder, 'assets', 'index-Abc123.js'), 'export {};');
  writeFileSync(join(folder, 'assets', 'index-Abc123.js.br'), 'the script as br');
  writeFileSync(join(folder, 'assets', 'index-Abc123.js.gz'), 'the script as gzip');
  writeFileSync(join(folder, 'sw.js'), 'self;');
  unbuilt = await createTestApp();
  const { store, recognizer } = unbuilt;
  built = await createTestApp({ store, recognizer, webRoot: folder, trustProxy: '127.0.0.1' });
});
afterAll(async () => {
  await built.close();
  await unbuilt.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the page', () => {
  test('is asked for anew each time, its hashed files are kept', async () => {
    const page = await built.app.inject('/');
    expect(page.statusCode).toBe(200);
    expect(page.body).toContain('The page');
    expect(page.headers['cache-control']).toBe('private, no-cache');
    const script = await built.app.inject('/assets/index-Abc123.js');
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    expect(script.headers['content-type']).toContain('javascript');
    expect((await built.app.inject('/favicon.svg')).headers['cache-control']).toBe('no-cache');
    expect((await built.app.inject('/sw.js')).headers['cache-control']).toBe('no-cache');
  });

  test.each(['/history', '/history?digit=7', '/predictions/7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11'])(
    'is at %s, too',
    async (url) => {
      const page = await built.app.inject({ url, headers: HTML });
      expect([page.statusCode, page.headers['cache-control']]).toEqual([200, 'private, no-cache']);
      expect(page.body).toContain('The page');
      expect(page.cookies[0]?.value).toMatch(SIGNED_UUID);
      expect((await unbuilt.app.inject({ url, headers: HTML })).statusCode).toBe(503);
    },
  );

  test('comes in its compressed forms, as the build left them', async () => {
    for (const [encoding, form] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
    ]) {
      const script = await built.app.inject({
        url: '/assets/index-Abc123.js',
        headers: { 'accept-encoding': encoding },
      });
      expect(script.headers).toMatchObject({
        'content-encoding': form,
        'cache-control': 'public, max-age=31536000, immutable',
        'content-type': expect.stringContaining('javascript'),
        vary: expect.stringMatching(/accept-encoding/i),
      });
      expect(script.body).toBe(`the script as ${form}`);
    }
  });

  test('allows nothing inline and nothing from elsewhere', async () => {
    const { headers } = await built.app.inject('/');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
    for (const kind of ['worker', 'connect', 'manifest']) expect(policy).toContain(`${kind}-src 'self';`);
    expect(policy).toContain("media-src 'self' blob:");
    expect(policy.replace("'wasm-unsafe-eval'", '')).not.toMatch(/unsafe|https?:|\*/);
    const permissions = String(headers['permissions-policy']).split(', ');
    expect(permissions).toContain('microphone=()');
    expect(permissions.filter((permission) => !permission.endsWith('=()'))).toEqual(['camera=(self)']);
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('no-referrer');
  });

  test('gives a visitor a random id, once, and renews it', async () => {
    const { cookies } = await built.app.inject('/');
    const [cookie] = cookies;
    expect(cookie).toMatchObject({ name: 'visitor', httpOnly: true, sameSite: 'Lax', path: '/' });
    expect(cookie?.value).toMatch(SIGNED_UUID);
    expect(cookie?.maxAge).toBe(365 * 24 * 3600);
    expect(cookie?.secure).toBeUndefined();
    const again = await built.app.inject({ url: '/', cookies: { visitor: cookie?.value ?? '' } });
    // The same, for another year.
    expect(again.cookies).toMatchObject([{ value: cookie?.value, maxAge: 365 * 24 * 3600 }]);
    const [id = ''] = cookie?.value.split('.') ?? [];
    for (const visitor of ['me', id, `${id}.`, `${cookie?.value}x`, cookie?.value.replace(/^./, 'g') ?? '']) {
      const forged = await built.app.inject({ url: '/', cookies: { visitor } });
      expect(forged.cookies[0]?.value, visitor).toMatch(SIGNED_UUID);
    }
  });

  test('keeps the id to encrypted connections where it came by one', async () => {
    const headers = { 'x-forwarded-proto': 'https' };
    expect((await built.app.inject({ url: '/', headers })).cookies[0]?.secure).toBe(true);
    // Only a proxy that is trusted is believed.
    expect(
      (await built.app.inject({ url: '/', headers, remoteAddress: '10.0.0.1' })).cookies[0]?.secure,
    ).toBeUndefined();
  });

  test('that is not built yet says how to build it, while the API works', async () => {
    const page = await unbuilt.app.inject('/');
    expect(page.statusCode).toBe(503);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain('npm run build');
    expect((await unbuilt.app.inject('/api/v1/predictions')).statusCode).toBe(200);
  });
});

describe('an unknown address', () => {
  test.each([
    '/nothing',
    '/assets/none.js',
    '/history/2',
    '/predictions',
    '/predictions/seven',
    '/assets',
    '/assets/',
    '/../package.json',
    '/%2e%2e/package.json',
    '/..%2fpackage.json',
    '/.env',
    '/%00',
    `/${'a'.repeat(300)}`,
  ])('%s is a page for people and a problem for programs', async (url) => {
    for (const [{ app }, text] of [
      [built, 'The page'],
      [unbuilt, '<a href="/">'],
    ] as const) {
      const page = await app.inject({ url, headers: HTML });
      expect(page.statusCode).toBe(404);
      expect(page.headers['cache-control']).toBe('no-cache');
      expect(page.body).toContain(text);
      const problem = await app.inject({ url });
      expect(problem.headers['content-type']).toBe('application/problem+json');
      expect(problem.json()).toMatchObject({ status: 404, detail: 'There is nothing to GET at this address.' });
      expect(problem.statusCode).toBe(404);
    }
  });

  test('of the API is a problem also for browsers', async () => {
    const response = await built.app.inject({ url: '/api/v1/nothing', headers: HTML });
    expect(response.statusCode).toBe(404);
    expect(response.headers['content-type']).toBe('application/problem+json');
  });
});
