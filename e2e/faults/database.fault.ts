// The database dies, hangs, is late, or is asked by two servers at once: what was acknowledged is in it once, and nobody waits too long.
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPostgres, startPostgres, type TestPostgres } from '@digits/store/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { expectExactlyOnce, idsIn } from './support/database.js';
import { startTraffic, type Traffic } from './support/traffic.js';
import { createWebServer, type WebServer } from './support/web-server.js';

/** A request is answered within the time that a write may take, once for itself and once for the group before it, ms; with room for two busy cores. */
const LONGEST_MS = 8_000;

const binaries = findPostgres();
if (!binaries) throw new Error('No PostgreSQL server programs found: install postgresql or set PG_BIN.');

let postgres: TestPostgres;
let databaseUrl: string;
let dataDir: string;
let servers: WebServer[];
let traffic: Traffic | undefined;

const newServer = async (settings = {}) => {
  const server = await createWebServer({ DATABASE_URL: databaseUrl, DATA_DIR: dataDir, ...settings });
  servers.push(server);
  return server;
};
const spoolFolders = () =>
  readdirSync(join(dataDir, 'spool'), { withFileTypes: true }).filter((entry) => entry.isDirectory());

beforeAll(async () => {
  postgres = await startPostgres(binaries, { fsync: true });
});
afterAll(() => postgres?.stop());
beforeEach(async () => {
  servers = [];
  databaseUrl = await postgres.createDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'digits-faults-'));
});
afterEach(async () => {
  postgres.freeze(false);
  await traffic?.stop();
  traffic = undefined;
  for (const server of servers) await server.kill();
  await postgres.resume();
  rmSync(dataDir, { recursive: true, force: true });
});

describe('under load', () => {
  test('kill -9 of PostgreSQL, 10 times: every request is answered, and each prediction is logged once', async () => {
    const server = await newServer();
    await server.start();
    traffic = startTraffic(server.url);
    for (let i = 0; i < 10; i++) {
      await traffic.untilAcknowledged(100);
      await postgres.kill();
      await traffic.untilAcknowledged(100);
      await postgres.resume();
    }
    // It comes back to the database while it is under load, not only after it.
    const metrics = async () => (await fetch(`${server.url}/metrics`)).text();
    await expect.poll(metrics, { timeout: 30_000, interval: 200 }).toMatch(/^prediction_log_database_up 1$/m);
    await traffic.stop();
    expect([...traffic.others]).toEqual([]);
    expect(traffic.longest()).toBeLessThan(LONGEST_MS);
    const found = await expectExactlyOnce(databaseUrl, traffic.acknowledged);
    expect(found).toHaveLength(traffic.acknowledged.length);
    expect(traffic.acknowledged.length).toBeGreaterThan(2_000);
  });

  test('kill -9 of the server, 10 times: what it had acknowledged is logged once', async () => {
    const server = await newServer();
    await server.start();
    traffic = startTraffic(server.url);
    for (let i = 0; i < 10; i++) {
      await traffic.untilAcknowledged(100);
      await server.kill();
      await server.start();
    }
    await traffic.untilAcknowledged(100);
    await traffic.stop();
    expect([...traffic.others.keys()]).toEqual([0]);
    await expectExactlyOnce(databaseUrl, traffic.acknowledged);
  });

  test('kill -9 of the server while the database is dead, 5 times: the spools of all are brought to the database', async () => {
    const server = await newServer();
    await server.start();
    traffic = startTraffic(server.url);
    for (let i = 0; i < 5; i++) {
      await traffic.untilAcknowledged(50);
      await postgres.kill();
      await traffic.untilAcknowledged(100);
      await server.kill();
      const starting = server.start();
      await sleep(300);
      await postgres.resume();
      await starting;
    }
    await traffic.stop();
    expect([...traffic.others.keys()]).toEqual([0]);
    await expectExactlyOnce(databaseUrl, traffic.acknowledged);
    await expect.poll(() => spoolFolders().length).toBe(1);
  });

  test('a database that hangs: predictions are answered within the time that a write may take, and logged when it goes on', async () => {
    const server = await newServer();
    await server.start();
    traffic = startTraffic(server.url);
    await traffic.untilAcknowledged(100);
    postgres.freeze(true);
    await traffic.untilAcknowledged(2_000);
    const reading = performance.now();
    const { status } = await fetch(`${server.url}/api/v1/predictions`);
    expect([status, performance.now() - reading < LONGEST_MS]).toEqual([503, true]);
    postgres.freeze(false);
    await traffic.untilAcknowledged(500);
    await traffic.stop();
    expect([...traffic.others]).toEqual([]);
    expect(traffic.longest()).toBeLessThan(LONGEST_MS);
    await expectExactlyOnce(databaseUrl, traffic.acknowledged);
    expect(server.log()).toContain('the database is away: predictions go to the spool');
    await expect.poll(() => server.log(), { timeout: 10_000 }).toContain('the database is back');
  });
});

