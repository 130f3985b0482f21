import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { lockFolder } from './folder-lock.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'digits-lock-'));
  path = join(folder, 'lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function take() {
  const result = await lockFolder(path);
  if (!('release' in result)) throw new Error(`held by ${result.heldBy}`);
  return result.release;
}

/** Another process of this machine, alive until it is stopped. */
async function startBystander() {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  return {
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('a lock is held once, and free again after its release', async () => {
  const release = await take();
  expect(await lockFolder(path)).toEqual({ heldBy: process.pid });
  release();
  expect(existsSync(path)).toBe(false);
  (await take())();
});

test('the lock of another process holds while it lives, and no longer', async () => {
  const bystander = await startBystander();
  writeFileSync(path, JSON.stringify({ pid: bystander.pid, startedAt: null }));
  expect(await lockFolder(path)).toEqual({ heldBy: bystander.pid });
  await bystander.stop();
  (await take())();
});

test('a lock of this process’s id that it does not hold was an earlier one’s', async () => {
  writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: null }));
  const release = await take();
  expect(await lockFolder(path)).toEqual({ heldBy: process.pid });
  release();
});

describe.runIf(process.platform === 'linux')('where the start of a process is known', () => {
  test('a lock whose process id now belongs to another does not hold', async () => {
    writeFileSync(path, JSON.stringify({ pid: process.pid, startedAt: '1' }));
    const release = await take();
    expect(JSON.parse(readFileSync(path, 'utf8')).startedAt).not.toBe('1');
    release();
  });

  test('the lock of a process that ended holds no longer, though its parent has not asked how', async () => {
    // The shell starts a child, then becomes a program that knows nothing of it.
    const parent = spawn('/bin/sh', ['-c', 'sleep 600 & echo $!; exec sleep 600'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(parent.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    writeFileSync(path, JSON.stringify({ pid, startedAt: null }));
    expect(await lockFolder(path)).toEqual({ heldBy: pid });
    await vi.waitUntil(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8') === 'sleep\n');
    process.kill(pid, 'SIGKILL');
    await vi.waitUntil(() => readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z '));
    (await take())();
    parent.kill('SIGKILL');
    await once(parent, 'exit');
  });
});

test.each(['', 'not JSON', '{}', '[]', 'null', '{"pid":"1"}', '{"pid":-1}', '{"pid":1.5}'])(
  'a lock file of %j, which names no process, does not hold',
  async (text) => {
    writeFileSync(path, text);
    (await take())();
  },
);

test('of many that find the same stale lock at once, one gets it', async () => {
  const bystander = await startBystander();
  await bystander.stop();
  writeFileSync(path, JSON.stringify({ pid: bystander.pid, startedAt: null }));
  const script = `
    const { lockFolder } = await import(${JSON.stringify(new URL('../dist/folder-lock.js', import.meta.url).href)});
    const result = await lockFolder(${JSON.stringify(path)});
    console.log('release' in result ? 'got' : 'refused');
    setTimeout(() => {}, 1500);`;
  const answers = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
      });
      await once(child, 'exit');
      return output.trim();
    }),
  );
  expect(answers.filter((answer) => answer === 'got')).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'refused')).toHaveLength(3);
});

test('a folder that is not there is the system’s error', async () => {
  await expect(lockFolder(join(folder, 'none', 'lock'))).rejects.toThrow('ENOENT');
});
