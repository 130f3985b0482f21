// The production stack on a real Docker engine: what a person does with it, what it lets in and out, and what becomes of it when parts of it die.
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasBrowser, launchBrowser, watchForProblems } from '../support/browser.js';
import { drawWithMouse, SEVEN } from '../support/drawing.js';
import { openPage, predictionOf, submit, waitForModel } from '../support/page.js';
import { type Container, docker, hasDocker, inspect, run } from './support/docker.js';
import {
  ask,
  compose,
  containersOf,
  killFromOutside,
  ONE,
  query,
  removeAll,
  stack,
  untilBack,
  untilStatus,
  up,
} from './support/stack.js';

const SERVICES = ['proxy', 'web', 'model', 'database'] as const;
const MAX_IMAGE_BYTES = 350e6;

const allContainers = async (): Promise<Container[]> => (await Promise.all(SERVICES.map(containersOf))).flat();

/** Whether something takes connections there. */
const isOpen = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 3_000 });
    const end = (open: boolean) => () => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });

/** This machine's addresses, as others reach it. */
const addresses = (): string[] =>
  Object.entries(networkInterfaces())
    .filter(([name]) => !/^(docker|br-|veth)/.test(name))
    .flatMap(([, list]) => list ?? [])
    .filter(({ family }) => family === 'IPv4')
    .map(({ address }) => address);

/** Logs a 1, and finds it again. @returns its id, and the cookie of whom it is of */
async function logOne(): Promise<{ path: string; cookie: string }> {
  const made = await untilStatus(201, '/api/v1/predictions', { method: 'POST', body: ONE });
  const { id, digit } = JSON.parse(made.body) as { id: string; digit: number };
  expect(digit).toBe(1);
  const [line = ''] = made.headers['set-cookie'] ?? [];
  return { path: `/api/v1/predictions/${id}`, cookie: line.split(';')[0] ?? '' };
}

