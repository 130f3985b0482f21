import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@digits/service';
import { expect, test } from 'vitest';
import { readConfig } from './config.js';
import { modelDir, ROOT } from './testing/test-app.js';

test('without any setting, everything is on this machine', () => {
  expect(readConfig({}, false)).toEqual({
    host: '127.0.0.1',
    port: 8501,
    store: { dataDir: join(ROOT, 'data'), waitMs: 30_000, maxSpoolBytes: 1e9 },
    cookieSecret: { dataDir: join(ROOT, 'data') },
    operatorToken: null,
    metricsToken: null,
    modelDir: modelDir(),
    remoteModel: null,
    webRoot: join(ROOT, 'apps/web/dist'),
    logLevel: 'info',
    picturePrivateHosts: [],
    rateLimit: 300,
    trustProxy: false,
  });
});

test('an empty setting is as none', () => {
  expect(readConfig({ PORT: '', DATABASE_URL: '', MODEL_DIR: '', TRUST_PROXY: '' }, false)).toEqual(
    readConfig({}, false),
  );
});

test('each setting is taken', () => {
  const env = {
    HOST: '::1',
    PORT: '0',
    DATA_DIR: '/elsewhere',
    MODEL_DIR: '/models/mine/2',
    MODEL_URL: 'http://models:8000/',
    MODEL_TIMEOUT: '250',
    LOG_LEVEL: 'debug',
    RATE_LIMIT: '0',
    PICTURE_PRIVATE_HOSTS: '10.0.0.7, fd00::/8',
    TRUST_PROXY: 'true',
    DATABASE_WAIT: '5',
    SPOOL_LIMIT: '2',
  };
  expect(readConfig(env, false)).toMatchObject({
    host: '::1',
    port: 0,
    store: { dataDir: '/elsewhere', waitMs: 5_000, maxSpoolBytes: 2e6 },
    modelDir: '/models/mine/2',
    remoteModel: { url: 'http://models:8000/', timeoutMs: 250 },
    logLevel: 'debug',
    rateLimit: 0,
    picturePrivateHosts: ['10.0.0.7', 'fd00::/8'],
    trustProxy: 1,
  });
  const databaseUrl = 'postgresql://user@host/digits';
  expect(readConfig({ DATABASE_URL: databaseUrl, DATA_DIR: '/elsewhere' }, false).store).toMatchObject({
    databaseUrl,
    dataDir: '/elsewhere',
  });
});

const SECRET = 'x'.repeat(32);

test('the cookies’ secret is given, in a file, or kept with the data', () => {
  expect(readConfig({ DATA_DIR: '/elsewhere' }, false).cookieSecret).toEqual({ dataDir: '/elsewhere' });
  expect(readConfig({ COOKIE_SECRET: SECRET }, false).cookieSecret).toEqual({ secret: SECRET });
  expect(readConfig({ COOKIE_SECRET_FILE: '/run/secret' }, false).cookieSecret).toEqual({ file: '/run/secret' });
});

test('a secret that cannot be used is not told', () => {
  expect(() => readConfig({ COOKIE_SECRET: 'mine' }, false)).toThrow(
    'COOKIE_SECRET is not possible: it should be a secret of at least 32 characters.',
  );
  expect(() => readConfig({ COOKIE_SECRET: SECRET, COOKIE_SECRET_FILE: '/run/secret' }, false)).toThrow(
    'COOKIE_SECRET and COOKIE_SECRET_FILE are both set: unset one of them.',
  );
});

test.each(['OPERATOR_TOKEN', 'METRICS_TOKEN'] as const)('%s is given, or in a file, or there is none', (name) => {
  const key = name === 'OPERATOR_TOKEN' ? 'operatorToken' : 'metricsToken';
  expect(readConfig({ [name]: SECRET }, false)[key]).toEqual({ secret: SECRET });
  expect(readConfig({ [`${name}_FILE`]: '/run/token' }, false)[key]).toEqual({ file: '/run/token' });
  expect(() => readConfig({ [name]: 'short' }, false)).toThrow(
    `${name} is not possible: it should be a token of at least 32 letters, digits and signs of ASCII, without spaces.`,
  );
  // What no header can carry would be a token that nobody can send.
  for (const part of [' ', 'é', '’', '\t', '\u007f', '🔑']) {
    const load = () => readConfig({ [name]: SECRET + part + SECRET }, false);
    expect(load).toThrow(/^[A-Z_]+ is not possible: it should be a token [^x]+$/);
  }
  expect(readConfig({ [name]: `${SECRET}!~"\\=` }, false)[key]).toEqual({ secret: `${SECRET}!~"\\=` });
  expect(() => readConfig({ [name]: SECRET, [`${name}_FILE`]: '/run/token' }, false)).toThrow('are both set');
});

