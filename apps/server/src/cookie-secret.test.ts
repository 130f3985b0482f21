import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@digits/service';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadCookieSecret } from './cookie-secret.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'digits-secret-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a secret is made once, for its owner’s eyes only, and is another in another folder', async () => {
  const dataDir = join(folder, 'not', 'yet there');
  const secret = await loadCookieSecret({ dataDir });
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(await loadCookieSecret({ dataDir })).toBe(secret);
  const file = join(dataDir, 'cookie-secret');
  expect(readFileSync(file, 'utf8').trim()).toBe(secret);
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await loadCookieSecret({ dataDir: folder })).not.toBe(secret);
});

test('servers that start at once have the same', async () => {
  const secrets = await Promise.all(Array.from({ length: 20 }, () => loadCookieSecret({ dataDir: folder })));
  expect(new Set(secrets).size).toBe(1);
  expect(readdirSync(folder)).toEqual(['cookie-secret']);
});

test('a file that another server is still writing is waited for', async () => {
  const file = join(folder, 'cookie-secret');
  writeFileSync(file, '');
  const loading = loadCookieSecret({ dataDir: folder });
  setTimeout(() => writeFileSync(file, 'another server’s secret, long enough'), 100);
  expect(await loading).toBe('another server’s secret, long enough');
});

test('a file without a secret is said to be damaged', async () => {
  writeFileSync(join(folder, 'cookie-secret'), 'short\n');
  await expect(loadCookieSecret({ dataDir: folder })).rejects.toThrow('cookie-secret is damaged: delete it');
});

test('where none can be kept, it says what to set', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  const error = await loadCookieSecret({ dataDir: file }).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).toContain(
    `cannot be kept in ${file}: it is a file. Set COOKIE_SECRET to at least 32 characters`,
  );
});

test('a file that was given is read, without the line’s end, and never made', async () => {
  const file = join(folder, 'given');
  await expect(loadCookieSecret({ file })).rejects.toThrow(`COOKIE_SECRET_FILE=${file} cannot be read: ENOENT`);
  writeFileSync(file, 'short\n');
  await expect(loadCookieSecret({ file })).rejects.toThrow('holds 5 characters: a secret has at least 32.');
  writeFileSync(file, `${'s'.repeat(32)}\n`);
  expect(await loadCookieSecret({ file })).toBe('s'.repeat(32));
});
