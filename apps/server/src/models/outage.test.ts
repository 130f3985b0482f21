// A real web server and a real model server: the one is killed under the other's load, comes back, and may have another version.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { type RunningService, runService } from '@digits/service/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ZERO } from '../testing/drawings.js';
import { runModelServer } from '../testing/model-servers.js';
import { modelDir, ROOT } from '../testing/test-app.js';

/** Requests that are under way at the same time. */
const CALLERS = 8;
const BODY = JSON.stringify({ strokes: ZERO, size: 280 });
const WAIT = { timeout: 60_000, interval: 50 };

let folder: string;
let models: RunningService;
let web: RunningService;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'digits-outage-'));
  // The model server has an older version than the web server's own copy: the log must say which one answered.
  cpSync(join(ROOT, 'models'), join(folder, 'models'), { recursive: true });
  writeFileSync(join(folder, 'models/mnist-cnn/current.json'), '{"version": "1"}');
  models = await runModelServer({ MODELS_DIR: join(folder, 'models') });
  web = await runService(join(ROOT, 'apps/server/dist/main.js'), 'MNIST Digit Classifier', {
    DATA_DIR: join(folder, 'data'),
    MODEL_URL: models.url,
    RATE_LIMIT: '0',
    LOG_LEVEL: 'warn',
  });
});
afterEach(async () => {
  await Promise.all([web.stop('SIGKILL'), models.stop('SIGKILL')]);
  rmSync(folder, { recursive: true });
});

interface Prediction {
  readonly id: string;
  readonly digit: number;
  readonly model: { readonly name: string; readonly version: string };
}

async function predict(): Promise<Prediction> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${web.url}/api/v1/predictions`, { method: 'POST', headers, body: BODY });
  expect(response.status).toBe(201);
  const prediction = (await response.json()) as Prediction;
  expect(prediction.digit).toBe(0);
  return prediction;
}

/** Predicts without a pause until it is told to end. */
function startLoad() {
  const answered: Prediction[] = [];
  let isEnding = false;
  const load = Promise.all(
    Array.from({ length: CALLERS }, async () => {
      while (!isEnding) answered.push(await predict());
    }),
  );
  const end = async (): Promise<void> => {
    isEnding = true;
    await load;
  };
  return { answered, end };
}

const own = basename(modelDir());
const ready = async () => (await (await fetch(`${web.url}/health/ready`)).json()) as Record<string, string>;

test('kill -9 of the model server under load: every request is answered, by the own copy; once it is back, by it', async () => {
  const { answered, end } = startLoad();
  const last = () => answered.at(-1)?.model.version;

  await vi.waitFor(() => expect(answered.length).toBeGreaterThan(20), WAIT);
  expect(last()).toBe('1');
  expect(await ready()).toMatchObject({ status: 'ok', model: 'ok', modelSource: 'remote' });

  await models.stop('SIGKILL');
  await vi.waitFor(() => expect(last()).toBe(own), WAIT);
  expect(await ready()).toMatchObject({ status: 'ok', model: 'ok', modelSource: 'local' });
  const metrics = await (await fetch(`${web.url}/metrics`)).text();
  expect(metrics).toMatch(/^model_answers_total\{source="local"\} [1-9]/m);
  expect(metrics).toMatch(/^model_answers_total\{source="remote"\} [1-9]/m);
  expect(metrics).toMatch(/^model_server_breaker\{state="(open|half-open)"\} 1$/m);

  models = await runModelServer({ MODELS_DIR: join(folder, 'models'), PORT: new URL(models.url).port });
  await vi.waitFor(() => expect(last()).toBe('1'), WAIT);
  await vi.waitFor(async () => expect(await ready()).toMatchObject({ modelSource: 'remote' }), WAIT);
  await end();

  // What is logged names the model that answered.
  for (const version of ['1', own]) {
    const one = answered.findLast(({ model }) => model.version === version);
    const record = await fetch(`${web.url}/api/v1/predictions/${one?.id}`);
    expect(await record.json()).toMatchObject({ model: { name: 'mnist-cnn', version } });
  }
  // Told of in the log once, however many requests it was.
  const told = web.output.stdout.split('\n').filter((line) => line.includes('the model server gives no answer'));
  expect(told).toHaveLength(1);
});

test('a model server that is there only later', async () => {
  await models.stop('SIGKILL');
  expect((await predict()).model.version).toBe(own);
  models = await runModelServer({ MODELS_DIR: join(folder, 'models'), PORT: new URL(models.url).port });
  await vi.waitFor(async () => expect((await predict()).model.version).toBe('1'), WAIT);
});

test('a model server that is told to stop under load: every request is answered', async () => {
  const { answered, end } = startLoad();
  await vi.waitFor(() => expect(answered.length).toBeGreaterThan(20), WAIT);
  expect(await models.stop('SIGTERM')).toBe(0);
  await vi.waitFor(() => expect(answered.at(-1)?.model.version).toBe(own), WAIT);
  await end();
});

test('a model server that hangs: every request is answered, by the own copy; once it goes on, by it', async () => {
  expect((await predict()).model.version).toBe('1');
  models.child.kill('SIGSTOP');
  const answered = await Promise.all(Array.from({ length: 3 * CALLERS }, predict));
  expect(new Set(answered.map(({ model }) => model.version))).toEqual(new Set([own]));
  expect(await ready()).toMatchObject({ status: 'ok', modelSource: 'local' });
  models.child.kill('SIGCONT');
  await vi.waitFor(async () => expect((await predict()).model.version).toBe('1'), WAIT);
});
