// Releases that come and go while a real process serves: found without a restart, served only when whole and right, and no request dropped.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningService } from '@digits/service/testing';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Answer, dataOf, INFER, knownInput, post } from './testing/infer.js';
import { createModelsFolder, MODELS, type ModelsFolder, runModelServer } from './testing/model-server.js';

let models: ModelsFolder;
let server: RunningService;
beforeEach(async () => {
  models = createModelsFolder();
  models.release('1');
  models.use('1');
  server = await runModelServer({ MODELS_DIR: models.path, MODELS_POLL: '1', LOG_LEVEL: 'info' });
});
afterEach(async () => {
  expect(await server.stop()).toBe(0);
  rmSync(models.path, { recursive: true });
});

const index = async () =>
  (await (await post(server.url, '{}', '/v2/repository/index')).json()) as {
    version: string;
    state: string;
    reason: string;
  }[];
const states = async () => (await index()).map(({ version, state }) => `${version} ${state}`);
const currentVersion = async () =>
  ((await (await post(server.url, { inputs: [knownInput()] })).json()) as Answer).model_version;
const WAIT = { timeout: 30_000, interval: 50 };
const logged = (text: string): number => server.output.stdout.split('\n').filter((line) => line.includes(text)).length;

/** Asks without a pause until it is told to end; every answer must be right. */
function startLoad(callers: number, path = INFER) {
  const versions: string[] = [];
  let isEnding = false;
  const body = JSON.stringify({ inputs: [knownInput()], outputs: [{ name: 'digit' }] });
  const done = Promise.all(
    Array.from({ length: callers }, async () => {
      while (!isEnding) {
        const response = await post(server.url, body, path);
        expect(response.status).toBe(200);
        const answer = (await response.json()) as Answer;
        expect(dataOf(answer, 'digit')).toEqual([0]);
        versions.push(answer.model_version);
      }
    }),
  );
  return {
    versions,
    async end() {
      isEnding = true;
      await done;
    },
  };
}

describe('a new release', () => {
  test('is found and taken over under load without a request dropped or answered wrongly', async () => {
    const load = startLoad(8);
    await vi.waitFor(() => expect(load.versions.length).toBeGreaterThan(20), WAIT);
    models.release('2');
    models.use('2');
    await vi.waitFor(() => expect(load.versions.at(-1)).toBe('2'), WAIT);
    models.use('1');
    await vi.waitFor(() => expect(load.versions.at(-1)).toBe('1'), WAIT);
    models.use('2');
    await vi.waitFor(() => expect(load.versions.at(-1)).toBe('2'), WAIT);
    await load.end();
    expect(new Set(load.versions)).toEqual(new Set(['1', '2']));
    expect((await fetch(`${server.url}/v2/models/mnist-cnn/versions/1/ready`)).status).toBe(200);
  });

  test('is found at once on SIGHUP', async () => {
    models.release('2');
    models.use('2');
    server.child.kill('SIGHUP');
    await vi.waitFor(async () => expect(await currentVersion()).toBe('2'), { timeout: 900, interval: 20 });
  });

  test('is not served while it is copied, and is once it is whole', async () => {
    const folder = models.folderOf('2');
    mkdirSync(folder);
    await vi.waitFor(async () => expect(await states()).toEqual(['1 READY', '2 UNAVAILABLE']), WAIT);
    const source = (file: string) => join(MODELS, 'mnist-cnn', '2', file);
    copyFileSync(source('manifest.json'), join(folder, 'manifest.json'));
    const model = readFileSync(source('model.onnx'));
    writeFileSync(join(folder, 'model.onnx'), model.subarray(0, model.length / 2));
    models.use('2');
    await vi.waitFor(async () => expect((await index())[1]?.reason).toContain('SHA-256'), WAIT);
    expect(await currentVersion()).toBe('1');
    const refused = await post(server.url, { inputs: [knownInput()] }, '/v2/models/mnist-cnn/versions/2/infer');
    expect(refused.status).toBe(503);
    const ready = await fetch(`${server.url}/v2/models/mnist-cnn/versions/2/ready`);
    expect([ready.status, await ready.json()]).toEqual([503, { name: 'mnist-cnn', ready: false }]);
    expect((await fetch(`${server.url}/v2/health/ready`)).status).toBe(200);
    writeFileSync(join(folder, 'model.onnx'), model);
    await vi.waitFor(async () => expect(await currentVersion()).toBe('2'), WAIT);
  });
});