test('predictions of an outage keep their order', async () => {
  const server = await newServer();
  await server.start();
  traffic = startTraffic(server.url, 1);
  await traffic.untilAcknowledged(50);
  await postgres.kill();
  await traffic.untilAcknowledged(200);
  await postgres.resume();
  await traffic.untilAcknowledged(200);
  await traffic.stop();
  expect(await expectExactlyOnce(databaseUrl, traffic.acknowledged)).toEqual(traffic.acknowledged);
});

test('a spool that was cut in the midst of a prediction loses nothing that was acknowledged, and says so', async () => {
  const server = await newServer();
  await server.start();
  traffic = startTraffic(server.url);
  await postgres.kill();
  await traffic.untilAcknowledged(300);
  await server.kill();
  await traffic.stop();
  const [folder] = spoolFolders();
  // What a write leaves that was stopped half-way.
  appendFileSync(join(dataDir, 'spool', folder?.name ?? '', 'predictions.spool'), '0a1b2c3d {"uuid":"7a1f5c1e-3b0a');
  await postgres.resume();
  await server.start();
  await expectExactlyOnce(databaseUrl, traffic.acknowledged);
  expect(server.log()).toMatch(/ends in the midst of a prediction \(\d+ bytes\), which was never acknowledged/);
});

test('two servers that start at once on an empty database, and share a data folder, both serve', async () => {
  const both = [await newServer(), await newServer()];
  await Promise.all(both.map((server) => server.start()));
  traffic = startTraffic(both.map(({ url }) => url));
  await traffic.untilAcknowledged(200);
  // One dies with predictions in its spool.
  await postgres.kill();
  await traffic.untilAcknowledged(200);
  await both[0]?.kill();
  await traffic.untilAcknowledged(100);
  await postgres.resume();
  // The one that runs takes over what the dead one has left, and goes on.
  await expect.poll(() => spoolFolders().length, { timeout: 60_000 }).toBe(1);
  await expectExactlyOnce(databaseUrl, [...traffic.acknowledged]);
  await both[0]?.start();
  await traffic.untilAcknowledged(100);
  await traffic.stop();
  await expectExactlyOnce(databaseUrl, traffic.acknowledged);
});

test('a server that is started before its database waits for it, and says so', async () => {
  await postgres.halt();
  const server = await newServer();
  const starting = server.start();
  await expect
    .poll(() => server.log(), { timeout: 10_000 })
    .toMatch(/cannot be reached: .*ECONNREFUSED.*\. Trying again in/);
  await postgres.resume();
  await starting;
  traffic = startTraffic(server.url, 2);
  await traffic.untilAcknowledged(10);
  await traffic.stop();
  expect((await idsIn(databaseUrl)).length).toBeGreaterThanOrEqual(10);
});

test('a server that is told to stop answers what it has taken, and leaves what is spooled to the next', async () => {
  const server = await newServer();
  await server.start();
  traffic = startTraffic(server.url);
  await postgres.halt();
  await traffic.untilAcknowledged(200);
  expect(await server.stop()).toBe(0);
  await traffic.stop();
  await postgres.resume();
  await server.start();
  await expectExactlyOnce(databaseUrl, traffic.acknowledged);
});
