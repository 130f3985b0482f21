// A PostgreSQL server of a test's own: a new cluster in a temporary folder, on a free port of the loopback address.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import type { PostgresBinaries } from './find-postgres.js';

const PASSWORD = 'a password/with:odd@signs';
const START_ATTEMPTS = 5;

export interface TestPostgres {
  readonly port: number;
  /** Makes an empty database and returns its address. */
  createDatabase(): Promise<string>;
  /** Stops the server as an outage would, keeping its data. */
  halt(): Promise<void>;
  /** Kills it, and all its processes, as a loss of power would: kill -9. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  resume(): Promise<void>;
  /** Stops all its processes in their tracks, so that it hangs; or has them go on. */
  freeze(isFrozen: boolean): void;
  /** Stops it and removes its data. */
  stop(): Promise<void>;
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The system gave no free port.');
  return address.port;
}

function initialise({ folder, runAs }: PostgresBinaries, root: string): string {
  const data = join(root, 'data');
  const passwordFile = join(root, 'password');
  writeFileSync(passwordFile, `${PASSWORD}\n`);
  if (runAs.uid !== undefined && runAs.gid !== undefined) {
    for (const path of [root, passwordFile]) chownSync(path, runAs.uid, runAs.gid);
  }
  const { status, stderr } = spawnSync(
    join(folder, 'initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '-E',
      'UTF8',
      '--locale=C',
      '-N',
    ],
    { encoding: 'utf8', cwd: root, ...runAs },
  );
  if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
  return data;
}

/** Starts the server; null when it ended before it was ready, as when another took its port. */
async function launch(
  { folder, runAs }: PostgresBinaries,
  root: string,
  data: string,
  port: number,
  fsync: boolean,
): Promise<{ server: ChildProcess | null; log: string }> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    `fsync=${fsync ? 'on' : 'off'}`,
    'max_connections=50',
  ];
  const server = spawn(
    join(folder, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { cwd: root, stdio: ['ignore', 'ignore', 'pipe'], ...runAs },
  );
  let log = '';
  const ready = new Promise<boolean>((resolve) => {
    server.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('ready to accept connections')) resolve(true);
    });
    server.once('exit', () => resolve(false));
    server.once('error', (error) => {
      log += error.message;
      resolve(false);
    });
  });
  return (await ready) ? { server, log } : { server: null, log };
}

/** Sends the signal to the server and all the processes that it has started. */
function signalAll(server: ChildProcess, signal: NodeJS.Signals): void {
  const children = spawnSync('pgrep', ['-P', String(server.pid)], { encoding: 'utf8' }).stdout;
  for (const pid of [server.pid ?? 0, ...children.split(/\s+/).map(Number)]) {
    try {
      if (pid > 0) process.kill(pid, signal);
    } catch {
      // It has ended meanwhile.
    }
  }
}

/**
 * Starts a server with the programs that findPostgres found.
 * @param options.fsync whether it waits for the disk, as a deployment does; tests that do not measure need not
 * @throws when the cluster cannot be made or started, with what the programs said.
 */
export async function startPostgres(
  binaries: PostgresBinaries,
  { fsync = false }: { readonly fsync?: boolean } = {},
): Promise<TestPostgres> {
  const root = mkdtempSync(join(tmpdir(), 'digits-postgres-'));
  const removeData = () => rmSync(root, { recursive: true, force: true });
  let port = 0;
  let server: ChildProcess | null = null;
  let log = '';
  let databases = 0;

  try {
    const data = initialise(binaries, root);
    for (let attempt = 0; attempt < START_ATTEMPTS && !server; attempt++) {
      port = await findFreePort();
      ({ server, log } = await launch(binaries, root, data, port, fsync));
    }
    if (!server) throw new Error(`PostgreSQL does not start: ${log}`);
  } catch (error) {
    removeData();
    throw error;
  }

  // A test run that is cut short leaves no server behind.
  const kill = () => void server?.kill('SIGQUIT');
  process.once('exit', kill);

  const urlOf = (database: string) =>
    `postgresql://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/${database}`;

  async function halt() {
    if (!server) return;
    const exited = once(server, 'exit');
    server.kill('SIGINT');
    await exited;
    server = null;
  }

  return {
    port,
    async createDatabase() {
      const name = `test_${++databases}`;
      const client = new Client({ connectionString: urlOf('postgres') });
      await client.connect();
      try {
        await client.query(`CREATE DATABASE ${name}`);
      } finally {
        await client.end();
      }
      return urlOf(name);
    },
    halt,
    async kill() {
      if (!server) return;
      const exited = once(server, 'exit');
      signalAll(server, 'SIGKILL');
      await exited;
      server = null;
    },
    freeze(isFrozen) {
      if (server) signalAll(server, isFrozen ? 'SIGSTOP' : 'SIGCONT');
    },
    async resume() {
      if (server) return;
      ({ server, log } = await launch(binaries, root, join(root, 'data'), port, fsync));
      if (!server) throw new Error(`PostgreSQL does not start again: ${log}`);
    },
    async stop() {
      process.off('exit', kill);
      await halt();
      removeData();
    },
  };
}
