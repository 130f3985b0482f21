// Starting, stopping and overloading the real process.
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { launchService } from '@digits/service/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApp } from './app.js';
import { type Answer, dataOf, INFER, knownInput, post } from './testing/infer.js';
import { createModelsFolder, MAIN, MODELS, type ModelsFolder, runModelServer } from './testing/model-server.js';

const LIMITS = { maxBatch: 4, maxQueue: 100, maxImages: 10, threads: 1 };

/** A bare connection to a server, and what came back on it. */
async function connectTo(url: string): Promise<{ socket: Socket; answer: () => string }> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk: Buffer) => {
    answer += chunk.toString();
  });
  await once(socket, 'connect');
  return { socket, answer: () => answer };
}

describe('a server that can start', () => {
  test('says where, and ends when it is told to, by either signal', async () => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      const server = await runModelServer();
      expect(server.output.stdout).toBe(`Model server: ${server.url}\n`);
      expect(await server.stop(signal)).toBe(0);
      expect(server.output.stderr).toBe('');
    }
  });

  test('lives before its models are loaded, and is ready after', async () => {
    const { app, repository } = await createApp({ ...LIMITS, modelsDir: MODELS, logger: false });
    const status = async (url: string) => (await app.inject(url)).statusCode;
    expect(await status('/v2/health/live')).toBe(200);
    expect(await status('/v2/health/ready')).toBe(503);
    expect((await app.inject('/v2/health/ready')).json()).toEqual({ live: false, ready: false });
    const early = await app.inject({ method: 'POST', url: INFER, payload: '{}' });
    expect([early.statusCode, early.headers['retry-after']]).toEqual([503, '1']);
    expect(await status('/v2/models/mnist-cnn/ready')).toBe(503);
    await repository.refresh();
    expect(await status('/v2/health/ready')).toBe(200);
    await app.close();
  });

  test('finishes the request it is in when it is told to stop, is not ready any more, and takes no new connection', async () => {
    const server = await runModelServer();
    const inference = await connectTo(server.url);
    const body = JSON.stringify({ inputs: [knownInput()] });
    inference.socket.write(
      `POST ${INFER} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n${body.slice(0, 20)}`,
    );
    // "100 Continue": the server has begun to read the request.
    await once(inference.socket, 'data');
    const probe = await connectTo(server.url);
    probe.socket.write('GET /v2/health/ready HTTP/1.1\r\nHost: x\r\n');
    const ended = server.stop();
    await vi.waitFor(() => expect(fetch(`${server.url}/v2/health/live`)).rejects.toThrow(), 5_000);
    probe.socket.write('\r\n');
    await once(probe.socket, 'close');
    expect(probe.answer()).toMatch(/^HTTP\/1\.1 503 /);
    inference.socket.write(body.slice(20));
    await once(inference.socket, 'close');
    expect(inference.answer()).toMatch(/^HTTP\/1\.1 200 /m);
    expect(await ended).toBe(0);
  });
});