describe('a release that cannot be served is told of once and left aside', () => {
  const edit = (version: string, change: (manifest: Record<string, unknown>) => void) => {
    const file = join(models.folderOf(version), 'manifest.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    change(manifest);
    writeFileSync(`${file}.new`, JSON.stringify(manifest));
    renameSync(`${file}.new`, file);
  };

  test.each([
    [
      'wrong about a known drawing',
      // Ink this faint is none.
      (manifest: Record<string, unknown>) =>
        Object.assign(manifest, { version: '3', input: { shape: [1, 28, 28], scale: 1e-12 } }),
    ],
    ['its manifest says that it is mnist-cnn 2', () => undefined],
    [
      'its manifest says that it is other 3',
      (manifest: Record<string, unknown>) => Object.assign(manifest, { version: '3', name: 'other' }),
    ],
    ['is not JSON', null],
  ])('%s', async (reason, change) => {
    models.release('2', '3');
    if (change) edit('3', change);
    else writeFileSync(join(models.folderOf('3'), 'manifest.json'), '{');
    models.use('3');
    await vi.waitFor(
      async () =>
        expect((await index())[1]).toMatchObject({ state: 'UNAVAILABLE', reason: expect.stringContaining(reason) }),
      WAIT,
    );
    await vi.waitFor(() => expect(logged('mnist-cnn 3 should be current, but cannot be served')).toBe(1), WAIT);
    const looks = logged(reason);
    server.child.kill('SIGHUP');
    // Found by a look that began later: so there was another look at 3.
    models.release('2');
    await vi.waitFor(async () => expect(await states()).toEqual(['1 READY', '2 READY', '3 UNAVAILABLE']), WAIT);
    expect(logged(reason)).toBe(looks);
    expect(await currentVersion()).toBe('1');
  });

  test.each(['manifest.json', 'model.onnx'])('a pipe as %s', async (file) => {
    models.release('2', '3');
    const path = join(models.folderOf('3'), file);
    rmSync(path);
    execFileSync('mkfifo', [path]);
    const reason = expect.stringContaining(`${file} is not a regular file`);
    await vi.waitFor(async () => expect((await index())[1]).toMatchObject({ state: 'UNAVAILABLE', reason }), WAIT);
    // Others are found all the same.
    models.release('2');
    await vi.waitFor(async () => expect(await states()).toEqual(['1 READY', '2 READY', '3 UNAVAILABLE']), WAIT);
  });

  test('a pipe as current.json', async () => {
    const pointer = join(models.path, 'mnist-cnn/current.json');
    rmSync(pointer);
    execFileSync('mkfifo', [pointer]);
    await vi.waitFor(() => expect(logged('current.json is not a regular file')).toBe(1), WAIT);
    expect(await currentVersion()).toBe('1');
    models.release('2');
    models.use('2');
    await vi.waitFor(async () => expect(await currentVersion()).toBe('2'), WAIT);
  });

  test('a pointer to nowhere', async () => {
    models.use('7');
    await vi.waitFor(
      () => expect(logged('mnist-cnn 7 should be current, but cannot be served: mnist-cnn 1 still is.')).toBe(1),
      WAIT,
    );
    expect(await currentVersion()).toBe('1');
  });
});

describe('a release whose folder is gone', () => {
  test('is let go when its requests are answered', async () => {
    models.release('2');
    await vi.waitFor(async () => expect(await states()).toEqual(['1 READY', '2 READY']), WAIT);
    const statuses: number[] = [];
    const many = { inputs: [knownInput(200)], outputs: [{ name: 'digit' }] };
    const asked = Array.from({ length: 4 }, async () => {
      const response = await post(server.url, many, '/v2/models/mnist-cnn/versions/2/infer');
      statuses.push(response.status);
      if (response.ok) expect(dataOf((await response.json()) as Answer, 'digit')).toEqual(new Array(200).fill(0));
    });
    rmSync(models.folderOf('2'), { recursive: true });
    server.child.kill('SIGHUP');
    await Promise.all(asked);
    // Whether each came before or after is chance; what came before was answered.
    expect(new Set([...statuses, 200, 404])).toEqual(new Set([200, 404]));
    await vi.waitFor(async () => expect(await states()).toEqual(['1 READY']), WAIT);
    const gone = await post(server.url, { inputs: [knownInput()] }, '/v2/models/mnist-cnn/versions/2/infer');
    expect(gone.status).toBe(404);
    expect(await (await fetch(`${server.url}/metrics`)).text()).not.toMatch(/^models_loaded\{.*version="2"/m);
  });

  test('stays while it is the current one', async () => {
    rmSync(models.folderOf('1'), { recursive: true });
    server.child.kill('SIGHUP');
    models.release('2');
    await vi.waitFor(async () => expect(await states()).toEqual(['1 READY', '2 READY']), WAIT);
    expect(await currentVersion()).toBe('1');
    models.use('2');
    await vi.waitFor(async () => expect(await states()).toEqual(['2 READY']), WAIT);
    expect(await currentVersion()).toBe('2');
  });
});