test('the database’s address, with its password, may be in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'digits-config-'));
  const file = join(folder, 'url');
  writeFileSync(file, ' postgresql://user:secret@host/digits\n');
  expect(readConfig({ DATABASE_URL_FILE: file }, false).store).toMatchObject({
    databaseUrl: 'postgresql://user:secret@host/digits',
  });
  expect(() => readConfig({ DATABASE_URL_FILE: `${file}x` }, false)).toThrow(
    `DATABASE_URL_FILE=${file}x cannot be read`,
  );
  writeFileSync(file, ' \n');
  expect(() => readConfig({ DATABASE_URL_FILE: file }, false)).toThrow(`DATABASE_URL_FILE=${file} is empty.`);
  expect(() => readConfig({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgresql://x/y' }, false)).toThrow(
    'DATABASE_URL and DATABASE_URL_FILE are both set: unset one of them.',
  );
  rmSync(folder, { recursive: true });
});

test('in production a secret that servers share is given, never made', () => {
  const production = { NODE_ENV: 'production', DATABASE_URL: 'postgresql://host/digits' };
  expect(() => readConfig(production, false)).toThrow(/^Set COOKIE_SECRET, or COOKIE_SECRET_FILE, to at least 32/);
  expect(readConfig({ ...production, COOKIE_SECRET: SECRET }, false).cookieSecret).toEqual({ secret: SECRET });
  // A database of one server's own has one secret, too.
  expect(readConfig({ NODE_ENV: 'production' }, false).cookieSecret).toEqual({ dataDir: join(ROOT, 'data') });
  expect(readConfig({ DATABASE_URL: 'postgresql://host/digits' }, false).cookieSecret).toHaveProperty('dataDir');
});

test.each([
  'models:8000',
  '127.0.0.1:8000',
  'ftp://models',
  'http://',
  'http://user:hunter2@models',
  'http://models/?a=hunter2',
])('MODEL_URL=%s is not possible, and is not told', (url) => {
  const message =
    'MODEL_URL is not possible: it should be the address of a model server, such as http://127.0.0.1:8000.';
  expect(() => readConfig({ MODEL_URL: url }, false)).toThrow(new ConfigError(message));
});

test.each(['9', '60001', '1s', '-1'])('MODEL_TIMEOUT=%s is not possible', (MODEL_TIMEOUT) => {
  expect(() => readConfig({ MODEL_TIMEOUT }, false)).toThrow(/^MODEL_TIMEOUT=.* it should be how long/);
});

test('folders are found from the repository’s root', () => {
  expect(readConfig({ DATA_DIR: 'mine', MODEL_DIR: './models/x/1' }, false)).toMatchObject({
    store: { dataDir: join(ROOT, 'mine') },
    modelDir: join(ROOT, 'models/x/1'),
  });
});

test('the log is quiet where a person looks on', () => {
  expect(readConfig({}, true).logLevel).toBe('warn');
  expect(readConfig({ npm_lifecycle_event: 'start' }, false).logLevel).toBe('warn');
  expect(readConfig({ npm_lifecycle_event: 'start', LOG_LEVEL: 'info' }, true).logLevel).toBe('info');
});

test.each(['127.0.0.1', '10.0.0.0/8', '::1', 'fd00::/8', '10.0.0.1, 10.0.0.2,fd00::1'])('TRUST_PROXY=%s', (list) => {
  expect(readConfig({ TRUST_PROXY: list }, false).trustProxy).toBe(list);
});

test.each([
  '1.2.3.4.5',
  '999.1.1.1',
  '10.0.0.0/0',
  '10.0.0.0/33',
  'fd00::/129',
  '10.0.0.0/8/8',
  '10.0.0.1,',
  'proxy',
  '10.0.0.0/',
])('TRUST_PROXY=%s is not possible', (list) => {
  expect(() => readConfig({ TRUST_PROXY: list }, false)).toThrow(ConfigError);
  expect(() => readConfig({ PICTURE_PRIVATE_HOSTS: list }, false)).toThrow(ConfigError);
});
