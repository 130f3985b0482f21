// Starting and stopping the real process: what a person reads when it cannot start, and that stopping loses nothing.
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { launchService, runService, type ServiceProcess } from '@digits/service/testing';
import { findPostgres, startPostgres } from '@digits/store/testing';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ZERO } from './testing/drawings.js';
import { modelDir, ROOT } from './testing/test-app.js';

const MAIN = join(ROOT, 'apps/server/dist/main.js');
const PAYLOAD = JSON.stringify({ strokes: ZERO, size: 280 });

let folder: string;
let dataDir: string;
const running = new Set<ChildProcess>();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'digits-main-'));
  dataDir = join(folder, 'data');
});
afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Remembers a process until it ends. */
function remember<S extends ServiceProcess>(service: S): S {
  running.add(service.child);
  void service.ended.then(() => running.delete(service.child));
  return service;
}

const launch = (env: Record<string, string>) => remember(launchService(MAIN, { DATA_DIR: dataDir, ...env }));

/** Starts a server and waits until it says that it can answer. */
const startServer = async (env: Record<string, string> = {}) =>
  remember(await runService(MAIN, 'MNIST Digit Classifier', { DATA_DIR: dataDir, ...env }));

/** Expects that the server does not start; returns the one line that says why. */
async function messageOf(env: Record<string, string>): Promise<string> {
  const { output, ended } = launch(env);
  expect(await ended).toBe(1);
  expect(output.stdout).toMatch(/^(Making a database in .+…\n)?$/);
  expect(output.stderr).toMatch(/^[^\n]+\n$/);
  expect(output.stderr).not.toMatch(/\bat .*:\d+:\d+|node_modules/);
  return output.stderr.trim();
}