describe('limits', () => {
  test('a full queue refuses politely, and answers all that it took', async () => {
    const server = await runModelServer({ MAX_QUEUE: '40', MAX_IMAGES: '20', MAX_BATCH: '1' });
    const body = JSON.stringify({ inputs: [knownInput(20)], outputs: [{ name: 'digit' }] });
    const responses = await Promise.all(Array.from({ length: 24 }, () => post(server.url, body)));
    const refused = responses.filter(({ status }) => status === 503);
    const answered = responses.filter(({ status }) => status === 200);
    expect([refused.length > 0, answered.length > 0, refused.length + answered.length]).toEqual([true, true, 24]);
    expect(refused.every(({ headers }) => headers.get('retry-after') === '1')).toBe(true);
    expect(await refused[0]?.json()).toEqual({
      error: expect.stringMatching(/^The queue is full: \d+ of 40 images wait\./),
    });
    for (const response of answered)
      expect(dataOf((await response.json()) as Answer, 'digit')).toEqual(new Array(20).fill(0));
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain(`\ninference_refused_total ${refused.length}\n`);
    expect(metrics).toContain('\ninference_queue_images 0\n');
    await server.stop();
  });

  test('large bodies beyond what the queue has places for are refused before they are sent', async () => {
    const server = await runModelServer({ MAX_QUEUE: '20', MAX_IMAGES: '10' });
    const largest = 10 * 784 * 24 + 65_536;
    const start = async (header: string) => {
      const connection = await connectTo(server.url);
      // "100 Continue": the server has begun to read the request.
      connection.socket.write(`POST ${INFER} HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n${header}\r\n\r\n`);
      await once(connection.socket, 'data');
      return connection;
    };
    const held = [await start(`Content-Length: ${largest}`), await start('Transfer-Encoding: chunked')];
    for (const header of [`Content-Length: ${largest}`, 'Content-Length: 65537', 'Transfer-Encoding: chunked']) {
      const refused = await start(header);
      if (!refused.socket.closed) await once(refused.socket, 'close');
      expect(refused.answer()).toMatch(/^HTTP\/1\.1 503 .*\{"error":"Too much is being sent just now: [^\n]*"\}$/ms);
      expect(refused.answer()).toMatch(/^retry-after: 1\r$/im);
      expect(refused.answer()).toMatch(/^connection: close\r$/im);
    }
    // Small ones pass.
    expect((await post(server.url, { inputs: [knownInput()] })).status).toBe(200);
    const metrics = await (await fetch(`${server.url}/metrics`)).text();
    expect(metrics).toContain('\ninference_refused_total 3\n');

    // Room is made by a client that goes away while it sends, and by an answer.
    const large = JSON.stringify({ inputs: [knownInput(10)] }).padEnd(100_000);
    held[0]?.socket.destroy();
    await vi.waitFor(async () => expect((await post(server.url, large)).status).toBe(200), 10_000);
    for (let i = 0; i < 10; i++) expect((await post(server.url, large)).status).toBe(200);
    held[1]?.socket.destroy();
    await server.stop();
  });

  test('the images of a client that goes are not run', async () => {
    const server = await runModelServer({ MAX_BATCH: '1' });
    const body = JSON.stringify({ inputs: [knownInput(256)] });
    const clients = await Promise.all(Array.from({ length: 3 }, () => connectTo(server.url)));
    for (const { socket } of clients) {
      socket.write(`POST ${INFER} HTTP/1.1\r\nHost: x\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    }
    await vi.waitFor(async () => {
      expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^inference_queue_images [1-9]/m);
    });
    for (const { socket } of clients) socket.destroy();
    await vi.waitFor(async () => {
      const metrics = await (await fetch(`${server.url}/metrics`)).text();
      expect(metrics).toMatch(/^inference_queue_images 0$/m);
      expect(metrics).toMatch(/^inference_requests_total\{.*status="aborted"\} [1-3]$/m);
      expect(Number(/^inference_batch_images_sum (\d+)$/m.exec(metrics)?.[1])).toBeLessThan(3 * 256);
    }, 10_000);
    expect((await post(server.url, { inputs: [knownInput()] })).status).toBe(200);
    await server.stop();
  });

  test('a client that takes its time is told so, and one that says nothing more is let go', async () => {
    const timeouts = { request: 300, idle: 20_000, keepAlive: 300, checks: 50 };
    const { app } = await createApp({ ...LIMITS, modelsDir: MODELS, logger: false, timeouts });
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const slow = await connectTo(url);
    slow.socket.write(`POST ${INFER} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{`);
    const slower = await connectTo(url);
    slower.socket.write('GET /v2 HTTP/1.1\r\nHo');
    const quiet = await connectTo(url);
    quiet.socket.write('GET /v2 HTTP/1.1\r\nHost: x\r\n\r\n');
    await Promise.all([slow, slower, quiet].map(({ socket }) => once(socket, 'close')));
    expect([slow, slower, quiet].map(({ answer }) => answer().slice(9, 12))).toEqual(['408', '408', '200']);
    await app.close();
  });

  test('what is no HTTP is told so', async () => {
    const server = await runModelServer();
    const { socket, answer } = await connectTo(server.url);
    socket.write('hello\r\n\r\n');
    await once(socket, 'close');
    expect(answer()).toMatch(
      /^HTTP\/1\.1 400 Bad Request\r\n.*\{"error":"This is not an HTTP request that can be understood\."\}$/s,
    );
    await server.stop();
  });
});

describe('a server that cannot start says why in one line', () => {
  let models: ModelsFolder;
  beforeAll(() => {
    models = createModelsFolder();
  });
  afterAll(() => rmSync(models.path, { recursive: true }));

  async function messageOf(env: Record<string, string>): Promise<string> {
    const { output, ended } = launchService(MAIN, { LOG_LEVEL: 'silent', ...env });
    expect(await ended).toBe(1);
    expect(output.stdout).toBe('');
    expect(output.stderr).toMatch(/^[^\n]+\n$/);
    expect(output.stderr).not.toMatch(/\bat .*:\d+:\d+|node_modules/);
    return output.stderr.trim();
  }

  test.each([
    [{ PORT: 'abc' }, 'PORT=abc is not possible: it should be a port, 0–65535.'],
    [{ HOST: '203.0.113.7' }, 'HOST=203.0.113.7 is not an address of this machine'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL=loud is not possible: it should be one of fatal, error,'],
    [{ MAX_BATCH: '0' }, 'MAX_BATCH=0 is not possible: it should be images in one run of the network, 1–1000.'],
    [{ MAX_QUEUE: 'many' }, 'MAX_QUEUE=many is not possible'],
    [
      { MAX_QUEUE: '10', MAX_IMAGES: '11' },
      'MAX_IMAGES=11 is not possible: no request may have more images than the queue',
    ],
    [{ MODELS_POLL: '0' }, 'MODELS_POLL=0 is not possible: it should be seconds between looks for new releases'],
    [{ THREADS: '1.5' }, 'THREADS=1.5 is not possible'],
    [
      { MODELS_DIR: '/no/such/folder' },
      'No model is released: /no/such/folder/mnist-cnn/current.json should say which',
    ],
  ])('%j', async (env: Record<string, string>, message) => {
    expect(await messageOf(env)).toContain(message);
  });

  test('a current model that is damaged', async () => {
    models.release('2');
    models.use('2');
    writeFileSync(join(models.folderOf('2'), 'model.onnx'), 'not this one');
    expect(await messageOf({ MODELS_DIR: models.path })).toMatch(/model\.onnx has SHA-256 .*, its manifest says .*\.$/);
  });

  test('a port in use', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await messageOf({ PORT: String(port) })).toMatch(/^Port \d+ on 127\.0\.0\.1 is in use: stop the program/);
    server.close();
  });
});
