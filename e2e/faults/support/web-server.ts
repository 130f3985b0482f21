// The built web server as a process that can be killed and started again on the same port and the same data.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../support/application.js';

const MAIN = fileURLToPath(new URL('../../../apps/server/dist/main.js', import.meta.url));

export interface WebServer {
  readonly url: string;
  /** All that it has said on standard error and in its log. */
  readonly log: () => string;
  /** Starts it and waits until it can answer. @throws when it ends instead, with what it said. */
  start(): Promise<void>;
  /** kill -9 */
  kill(): Promise<void>;
  /** As a deployment stops it. @returns its exit code */
  stop(): Promise<number | null>;
}

/** A server with these settings; not yet started. */
export async function createWebServer(settings: Readonly<Record<string, string>>): Promise<WebServer> {
  const port = await freePort();
  let child: ChildProcess | undefined;
  let log = '';

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'close');
    child.kill(signal);
    const [code] = await ended;
    return code;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    log: () => log,
    async start() {
      const started = spawn(process.execPath, [MAIN], {
        // Nothing of this test's own environment but the way to programs, so that its settings do not leak in.
        env: { PATH: process.env.PATH, PORT: String(port), RATE_LIMIT: '0', LOG_LEVEL: 'warn', ...settings },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      let output = '';
      await new Promise<void>((resolve, reject) => {
        started.stderr.on('data', (text: Buffer) => {
          log += text;
        });
        started.stdout.on('data', (text: Buffer) => {
          output += text;
          log += text;
          if (output.includes('MNIST Digit Classifier: http')) resolve();
        });
        started.once('close', (code) => reject(new Error(`The server ended with ${code}: ${log}`)));
      });
    },
    kill: async () => void (await end('SIGKILL')),
    stop: () => end('SIGTERM'),
  };
}
