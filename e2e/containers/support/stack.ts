// The production stack (deploy/compose.production.yaml) under a name and on ports of its own, beside whatever else runs on this machine.
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Container, docker, inspect, run } from './docker.js';

const NAME = 'digits-test';
const HTTP_PORT = '18080';
const HTTPS_PORT = '18443';

export const stack = {
  name: NAME,
  httpPort: Number(HTTP_PORT),
  httpsPort: Number(HTTPS_PORT),
  url: `https://localhost:${HTTPS_PORT}`,
  env: { STACK: NAME, HTTP_PORT, HTTPS_PORT, RATE_LIMIT: '0' },
};

export const compose = (...args: readonly string[]): Promise<string> =>
  run('docker', ['compose', '--file', 'deploy/compose.production.yaml', ...args], stack.env);

/** Starts it with three web and two model servers, and waits until all are healthy. @returns how long that took, s */
export async function up(): Promise<number> {
  const start = performance.now();
  await compose(
    'up',
    '--detach',
    '--no-build',
    '--wait',
    '--wait-timeout',
    '240',
    '--scale',
    'web=3',
    '--scale',
    'model=2',
  );
  return (performance.now() - start) / 1000;
}

/** Takes it away with all that it keeps. */
export const removeAll = (): Promise<string> => compose('down', '--volumes', '--remove-orphans');

/** The containers of a service. */
export async function containersOf(service: string): Promise<Container[]> {
  const ids = (await compose('ps', '--quiet', service)).split('\n').filter((id) => id !== '');
  return Promise.all(ids.map((id) => inspect<Container>(id)));
}

/** Asks the database. @returns rows as lines, columns between bars */
export const query = (sql: string): Promise<string> =>
  compose(
    'exec',
    '--no-TTY',
    'database',
    'psql',
    '--username=postgres',
    '--dbname=digits',
    '--tuples-only',
    '--no-align',
    '--command',
    sql,
  );

/** Ends a container's process and all below it at once, as the kernel would; nobody tells the engine beforehand. */
export async function killFromOutside({ State }: Container): Promise<void> {
  const kill = ['sh', '-c', `kill -9 ${State.Pid}`];
  await docker(
    'run',
    '--rm',
    '--privileged',
    '--pid=host',
    '--user=0',
    '--network=none',
    '--entrypoint=',
    'digits-web:local',
    ...kill,
  );
}

/** Waits until a container is healthy in a life after `before`. */
export async function untilBack(before: Container, seconds = 90): Promise<void> {
  for (let left = seconds * 4; left > 0; left--) {
    const now = await inspect<Container>(before.Id);
    if (now.State.StartedAt !== before.State.StartedAt && now.State.Health?.Status === 'healthy') return;
    await sleep(250);
  }
  throw new Error(`${before.Name} is not back after ${seconds} s.`);
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Asks the stack through its proxy, whose certificate here is of Caddy's own making. */
export function ask(
  path: string,
  { method = 'GET', body, headers = {} }: { method?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const sent = request(
      new URL(path, stack.url),
      {
        method,
        rejectUnauthorized: false,
        agent: false,
        headers: {
          ...headers,
          ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
        },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
        response.on('error', reject);
      },
    );
    sent.on('error', reject);
    sent.end(text);
  });
}

/** A 1 in one stroke, as the API takes it. */
export const ONE = {
  size: 280,
  strokes: [
    [
      [140, 30],
      [140, 250],
    ],
  ],
};

/** Asks until the answer has this status: what is being replaced may be away for a moment. */
export async function untilStatus(
  status: number,
  path: string,
  options: Parameters<typeof ask>[1] = {},
): Promise<Answer> {
  for (let left = 120; ; left--) {
    const answer = await ask(path, options).catch((error: unknown) => ({
      status: 0,
      headers: {},
      body: String(error),
    }));
    if (answer.status === status) return answer;
    if (left === 0) throw new Error(`${path} does not answer with ${status}, but ${answer.status}: ${answer.body}`);
    await sleep(500);
  }
}
