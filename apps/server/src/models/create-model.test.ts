// The model server and the own copy: asked again where that may help, answered by the copy where it does not, and told of in metrics and log.
import { setTimeout as sleep } from 'node:timers/promises';
import { KNOWN_DIGIT, KNOWN_IMAGE, loadRecognizer, type Recognizer } from '@digits/recognizer/node';
import type { RunningService } from '@digits/service/testing';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Fault, type FaultyProxy, runModelServer, startFaultyProxy } from '../testing/model-servers.js';
import { modelDir } from '../testing/test-app.js';
import { createModel } from './create-model.js';
import { createModelMetrics } from './model-metrics.js';

/** Long enough for a busy machine; what waits for it, waits as long. */
const TIMEOUT_MS = 3_000;
let server: RunningService;
let local: Recognizer;
beforeAll(async () => {
  [server, local] = await Promise.all([runModelServer(), loadRecognizer(modelDir())]);
});
afterAll(async () => {
  await Promise.all([server.stop(), local.close()]);
});

let proxy: FaultyProxy;
let model: ReturnType<typeof createModel>;
let registry: Registry;
let warnings: string[];
const connect = (timeoutMs: number) =>
  createModel({
    local,
    remote: { url: proxy.url, timeoutMs },
    metrics: createModelMetrics(registry),
    log: { warn: (...args: unknown[]) => void warnings.push(String(args.at(-1))) },
  });
beforeEach(async () => {
  proxy = await startFaultyProxy(server.url);
  registry = new Registry();
  warnings = [];
  model = connect(TIMEOUT_MS);
});
afterEach(async () => {
  await model.close();
  await proxy.close();
});

const metric = async (line: string) => new RegExp(`^${line} (\\d+)$`, 'm').exec(await registry.metrics())?.[1] ?? '0';
const answersBy = (source: string) => metric(`model_answers_total\\{source="${source}"\\}`);
const failuresBy = (reason: string) => metric(`model_server_failures_total\\{reason="${reason}"\\}`);

/** Asks once. @returns who answered, and it must be right */
async function ask(): Promise<string> {
  const { source, recognitions, model: identity } = await model.recognize([KNOWN_IMAGE]);
  expect(recognitions.map(({ digit }) => digit)).toEqual([KNOWN_DIGIT]);
  expect(identity).toEqual({ name: 'mnist-cnn', version: local.manifest.version });
  return source;
}

const status =
  (code: number, headers: Record<string, string> = {}): Fault =>
  (response) =>
    response.writeHead(code, headers).end('{"error": "no"}');
const hangUp: Fault = (response) => response.destroy();
const hang: Fault = () => undefined;
const cut: Fault = (response, { body, headers }) =>
  response.writeHead(200, headers).end(body.subarray(0, body.length - 20));
const breakOff: Fault = (response, { body, headers }) => {
  response.writeHead(200, { ...headers, 'content-length': body.length }).write(body.subarray(0, 50));
  setTimeout(() => response.destroy(), 10);
};
const flood: Fault = (response) => response.writeHead(200).end(Buffer.alloc(2_000_000, ' '));

test('a model server that is well answers, all but blanks', async () => {
  expect(await ask()).toBe('remote');
  const { source, recognitions } = await model.recognize([null, KNOWN_IMAGE, null]);
  expect([source, recognitions.map(({ digit }) => digit)]).toEqual(['remote', [null, KNOWN_DIGIT, null]]);
  expect((await model.recognize([null])).recognitions).toMatchObject([{ digit: null, rejected: true }]);
  expect([await answersBy('remote'), await answersBy('local'), proxy.requests]).toEqual(['2', '1', 2]);
  expect(await metric('model_server_breaker\\{state="closed"\\}')).toBe('1');
  expect(warnings).toEqual([]);
});

describe('what may be different next time is asked again', () => {
  test.each([
    ['a broken connection', [hangUp]],
    ['two of them', [hangUp, hangUp]],
    ['an answer broken off', [breakOff]],
    ['503', [status(503)]],
    ['502, then 504', [status(502), status(504)]],
    ['503 that says to come at once', [status(503, { 'retry-after': '0' })]],
    ['an answer that does not come', [hang]],
  ])('%s', async (_what, faults) => {
    proxy.faults = [...faults];
    expect(await ask()).toBe('remote');
    expect([proxy.requests, await answersBy('local'), warnings]).toEqual([faults.length + 1, '0', []]);
  });
});

describe('what gets no answer is answered by the own copy', () => {
  test.each([
    ['no connection, three times', hangUp, 3, 'connection'],
    ['503, three times', status(503), 3, 'status'],
    ['503 that says to come later', status(503, { 'retry-after': '1' }), 1, 'status'],
    ['400, which stays so', status(400), 1, 'status'],
    ['404, which stays so', status(404), 1, 'status'],
    ['500, which may have done something', status(500), 1, 'status'],
    ['an answer that is none', status(200), 1, 'answer'],
    ['an answer cut short', cut, 1, 'answer'],
    ['an answer without end', flood, 1, 'answer'],
    ['silence', hang, 2, 'timeout'],
  ] as const)('%s', async (_what, fault, requests, reason) => {
    proxy.always = fault;
    expect(await ask()).toBe('local');
    expect(proxy.requests).toBe(requests);
    expect([await answersBy('local'), await failuresBy(reason)]).toEqual(['1', '1']);
    expect(warnings).toEqual([
      expect.stringMatching(/^the model server gives no answer \(.+\): the own copy answers instead$/),
    ]);
    proxy.always = null;
    expect(await ask()).toBe('remote');
  });
});

