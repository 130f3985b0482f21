// The real application as a process of its own, as `npm start` runs it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(fileURLToPath(import.meta.url), '..', '..', '..');
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

/** A port on which nothing listens at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || address === null) throw new Error('The system gave no port to listen on.');
  return address.port;
}

export interface Application {
  /** The address of the page, without a slash at its end. */
  readonly url: string;
  /** Ends it as the system does (SIGTERM) and waits until it is gone. */
  stop(): Promise<void>;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(timer);
}

/**
 * Starts the application and waits until it can answer.
 * @param environment where its data is: DATA_DIR (embedded) or DATABASE_URL (PostgreSQL); other settings as wanted.
 * @throws Error with what it printed when it ends, or does not answer in time.
 */
export async function startApplication(
  environment: Readonly<Record<string, string>>,
  port?: number,
): Promise<Application> {
  const actualPort = port ?? (await freePort());
  const url = `http://127.0.0.1:${actualPort}`;
  const { DATABASE_URL, MODEL_URL, DATA_DIR, ...inherited } = process.env;
  const child = spawn(process.execPath, [join(root, 'apps', 'server', 'dist', 'main.js')], {
    cwd: root,
    env: { ...inherited, HOST: '127.0.0.1', PORT: String(actualPort), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output += text;
    });
  }
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const isReady = await fetch(`${url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (isReady) return { url, stop: () => stop(child) };
    if (child.exitCode !== null) throw new Error(`The application ended with code ${child.exitCode}: ${output}`);
    if (Date.now() > deadline) {
      await stop(child);
      throw new Error(`The application did not answer at ${url} within ${START_TIMEOUT_MS / 1000} s: ${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
