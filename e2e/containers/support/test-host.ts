// A server to deploy to, made of two containers: one with sshd and a Docker engine of its own, one with the registry that images come from.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { docker, run } from './docker.js';

const HOST = 'digits-test-host';
const REGISTRY = 'digits-test-registry';
const NETWORK = 'digits-test-deployment';
const SSH_PORT = '12222';
const HTTPS_PORT = '12443';
const REGISTRY_PORT = '15000';

export interface TestHost {
  /** Where the public reaches it. */
  readonly url: string;
  /** What the key for deployments may do: `deploy RELEASE`, `rollback`, `status`. @returns what it wrote. @throws with that where it fails. */
  remote(...args: readonly string[]): Promise<string>;
  /** Anything else with that key. */
  ssh(command: string): Promise<string>;
  /** Runs a command on the host itself, as the user for deployments. @returns what it wrote. @throws with that where it fails. */
  execute(command: string): Promise<string>;
  /** Gives the registry images for a release, by the names that they have here. */
  publish(
    release: string,
    images: { readonly proxy: string; readonly web: string; readonly model: string },
  ): Promise<void>;
  remove(): Promise<void>;
}

async function removeAll(): Promise<void> {
  for (const name of [HOST, REGISTRY]) await docker('rm', '--force', '--volumes', name).catch(() => '');
  await docker('network', 'rm', NETWORK).catch(() => '');
}

/** Starts both, with nothing on them. */
export async function startTestHost(): Promise<TestHost> {
  await removeAll();
  const keys = mkdtempSync(join(tmpdir(), 'digits-key-'));
  const key = join(keys, 'key');
  const knownHosts = join(keys, 'known_hosts');
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', key]);
  await docker(
    'build',
    '--quiet',
    '--tag',
    REGISTRY,
    '--file',
    'e2e/containers/host/registry.Dockerfile',
    'e2e/containers/host',
  );
  await docker('build', '--quiet', '--tag', HOST, 'e2e/containers/host');
  await docker('network', 'create', NETWORK);
  await docker(
    'run',
    '--detach',
    '--name',
    REGISTRY,
    '--network',
    NETWORK,
    '--network-alias',
    'registry',
    '--publish',
    `127.0.0.1:${REGISTRY_PORT}:5000`,
    REGISTRY,
  );
  const ports = ['--publish', `127.0.0.1:${SSH_PORT}:22`, '--publish', `127.0.0.1:${HTTPS_PORT}:443`];
  const publicKey = `DEPLOY_KEY=${readFileSync(`${key}.pub`, 'utf8').trim()}`;
  await docker(
    'run',
    '--detach',
    '--privileged',
    '--name',
    HOST,
    '--network',
    NETWORK,
    ...ports,
    '--env',
    publicKey,
    HOST,
  );

  await docker('cp', 'deploy/bin/receive-release', `${HOST}:/usr/local/sbin/receive-release`);
  const execute = (command: string): Promise<string> =>
    docker('exec', '--user', 'deploy', HOST, 'bash', '-c', `(${command}) 2>&1`);
  for (let left = 240; ; left--) {
    const said = await run('ssh-keyscan', ['-p', SSH_PORT, '127.0.0.1']).catch(() => '');
    const isUp = said !== '' && (await execute('docker info').then(Boolean, () => false));
    if (isUp) {
      writeFileSync(knownHosts, `${said}\n`);
      break;
    }
    if (left === 0) throw new Error(`The test host does not come up:\n${await docker('logs', HOST)}`);
    await sleep(250);
  }
  const env = {
    DEPLOY_HOST: '127.0.0.1',
    DEPLOY_PORT: SSH_PORT,
    DEPLOY_USER: 'deploy',
    DEPLOY_KEY: readFileSync(key, 'utf8'),
    DEPLOY_KNOWN_HOSTS: readFileSync(knownHosts, 'utf8'),
  };
  const sshOptions = ['-i', key, '-p', SSH_PORT, '-o', `UserKnownHostsFile=${knownHosts}`, '-o', 'LogLevel=ERROR'];

  const push = async (image: string, name: string): Promise<void> => {
    const tag = `localhost:${REGISTRY_PORT}/${name}`;
    await docker('tag', image, tag);
    await docker('push', '--quiet', tag);
    await docker('rmi', tag);
  };
  // What it asks Docker Hub for.
  await push('postgres:17', 'library/postgres:17');

  return {
    url: `https://localhost:${HTTPS_PORT}`,
    remote: (...args) => run('bash', ['-c', 'deploy/bin/remote "$@" 2>&1', 'remote', ...args], env),
    ssh: (command) => run('ssh', [...sshOptions, 'deploy@127.0.0.1', command]),
    execute,
    async publish(release, images) {
      for (const [target, image] of Object.entries(images)) await push(image, `digits-${target}:${release}`);
    },
    async remove() {
      await removeAll();
      rmSync(keys, { recursive: true, force: true });
    },
  };
}
