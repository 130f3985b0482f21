// The built application as a process of its own, with an empty embedded database unless it is told of another.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../scripts/prepare.js';

const START_MS = 60_000;

/** @returns {Promise<number>} a port on which nothing listens at the moment. */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * Starts it, and waits until it can answer.
 * @param {NodeJS.ProcessEnv} [settings] beside those of a measurement
 * @returns its address and process id, its data folder, and what stops it; `remove: false` keeps the folder
 */
export async function startApplication(settings = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'digits-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  // With the flags of npm start.
  const child = spawn(process.execPath, ['--max-semi-space-size=32', join(root, 'apps', 'server', 'dist', 'main.js')], {
    env: {
      ...process.env,
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: folder,
      RATE_LIMIT: '0',
      LOG_LEVEL: 'error',
      ...settings,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  // A measurement that fails leaves no server behind.
  process.once('exit', () => child.kill('SIGKILL'));
  const stop = async ({ remove = true } = {}) => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit');
    if (remove) await rm(folder, { recursive: true, force: true });
  };
  for (const start = Date.now(); Date.now() - start < START_MS; await sleep(200)) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`${url}/health/ready`).catch(() => null);
    if (answer?.ok) return { url, pid: child.pid ?? 0, folder, stop };
  }
  await stop();
  throw new Error('The application did not start: see above for why.');
}