describe.runIf(hasDocker)('the production stack', () => {
  let seconds = 0;

  beforeAll(async () => {
    await run('deploy/images/build.sh', []);
    await removeAll();
    seconds = await up();
    console.log(`Ready ${seconds.toFixed(1)} s after "up", with three web and two model servers.`);
  }, 900_000);
  afterAll(removeAll, 120_000);

  test('images are small, say what they are, and hold what runs alone', async () => {
    for (const target of ['web', 'model']) {
      const image = await inspect<{
        Size: number;
        Config: { User: string; StopSignal: string; Labels: Record<string, string> };
      }>(`digits-${target}:local`);
      console.log(`${target}: ${Math.round(image.Size / 1e6)} MB`);
      expect(image.Size).toBeLessThanOrEqual(MAX_IMAGE_BYTES);
      expect(image.Config).toMatchObject({
        User: 'node',
        StopSignal: 'SIGTERM',
        Labels: {
          'org.opencontainers.image.version': 'local',
          'org.opencontainers.image.revision': expect.stringMatching(/^[\da-f]{40}$/),
        },
      });
      const files = (
        await docker(
          'run',
          '--rm',
          '--network=none',
          '--entrypoint=find',
          `digits-${target}:local`,
          '/app',
          '-type',
          'f',
        )
      ).split('\n');
      expect(files).toContain('/app/models/mnist-cnn/2/model.onnx');
      expect(files.filter((file) => /onnxruntime-node\/bin\/.*\/libonnxruntime/.test(file))).toHaveLength(1);
      const [ours, theirs] = [
        files.filter((file) => !file.includes('/node_modules/')),
        files.filter((file) => file.includes('/node_modules/')),
      ];
      expect(ours.filter((file) => /\.test\.js$|\.ts$|\.map$|\/\.[a-z]/.test(file))).toEqual([]);
      expect(
        theirs.filter((file) => /node_modules\/(vitest|typescript|vite|playwright-core|@biomejs)\//.test(file)),
      ).toEqual([]);
    }
  });

  test.runIf(hasBrowser)('a digit drawn in Chromium through the proxy is in PostgreSQL', async () => {
    let browser: Browser | undefined;
    try {
      browser = await launchBrowser();
      const context = await browser.newContext({ ignoreHTTPSErrors: true });
      const page = await context.newPage();
      const problems = watchForProblems(page);
      await openPage(page, stack.url);
      await waitForModel(page);
      await drawWithMouse(page, SEVEN);
      expect(await predictionOf(page).textContent()).toBe('7');
      await submit(page);
      await page.getByText('Submitted', { exact: true }).waitFor();
      const [cookie] = await context.cookies();
      expect(cookie).toMatchObject({ name: '__Host-visitor', secure: true, httpOnly: true });
      const visitor = decodeURIComponent(cookie?.value ?? '').split('.')[0];
      expect(await query(`SELECT digit FROM predictions WHERE visitor = '${visitor}'`)).toBe('7');
      // Caddy's own certificate is not one that Chromium knows: it refuses a service worker there.
      expect(problems.filter((problem) => !/service.?worker|SSL certificate/i.test(problem))).toEqual([]);
    } finally {
      await browser?.close();
    }
  });

  test('the proxy compresses, lets browsers keep what is named by its hash, and sends the security headers', async () => {
    const page = await ask('/', { headers: { 'accept-encoding': 'gzip' } });
    expect(page.headers).toMatchObject({
      'content-encoding': 'gzip',
      'strict-transport-security': 'max-age=31536000',
      'content-security-policy': expect.stringContaining("default-src 'self'"),
      'x-content-type-options': 'nosniff',
      'alt-svc': expect.stringContaining('h3=":443"'),
    });
    expect(page.headers).not.toHaveProperty('server');
    const html = (await ask('/')).body;
    const asset = /src="(\/assets\/[^"]+\.js)"/.exec(html)?.[1] ?? '';
    expect((await ask(asset)).headers['cache-control']).toMatch(/max-age=31536000.*immutable/);
    expect((await ask('/metrics')).status).toBe(401);
  });

  test('every web and every model server takes its share', async () => {
    // At the same time: one after another, they would all go by the connections that there are.
    const answers = await Promise.all(
      Array.from({ length: 60 }, () => ask('/api/v1/predictions', { method: 'POST', body: ONE })),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    for (const container of [...(await containersOf('web')), ...(await containersOf('model'))]) {
      const log = await docker('logs', container.Id);
      expect(log.match(/"method":"POST"/g)?.length ?? 0, container.Name).toBeGreaterThan(0);
    }
  });

  test('no process is root, has a capability, may get one, or may write to its root', async () => {
    for (const container of await allContainers()) {
      const pids = (await docker('top', container.Id, '-eo', 'pid')).split('\n').slice(1).map(Number);
      expect(pids.length).toBeGreaterThan(0);
      for (const pid of pids) {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
        expect(field('Uid').split(/\s+/), container.Name).not.toContain('0');
        for (const set of ['CapEff', 'CapPrm', 'CapInh', 'CapBnd', 'CapAmb'])
          expect(field(set), `${container.Name} ${set}`).toMatch(/^0+$/);
        expect(field('NoNewPrivs')).toBe('1');
      }
      expect(container.HostConfig.ReadonlyRootfs, container.Name).toBe(true);
      await expect(docker('exec', container.Id, 'sh', '-c', 'touch /here')).rejects.toThrow(/Read-only file system/);
    }
  });

  test('only the proxy can be reached from outside', async () => {
    const published = (await allContainers()).flatMap(({ NetworkSettings }) =>
      Object.values(NetworkSettings.Ports).flatMap((bindings) =>
        (bindings ?? []).map(({ HostPort }) => Number(HostPort)),
      ),
    );
    expect([...new Set(published)].sort()).toEqual([stack.httpPort, stack.httpsPort]);
    for (const address of addresses()) {
      expect(await isOpen(address, stack.httpsPort), address).toBe(true);
      expect(await isOpen(address, stack.httpPort), address).toBe(true);
      for (const port of [8501, 8000, 5432, 2019])
        expect(await isOpen(address, port), `${address}:${port}`).toBe(false);
    }
  });

  test('database and model servers reach nothing outside, and the proxy does not reach them', async () => {
    const [model] = await containersOf('model');
    const [proxy] = await containersOf('proxy');
    const reach = (target: string) => `await fetch(${JSON.stringify(target)}, { signal: AbortSignal.timeout(3000) })`;
    const ownAddress = addresses().find((address) => !address.startsWith('127.'));
    await expect(
      docker(
        'exec',
        model?.Id ?? '',
        'node',
        '--input-type=module',
        '--eval',
        reach(`http://${ownAddress}:${stack.httpPort}/`),
      ),
    ).rejects.toThrow();
    await expect(
      docker('exec', model?.Id ?? '', 'node', '--input-type=module', '--eval', reach('http://database:5432/')),
    ).rejects.toThrow(/ENOTFOUND|EAI_AGAIN/);
    for (const name of ['database', 'model'])
      await expect(docker('exec', proxy?.Id ?? '', 'getent', 'hosts', name)).rejects.toThrow();
  });

  test('no secret is in an environment or in a log, and none is the same in another stack', async () => {
    const secrets =
      (await compose('exec', '--no-TTY', 'web', 'sh', '-c', 'cat /secrets/application/*')).match(/[\da-f]{64}/g) ?? [];
    expect(new Set(secrets).size).toBe(4);
    for (const container of await allContainers()) {
      const known = `${container.Config.Env.join('\n')}\n${await docker('logs', container.Id)}`;
      for (const secret of secrets) expect(known).not.toContain(secret);
    }
  });

  test.each(SERVICES)('%s comes back by itself when its process is killed, and nothing is lost', async (service) => {
    const { path, cookie } = await logOne();
    for (const container of await containersOf(service)) {
      await killFromOutside(container);
      await untilBack(container);
    }
    const found = await untilStatus(200, path, { headers: { cookie } });
    expect(JSON.parse(found.body)).toMatchObject({ digit: 1, mine: true });
    const next = await logOne();
    await expect
      .poll(() => query(`SELECT count(*) FROM predictions WHERE uuid = '${next.path.split('/').at(-1)}'`), {
        timeout: 30_000,
      })
      .toBe('1');
  });

  test('down and up keep predictions, and who made them', async () => {
    const { path, cookie } = await logOne();
    await compose('down');
    seconds = await up();
    console.log(`Ready ${seconds.toFixed(1)} s after "up", with a database that is there.`);
    const found = await untilStatus(200, path, { headers: { cookie } });
    expect(JSON.parse(found.body)).toMatchObject({ digit: 1, mine: true });
  });
});
