// What the hostile requests are sent to: the whole application, as it is in production, on a socket; and how it is told that it stood.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'vitest';
import type { AppParts } from '../app.js';
import { ZERO } from '../testing/drawings.js';
import { type RawAnswer, sendRaw } from '../testing/raw-http.js';
import { createTestApp, type TestApp } from '../testing/test-app.js';

export const PREDICTIONS = '/api/v1/predictions';
/** What is in secret.txt, in the folder above the page's. */
export const BESIDE_THE_PAGE = 'what lies beside the page';

export interface Target {
  readonly harness: TestApp;
  readonly port: number;
  /** The id of the one prediction in the log, whose owner is nobody here. */
  readonly id: string;
  /** A web server on this machine, which nobody may be made to ask … */
  readonly inside: { readonly port: number; readonly requests: readonly string[] };
  send(bytes: string | Uint8Array): Promise<RawAnswer>;
  /** Sends a request with a body; length and host are added. */
  request(method: string, path: string, headers?: Readonly<Record<string, string>>, body?: string): Promise<RawAnswer>;
  /** Posts JSON, as text. */
  post(path: string, json: string, headers?: Readonly<Record<string, string>>): Promise<RawAnswer>;
  /** Expects that the server answers, and that the log holds what it held, and nothing else. */
  expectUnharmed(): Promise<void>;
  close(): Promise<void>;
}

/** Expects a refusal with one of `statuses`, as a problem that tells nothing of the inside. */
export function expectRefusal(answer: RawAnswer, statuses: number | readonly number[]): void {
  const allowed = typeof statuses === 'number' ? [statuses] : statuses;
  expect(allowed, answer.body.slice(0, 300)).toContain(answer.status);
  if (answer.status === 0) return;
  expect(answer.headers['content-type']).toBe('application/problem+json');
  const problem = JSON.parse(Buffer.from(answer.body, 'latin1').toString());
  expect(problem).toMatchObject({ status: answer.status, detail: expect.stringMatching(/\.$/) });
  expect(problem.detail.length).toBeLessThan(500);
  expect(answer.body).not.toMatch(/node_modules|\bat .*:\d+:\d+|SELECT|syntax error|ECONN|\/apps\//);
  expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  expect(answer.headers).not.toHaveProperty('x-powered-by');
}

export async function startTarget(overrides: Partial<AppParts> = {}): Promise<Target> {
  const harness = await createTestApp({ operatorToken: 'x'.repeat(40), ...overrides });
  await harness.app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = harness.app.server.address() as AddressInfo;
  const first = await harness.app.inject({ method: 'POST', url: PREDICTIONS, payload: { strokes: ZERO, size: 280 } });
  const { id } = first.json();
  const before = await harness.store.findPrediction(id, null);
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(request.url ?? '');
    response.end('inside');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const send = (bytes: string | Uint8Array) => sendRaw(port, bytes);
  const request: Target['request'] = (method, path, headers = {}, body = '') => {
    const all: Record<string, string | number> = { Host: '127.0.0.1', Connection: 'close', ...headers };
    if (body !== '') all['Content-Length'] = Buffer.byteLength(body);
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return send(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body}`);
  };
  return {
    harness,
    port,
    id,
    inside: { port: (server.address() as AddressInfo).port, requests },
    send,
    request,
    post: (path, json, headers = {}) => request('POST', path, { 'Content-Type': 'application/json', ...headers }, json),
    async expectUnharmed() {
      expect((await request('GET', '/health/ready')).status).toBe(200);
      const { items } = await harness.store.listPredictions({ limit: 100, order: 'newest' }, null);
      expect(items.map((item) => item.id)).toEqual([id]);
      expect(await harness.store.findPrediction(id, null)).toEqual(before);
      expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('polluted');
      expect(requests).toEqual([]);
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await harness.close();
    },
  };
}