test('a server that is down is not asked by every request, and is asked again once it is back', async () => {
  proxy.always = hangUp;
  for (let i = 0; i < 5; i++) expect(await ask()).toBe('local');
  const asked = proxy.requests;
  expect(await metric('model_server_breaker\\{state="open"\\}')).toBe('1');
  for (let i = 0; i < 50; i++) expect(await ask()).toBe('local');
  expect(proxy.requests).toBe(asked);
  expect(await failuresBy('connection')).toBe('5');
  proxy.always = null;
  await vi.waitFor(async () => expect(await ask()).toBe('remote'), { timeout: 30_000, interval: 20 });
  expect(await metric('model_server_breaker\\{state="closed"\\}')).toBe('1');
  expect(await metric('model_server_breaker\\{state="open"\\}')).toBe('0');
  expect(warnings).toHaveLength(1);
});

test('while one request finds out whether it is back, others do not wait for it', async () => {
  proxy.always = hangUp;
  for (let i = 0; i < 5; i++) await ask();
  proxy.always = hang;
  const asked = proxy.requests;
  await vi.waitFor(
    async () => {
      void ask();
      await sleep(1);
      expect(proxy.requests).toBeGreaterThan(asked);
    },
    { timeout: 30_000, interval: 20 },
  );
  const others = Array.from({ length: 30 }, () => ask());
  const late = sleep(TIMEOUT_MS / 2, 'late');
  expect(await Promise.race([Promise.all(others), late])).toEqual(new Array(30).fill('local'));
  expect(proxy.requests).toBe(asked + 1);
});

test('many at once are answered, and listen to nothing for longer than they last', async () => {
  await model.close();
  registry.clear();
  model = connect(60_000);
  const complaints: string[] = [];
  const complain = ({ message }: Error) => complaints.push(message);
  process.on('warning', complain);
  expect(await Promise.all(Array.from({ length: 200 }, ask))).toEqual(new Array(200).fill('remote'));
  await sleep(10);
  process.off('warning', complain);
  expect(complaints).toEqual([]);
});

test('the log says when it is well again', async () => {
  proxy.faults = [status(400)];
  expect(await ask()).toBe('local');
  expect(await ask()).toBe('remote');
  expect(warnings).toHaveLength(1);
  await vi.waitFor(
    async () => {
      expect(await ask()).toBe('remote');
      expect(warnings[1]).toBe('the model server answers again');
    },
    { timeout: 30_000, interval: 200 },
  );
  expect(await ask()).toBe('remote');
  expect(warnings).toHaveLength(2);
});

/** An answer that fits together, of another digit. */
const wrong: Fault = (response, { body, headers }) => {
  const bytes = Buffer.from(body);
  const digitAt = Number(headers['inference-header-content-length']);
  const probabilitiesAt = digitAt + 16;
  const other = (KNOWN_DIGIT + 1) % 10;
  const [known, unlikely] = [KNOWN_DIGIT, other].map((digit) => bytes.readDoubleLE(probabilitiesAt + 8 * digit));
  bytes.writeBigInt64LE(BigInt(other), digitAt);
  bytes.writeDoubleLE(known ?? 0, probabilitiesAt + 8 * other);
  bytes.writeDoubleLE(unlikely ?? 0, probabilitiesAt + 8 * KNOWN_DIGIT);
  response.writeHead(200, headers).end(bytes);
};

describe('a check', () => {
  const WELL = { fault: null, source: 'remote', remoteFault: null };

  test('finds a model server that is wrong, which is then not asked until one finds it right', async () => {
    expect(await model.check()).toEqual(WELL);
    proxy.always = wrong;
    expect((await model.recognize([KNOWN_IMAGE])).recognitions[0]?.digit).not.toBe(KNOWN_DIGIT);
    const remoteFault = 'wrong about a known drawing';
    expect(await model.check()).toEqual({ fault: null, source: 'local', remoteFault });
    expect(await failuresBy('answer')).toBe('1');
    expect(warnings).toEqual([expect.stringContaining(`(it is ${remoteFault}): the own copy answers instead`)]);
    const asked = proxy.requests;
    for (let i = 0; i < 5; i++) expect(await ask()).toBe('local');
    expect(proxy.requests).toBe(asked);
    // Gone is not right.
    proxy.always = status(400);
    expect(await model.check()).toEqual({ fault: null, source: 'local', remoteFault });
    proxy.always = null;
    expect(await model.check()).toEqual(WELL);
    expect(await ask()).toBe('remote');
  });

  test('of a model server that gives no answer is one of the own copy', async () => {
    proxy.always = status(400);
    expect(await model.check()).toEqual({ fault: null, source: 'local', remoteFault: null });
  });
});

test('nobody at the address', async () => {
  await proxy.close();
  expect(await ask()).toBe('local');
  expect(warnings[0]).toContain('ECONNREFUSED');
  proxy = await startFaultyProxy(server.url);
});
