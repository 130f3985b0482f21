// Runs a service as a process of its own, for tests of what only a process can show: how it starts, stops and is killed.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';

export interface ServiceProcess {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  readonly output: { stdout: string; stderr: string };
  /** Its exit code, once it has ended; null where a signal ended it. */
  readonly ended: Promise<number | null>;
}

export interface RunningService extends ServiceProcess {
  /** Where it listens, as it says itself. */
  readonly url: string;
  /** Tells it to end, SIGTERM where nothing else is said, and waits until it has. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/**
 * Starts `main` with Node on a free port of this machine.
 * @param env its whole environment beside the way to programs, so that a test's own settings do not leak in
 */
export function launchService(main: string, env: Record<string, string>): ServiceProcess {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    output.stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output.stderr += chunk.toString();
  });
  // A test that fails halfway leaves nothing behind.
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = once(child, 'close').then(([code]) => {
    process.off('exit', kill);
    return code as number | null;
  });
  return { child, output, ended };
}

/**
 * Starts `main` and waits until it says where it can be reached, in a line that begins with `name`.
 * @throws Error with what it printed, where it ends before
 */
export async function runService(main: string, name: string, env: Record<string, string>): Promise<RunningService> {
  const service = launchService(main, { LOG_LEVEL: 'silent', ...env });
  const { child, output, ended } = service;
  const line = new RegExp(`^${name}: (http:\\S+)$`, 'm');
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', () => {
      const address = line.exec(output.stdout)?.[1];
      if (address) resolve(address);
    });
    void ended.then((code) => reject(new Error(`It ended with code ${code}: ${output.stderr}`)));
  });
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return { ...service, url, stop };
}
