// Model servers for tests: the real one, and one in between that does wrong when it is told to.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { type RunningService, runService } from '@digits/service/testing';
import { request } from 'undici';
import { ROOT } from './test-app.js';

/** Starts the real model server. */
export const runModelServer = (env: Record<string, string> = {}): Promise<RunningService> =>
  runService(join(ROOT, 'apps/model-server/dist/main.js'), 'Model server', env);

/** What is done with a request instead of passing it on, with what the model server would have answered. */
export type Fault = (response: ServerResponse, answer: { body: Buffer; headers: Record<string, string> }) => void;

export interface FaultyProxy {
  readonly url: string;
  /** What happens to the next requests, one each; those after them are passed on. */
  faults: (Fault | 'pass')[];
  /** What happens to all when `faults` has none; null to pass them on. */
  always: Fault | null;
  /** Requests so far. */
  readonly requests: number;
  close(): Promise<void>;
}

/** Starts a server that passes requests on to `target`, but for those that it is told to spoil. */
export async function startFaultyProxy(target: string): Promise<FaultyProxy> {
  let requests = 0;
  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    requests += 1;
    const next = proxy.faults.shift();
    const fault = next === 'pass' ? null : (next ?? proxy.always);
    const body = await buffer(incoming);
    const { host: _host, connection: _connection, ...headers } = incoming.headers;
    const answer = await request(target + incoming.url, { method: 'POST', headers, body });
    const passed = {
      'content-type': String(answer.headers['content-type']),
      'inference-header-content-length': String(answer.headers['inference-header-content-length']),
    };
    const bytes = Buffer.from(await answer.body.arrayBuffer());
    if (fault) fault(response, { body: bytes, headers: passed });
    else response.writeHead(answer.statusCode, passed).end(bytes);
  };
  const server = createServer((incoming, response) => {
    handle(incoming, response).catch(() => response.destroy());
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: FaultyProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    faults: [],
    always: null,
    get requests() {
      return requests;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return proxy;
}
