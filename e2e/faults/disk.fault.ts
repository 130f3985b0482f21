// The disk is full while the database is away: what is acknowledged is kept, what cannot be is refused, and room is used again.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPostgres, startPostgres, type TestPostgres } from '@digits/store/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectExactlyOnce } from './support/database.js';
import { post, startTraffic } from './support/traffic.js';
import { createWebServer } from './support/web-server.js';

/** Mounts a disk of 1 MB; false where this user, or this container, may not. */
function mountSmallDisk(folder: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status === 0;
}

const dataDir = mkdtempSync(join(tmpdir(), 'digits-disk-'));
const isMounted = mountSmallDisk(dataDir);
if (!isMounted) console.warn('A full disk is not tested: only root on Linux can mount a small one.');

describe.runIf(isMounted)('a disk of 1 MB', () => {
  const binaries = findPostgres();
  let postgres: TestPostgres;
  beforeAll(async () => {
    if (!binaries) throw new Error('No PostgreSQL server programs found: install postgresql or set PG_BIN.');
    postgres = await startPostgres(binaries, { fsync: true });
  });
  afterAll(async () => {
    spawnSync('umount', [dataDir]);
    rmSync(dataDir, { recursive: true, force: true });
    await postgres?.stop();
  });

  test('fills while the database is away', async () => {
    const databaseUrl = await postgres.createDatabase();
    const server = await createWebServer({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir });
    await server.start();
    const traffic = startTraffic(server.url);
    await traffic.untilAcknowledged(50);
    await postgres.kill();
    while (!traffic.others.has(503)) await sleep(20);
    await sleep(500);
    const refused = await post(`${server.url}/api/v1/predictions`, {
      strokes: [
        [
          [0, 0],
          [9, 90],
        ],
      ],
      size: 100,
    });
    expect([refused.status, JSON.parse(refused.body).detail]).toEqual([503, expect.stringMatching(/Try again/)]);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(503);
    expect(await (await fetch(`${server.url}/metrics`)).text()).toMatch(/^prediction_log_spool_failing 1$/m);
    expect(server.log()).toMatch(/the spool in .* cannot be written: .*(ENOSPC|no space left)/);
    await postgres.resume();
    await expect.poll(async () => (await fetch(`${server.url}/health/ready`)).status, { timeout: 20_000 }).toBe(200);
    await traffic.untilAcknowledged(100);
    await traffic.stop();
    expect([...traffic.others.keys()]).toEqual([503]);
    await expectExactlyOnce(databaseUrl, traffic.acknowledged);
    await server.stop();
  });

  test('is full when the server starts', async () => {
    writeFileSync(join(dataDir, 'ballast'), Buffer.alloc(2 ** 16));
    for (let size = 2 ** 16; size >= 1; size /= 2) {
      try {
        for (let i = 0; ; i++) writeFileSync(join(dataDir, `ballast-${size}-${i}`), Buffer.alloc(size));
      } catch {
        // No room for another of this size.
      }
    }
    const server = await createWebServer({ DATABASE_URL: await postgres.createDatabase(), DATA_DIR: dataDir });
    await expect(server.start()).rejects.toThrow(/cannot be written: .*(ENOSPC|no space left)/);
    expect(server.log()).not.toMatch(/\bat .*:\d+:\d+/);
  });
});
