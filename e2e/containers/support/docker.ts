// The Docker engine, by its own command line.
import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const root = fileURLToPath(new URL('../../..', import.meta.url));

const execute = promisify(execFile);

/** False where the container tests cannot run; then a line has said why. In CI it is an error. */
export const hasDocker = spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;

if (!hasDocker) {
  const help =
    'No Docker engine answers: start one (https://docs.docker.com/engine/install) and have this user reach it.';
  if (process.env.CI) throw new Error(help);
  console.warn(`Container tests are skipped. ${help}`);
}

/** Runs a program from the repository's root. @returns what it wrote to standard output. @throws with all that it wrote where it fails. */
export async function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  try {
    const { stdout } = await execute(program, [...args], {
      cwd: root,
      env: { ...process.env, ...env },
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout.trim();
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${program} ${args.join(' ')} failed:\n${stdout ?? ''}\n${stderr ?? ''}`, { cause: error });
  }
}

export const docker = (...args: readonly string[]): Promise<string> => run('docker', args);

/** What `docker inspect` says of a container or an image. */
export async function inspect<T>(what: string): Promise<T> {
  const [first] = JSON.parse(await docker('inspect', what)) as T[];
  if (!first) throw new Error(`docker inspect ${what} says nothing.`);
  return first;
}

export interface Container {
  readonly Id: string;
  readonly Name: string;
  readonly RestartCount: number;
  readonly State: {
    readonly Pid: number;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: 'starting' | 'healthy' | 'unhealthy' };
  };
  readonly Config: { readonly Env: readonly string[]; readonly Labels: Readonly<Record<string, string>> };
  readonly HostConfig: { readonly ReadonlyRootfs: boolean };
  readonly NetworkSettings: {
    readonly Ports: Readonly<Record<string, readonly { readonly HostPort: string }[] | null>>;
  };
}