describe('a server that can start', () => {
  test('says where, answers, and has all again after the next start', async () => {
    const first = await startServer();
    expect(first.output.stdout).toMatch(
      /^Making a database in .+pglite…\nMNIST Digit Classifier: http:\/\/127\.0\.0\.1:\d+\n$/,
    );
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${first.url}/api/v1/predictions`, { method: 'POST', headers, body: PAYLOAD });
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as { id: string };
    expect(await first.stop('SIGTERM')).toBe(0);
    expect(first.output.stderr).toBe('');
    expect(existsSync(join(dataDir, 'pglite.lock'))).toBe(false);

    const second = await startServer();
    expect(second.output.stdout).toBe(`MNIST Digit Classifier: ${second.url}\n`);
    expect((await fetch(`${second.url}/api/v1/predictions/${id}`)).status).toBe(200);
    expect(await second.stop('SIGINT')).toBe(0);
  });

  test('finishes the request it is in when it is told to stop', async () => {
    const { url, stop } = await startServer();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk.toString();
    });
    const head =
      `POST /api/v1/predictions HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n` +
      `Content-Length: ${PAYLOAD.length}\r\nExpect: 100-continue\r\n\r\n`;
    socket.write(head + PAYLOAD.slice(0, 20));
    // "100 Continue": the server has begun to read the request.
    await once(socket, 'data');
    const ended = stop();
    socket.write(PAYLOAD.slice(20));
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 201 /m);
    expect(await ended).toBe(0);
  });

  test('is told once by a Ctrl-C that arrives more than once', async () => {
    const { child, ended } = await startServer();
    for (let i = 0; i < 4; i++) {
      child.kill('SIGINT');
      await sleep(5);
    }
    expect(await ended).toBe(0);
    expect(existsSync(join(dataDir, 'pglite.lock'))).toBe(false);
  });

  test('works without a page, and with a log line for each request where asked', async () => {
    const { url, output, stop } = await startServer({ LOG_LEVEL: 'info' });
    await fetch(`${url}/health/live`);
    await stop();
    const lines = output.stdout.split('\n').filter((line) => line.startsWith('{'));
    expect(lines.map((line) => JSON.parse(line)).some(({ req }) => req?.url === '/health/live')).toBe(true);
  });

  test('writes nothing to its log that is a visitor’s, or a secret, whatever is sent', async () => {
    const token = 'operator-token-of-this-test-0123456789abcdef';
    const { url, output, stop } = await startServer({ LOG_LEVEL: 'trace', OPERATOR_TOKEN: token, TRUST_PROXY: 'true' });
    const secrets = [
      'SECRETcookie',
      'SECRETbearer',
      'SECRETquery',
      'SECRETimage',
      'SECRETkey',
      'SECRETpassword',
      'SECRETbasic',
    ];
    const headers = { cookie: 'visitor=SECRETcookie', 'content-type': 'application/json', 'x-request-id': 'edge-7' };
    const image = `data:image/png;base64,SECRETimage${'A'.repeat(500)}`;
    const send = (path: string, init: RequestInit = {}, more: Record<string, string> = {}) =>
      fetch(url + path, { ...init, headers: { ...headers, ...more } });
    const predictions = '/api/v1/predictions';
    const statuses = [
      await send(predictions, { method: 'POST', body: PAYLOAD }),
      await send(predictions, { method: 'POST', body: JSON.stringify({ image }) }),
      await send(predictions, { method: 'POST', body: JSON.stringify({ SECRETkey: 1 }) }),
      await send(predictions, { method: 'POST', body: `{"SECRETkey": ` }),
      await send(`${predictions}?access_token=SECRETquery`),
      await send(`${predictions}?visitor=all`, {}, { authorization: 'Bearer SECRETbearer' }),
      await send(`${predictions}?visitor=all`, {}, { authorization: `Bearer ${token}` }),
      await send(predictions, {}, { authorization: `Basic ${btoa('SECRETbasic:x')}` }),
      await send('/api/v1/pictures', {
        method: 'POST',
        body: JSON.stringify({ url: 'http://user:SECRETpassword@127.0.0.1/' }),
      }),
      await send('/nothing?SECRETquery', {}, { authorization: 'Bearer SECRETbearer' }),
    ].map(({ status }) => status);
    expect(statuses).toEqual([201, 422, 422, 400, 422, 401, 200, 200, 422, 404]);
    expect(await stop()).toBe(0);
    const log = output.stdout + output.stderr;
    for (const secret of [...secrets, token, btoa('SECRETbasic:x'), '[140,50]']) expect(log).not.toContain(secret);
    // There is a line for each, with the id by which it is found.
    const lines = output.stdout.split('\n').filter((line) => line.startsWith('{'));
    const begun = lines.map((line) => JSON.parse(line)).filter(({ req }) => req !== undefined);
    expect(begun.map(({ reqId, req }) => [reqId, Object.keys(req).sort()])).toEqual(
      statuses.map(() => ['edge-7', ['method', 'remoteAddress', 'url']]),
    );
  });

  test('in production is told its database and its secrets by files, and makes none up', async () => {
    const file = join(folder, 'url');
    writeFileSync(file, 'postgresql://user:secret@127.0.0.1:1/digits');
    const env = { NODE_ENV: 'production', DATABASE_URL_FILE: file };
    expect(await messageOf(env)).toMatch(/^Set COOKIE_SECRET, or COOKIE_SECRET_FILE, to at least 32 characters/);
    const token = join(folder, 'token');
    writeFileSync(token, 'short');
    const message = await messageOf({ OPERATOR_TOKEN_FILE: token, DATA_DIR: join(folder, 'token-data') });
    expect(message).toBe(`OPERATOR_TOKEN_FILE=${token} holds 5 characters: a secret has at least 32.`);
  });

  const binaries = findPostgres();
  test.runIf(binaries || process.env.CI)('logs to a PostgreSQL where told to', async () => {
    if (!binaries) throw new Error('No PostgreSQL server programs found: install postgresql or set PG_BIN.');
    const postgres = await startPostgres(binaries);
    const unused = join(folder, 'no-database');
    const { url, stop } = await startServer({ DATABASE_URL: await postgres.createDatabase(), DATA_DIR: unused });
    expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    expect(await stop()).toBe(0);
    // Nothing but the secret of its visitors' cookies, and the place for what an outage would leave.
    expect(readdirSync(unused, { recursive: true })).toEqual(['cookie-secret', 'spool']);
    await postgres.stop();
  });
});

describe('a server that cannot start says why in one line', () => {
  test.each([
    [{ PORT: 'abc' }, 'PORT=abc is not possible: it should be a port, 0–65535.'],
    [{ PORT: '70000' }, 'PORT=70000 is not possible'],
    [{ PORT: '-1' }, 'PORT=-1 is not possible'],
    [{ PORT: '80.5' }, 'PORT=80.5 is not possible'],
    [{ HOST: 'my host' }, 'HOST=my host is not possible'],
    [{ HOST: '203.0.113.7' }, 'HOST=203.0.113.7 is not an address of this machine'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL=loud is not possible: it should be one of fatal, error,'],
    [{ RATE_LIMIT: 'none' }, 'RATE_LIMIT=none is not possible'],
    [{ TRUST_PROXY: 'maybe' }, 'TRUST_PROXY=maybe is not possible'],
    [{ TRUST_PROXY: '1.2.3.4.5' }, 'TRUST_PROXY=1.2.3.4.5 is not possible'],
    [{ TRUST_PROXY: '999.1.1.1' }, 'TRUST_PROXY=999.1.1.1 is not possible: it should be true, false, or the addresses'],
    [{ COOKIE_SECRET: 'hunter2' }, 'COOKIE_SECRET is not possible: it should be a secret of at least 32 characters.'],
    [{ COOKIE_SECRET_FILE: '/no/such/file' }, 'COOKIE_SECRET_FILE=/no/such/file cannot be read: ENOENT'],
    [{ DATABASE_URL: 'mysql://user:secret@host/db' }, 'DATABASE_URL is not the address of a PostgreSQL'],
  ])('%j', async (env, message) => {
    const line = await messageOf(env);
    expect(line).toContain(message);
    expect(line).not.toMatch(/user:secret|hunter2/);
  });

  test('no model', async () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    expect(await messageOf({ MODEL_DIR: empty })).toContain(`${join(empty, 'manifest.json')}: there is no such file`);
  });

  test('a damaged model', async () => {
    const damaged = join(folder, 'damaged');
    cpSync(modelDir(), damaged, { recursive: true });
    writeFileSync(join(damaged, 'model.onnx'), 'not this one');
    expect(await messageOf({ MODEL_DIR: damaged })).toContain('SHA-256');
  });

  test('damaged weights for browsers', async () => {
    const damaged = join(folder, 'damaged-weights');
    cpSync(modelDir(), damaged, { recursive: true });
    writeFileSync(join(damaged, 'weights.bin'), 'not these');
    expect(await messageOf({ MODEL_DIR: damaged })).toContain('weights.bin has SHA-256');
  });

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await messageOf({ PORT: String(port) })).toBe(
      `Port ${port} on 127.0.0.1 is in use: stop the program that uses it, or set PORT to another.`,
    );
    server.close();
    // The folder is free again for the next attempt.
    expect(existsSync(join(dataDir, 'pglite.lock'))).toBe(false);
  });

  test('a data folder that another server uses, which goes on', async () => {
    const first = await startServer();
    expect(await messageOf({})).toContain(`${dataDir} is in use by process ${first.child.pid}`);
    expect((await fetch(`${first.url}/health/ready`)).status).toBe(200);
    expect(await first.stop()).toBe(0);
  });

  test('a data folder that is a file', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(await messageOf({ DATA_DIR: file })).toContain(`The data folder ${file} cannot be written: it is a file.`);
  });

  test.runIf(process.platform === 'linux')('a data folder where none can be made', async () => {
    expect(await messageOf({ DATA_DIR: '/proc/nope' })).toBe(
      'The data folder /proc/nope cannot be written: no folder can be made in /proc. Set DATA_DIR to a folder that can.',
    );
  });

  test('a database that is not there', async () => {
    const { output, ended } = launch({
      DATABASE_URL: 'postgresql://user:secret@127.0.0.1:1/digits',
      DATABASE_WAIT: '1',
    });
    expect(await ended).toBe(1);
    const lines = output.stderr.trim().split('\n');
    const why = 'The database at 127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1.';
    expect(lines.slice(0, 2)).toEqual([`${why} Trying again in 0.2 s.`, `${why} Trying again in 0.4 s.`]);
    expect(lines.at(-1)).toBe(`${why} Check DATABASE_URL and that PostgreSQL runs there.`);
    expect(output.stdout + output.stderr).not.toContain('secret');
  });
});
