// Opening and losing the database: what a person is told, and that nothing is lost.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore, type StoreOptions } from './open-store.js';
import { StoreUnavailableError } from './store-error.js';
import { examplePrediction } from './testing/example-prediction.js';
import { findPostgres, startPostgres, type TestPostgres } from './testing/index.js';

/** Spools of the stores here that are over a PostgreSQL. */
const spools = mkdtempSync(join(tmpdir(), 'digits-spools-'));
afterAll(() => rmSync(spools, { recursive: true, force: true }));

const PAGE = { limit: 100, order: 'newest' } as const;

/** What a person reads when the store cannot be opened. */
async function messageOf(options: StoreOptions): Promise<string> {
  const error: unknown = await openStore(options).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error('The store could be opened.');
  expect(error.name).toBe('StoreError');
  expect(error.message).not.toContain('\n');
  return error.message;
}

describe('an embedded database', () => {
  let folder: string;
  let dataDir: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'digits-open-'));
    dataDir = join(folder, 'not', 'yet there');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is made where there is none, and keeps what it holds', async () => {
    const first = await openStore({ dataDir });
    const { record } = await first.insertPrediction(examplePrediction());
    await first.close();
    const second = await openStore({ dataDir });
    expect(await second.findPrediction(record.id, null)).toEqual({ ...record, mine: true });
    await second.close();
  });

  test('is one process’s at a time', async () => {
    const store = await openStore({ dataDir });
    expect(await messageOf({ dataDir })).toBe(
      `The data folder ${dataDir} is in use by process ${process.pid}: stop that one, or set DATA_DIR to another folder.`,
    );
    await store.close();
    await (await openStore({ dataDir })).close();
  });

  test('survives its process being killed, with all that was logged', async () => {
    const script = `
      const { openStore } = await import(${JSON.stringify(new URL('../dist/index.js', import.meta.url).href)});
      const store = await openStore({ dataDir: ${JSON.stringify(dataDir)} });
      const probabilities = new Array(10).fill(0.1);
      const { record } = await store.insertPrediction({
        digit: 7, confidence: 0.1, probabilities, model: { name: 'm', version: '1' }, source: 'upload', ink: null,
        pixels: new Uint8Array(784), visitor: null, latencyMs: 1,
      });
      process.stdout.write(record.id);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [id] = (await once(child.stdout, 'data')) as [Buffer];
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(existsSync(join(dataDir, 'pglite.lock'))).toBe(true);
    const store = await openStore({ dataDir });
    expect(await store.findPrediction(id.toString(), null)).toMatchObject({ digit: 7 });
    await store.close();
  });

  test('left half-made by a process that was killed is made anew', async () => {
    const halfMade = join(folder, 'half-made');
    mkdirSync(join(halfMade, 'pglite.unfinished'), { recursive: true });
    writeFileSync(join(halfMade, 'pglite.unfinished', 'PG_VERSION'), '18\n');
    await (await openStore({ dataDir: halfMade })).close();
    expect(existsSync(join(halfMade, 'pglite.unfinished'))).toBe(false);
  });

  test('in a place that is a file says so', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const advice = 'Set DATA_DIR to a folder that can.';
    expect(await messageOf({ dataDir: file })).toBe(
      `The data folder ${file} cannot be written: it is a file. ${advice}`,
    );
    const below = join(file, 'below', 'it');
    expect(await messageOf({ dataDir: below })).toBe(
      `The data folder ${below} cannot be written: ${file} is a file. ${advice}`,
    );
  });

  test.runIf(process.platform === 'linux').each(['/proc/nope', '/proc/nope/deeper'])(
    'in %s, where the system makes no folders, says so',
    async (nowhere) => {
      expect(await messageOf({ dataDir: nowhere })).toBe(
        `The data folder ${nowhere} cannot be written: no folder can be made in /proc. Set DATA_DIR to a folder that can.`,
      );
    },
  );

  test('in a folder that appears meanwhile goes to one of those that asked for it', async () => {
    const contested = join(folder, 'contested', 'by', 'two');
    const results = await Promise.allSettled([openStore({ dataDir: contested }), openStore({ dataDir: contested })]);
    const opened = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    expect(opened).toHaveLength(1);
    await opened[0]?.close();
  });

  test('that is damaged says so, and leaves the folder as it is', async () => {
    const damaged = join(folder, 'damaged');
    mkdirSync(join(damaged, 'pglite'), { recursive: true });
    writeFileSync(join(damaged, 'pglite', 'PG_VERSION'), '9\n');
    expect(await messageOf({ dataDir: damaged })).toMatch(/^The database in .*pglite cannot be opened: .*backup/);
    expect(existsSync(join(damaged, 'pglite', 'PG_VERSION'))).toBe(true);
    expect(existsSync(join(damaged, 'pglite.lock'))).toBe(false);
  });
});

describe('an address that cannot be', () => {
  test.each([
    'rubbish secret',
    'mysql://user:secret@host/database',
    'postgresql://user:secret@host:port/database',
    'postgresql://user:secret@host:99999/database',
    'http://secret',
    '',
  ])('%j is refused without being quoted', async (databaseUrl) => {
    const message = await messageOf({ dataDir: spools, databaseUrl });
    expect(message).toContain('DATABASE_URL is not the address of a PostgreSQL');
    expect(message).not.toContain('secret');
  });

  test('where nothing answers is named, without the password', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    const port = typeof address === 'object' ? address?.port : 0;
    const message = await messageOf({
      dataDir: spools,
      databaseUrl: `postgresql://user:secret@127.0.0.1:${port}/digits`,
    });
    expect(message).toContain(`The database at 127.0.0.1:${port} cannot be reached: connect ECONNREFUSED`);
    expect(message).not.toContain('secret');
  });
});

const binaries = findPostgres();

describe.runIf(binaries || process.env.CI)('a PostgreSQL server', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    if (!binaries) throw new Error('No PostgreSQL server programs found: install postgresql or set PG_BIN.');
    server = await startPostgres(binaries);
  });
  afterAll(() => server?.stop());

  test('is migrated once by servers that start together', async () => {
    const databaseUrl = await server.createDatabase();
    const stores = await Promise.all(Array.from({ length: 6 }, () => openStore({ dataDir: spools, databaseUrl })));
    await stores[0]?.insertPrediction(examplePrediction());
    expect((await stores[5]?.listPredictions(PAGE, null))?.items).toHaveLength(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  test('that a newer release has migrated further is served as it is', async () => {
    const databaseUrl = await server.createDatabase();
    await (await openStore({ dataDir: spools, databaseUrl })).close();
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(`INSERT INTO kysely_migration VALUES ('9999-later', '2030-01-01')`);
    await client.query('ALTER TABLE predictions ADD COLUMN later text');
    await client.end();
    const store = await openStore({ dataDir: spools, databaseUrl });
    const { record } = await store.insertPrediction(examplePrediction());
    expect(record).not.toHaveProperty('later');
    await store.close();
  });

  test('that an older release has filled is migrated further, and keeps what it holds', async () => {
    const databaseUrl = await server.createDatabase();
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query(await readFile(new URL('../migrations/0001-predictions.sql', import.meta.url), 'utf8'));
    await client.query(`
      CREATE TABLE kysely_migration (name varchar(255) PRIMARY KEY, timestamp varchar(255) NOT NULL);
      INSERT INTO kysely_migration VALUES ('0001-predictions', '2026-11-24');
      INSERT INTO predictions (confidence, probabilities, model_name, model_version, latency_ms, source, pixels)
        VALUES (0.5, array_fill(0.1, ARRAY[10]), 'm', '1', 1, 'upload', decode(repeat('00', 784), 'hex'))`);
    const store = await openStore({ dataDir: spools, databaseUrl });
    expect((await store.listPredictions(PAGE, null)).items).toHaveLength(1);
    const { rows } = await client.query(`SELECT indexdef FROM pg_indexes WHERE indexdef LIKE '%visitor%' ORDER BY 1`);
    expect(rows.map(({ indexdef }) => indexdef.replace(/^.*\(/, '('))).toEqual([
      '(visitor, confidence, key)',
      '(visitor, key)',
    ]);
    await client.end();
    await store.close();
  });

  test('where another table stands in the way says which migration failed', async () => {
    const databaseUrl = await server.createDatabase();
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('CREATE TABLE predictions (mine text)');
    await client.end();
    expect(await messageOf({ dataDir: spools, databaseUrl })).toBe(
      `The database's schema cannot be brought up to date: 0001-predictions: relation "predictions" already exists.`,
    );
  });

  test('that refuses the login says so, without the password', async () => {
    const url = new URL(await server.createDatabase());
    url.password = 'secret';
    const message = await messageOf({ dataDir: spools, databaseUrl: url.href });
    expect(message).toContain(`The database at 127.0.0.1:${server.port} refuses: password authentication failed`);
    expect(message).not.toContain('secret');
  });

  test('without that database says so', async () => {
    const url = new URL(await server.createDatabase());
    url.pathname = '/elsewhere';
    expect(await messageOf({ dataDir: spools, databaseUrl: url.href })).toContain(
      'database "elsewhere" does not exist',
    );
  });

  test('may go and come back: what is logged in between is not lost, and nothing is logged twice', async () => {
    const events: string[] = [];
    const databaseUrl = await server.createDatabase();
    const store = await openStore({
      dataDir: spools,
      databaseUrl,
      onError: () => events.push('broke'),
      events: { onAway: () => events.push('away'), onBack: () => events.push('back') },
    });
    const ids = Array.from({ length: 5 }, () => randomUUID());
    const log = (id = '') => store.insertPrediction(examplePrediction({ id }));
    await log(ids[0]);
    await server.halt();
    await expect(store.ping()).rejects.toThrow(StoreUnavailableError);
    // The first was logged already, which cannot be known now.
    for (const id of ids) expect((await log(id)).record).toMatchObject({ id, label: null });
    expect(await log(ids[4])).toMatchObject({ inserted: false, record: { id: ids[4] } });
    expect(store.logStatus()).toMatchObject({ target: 'spool', spooled: 5 });
    expect(await store.findPrediction(ids[3] ?? '', null)).toMatchObject({ id: ids[3], mine: true });
    await expect(store.deletePrediction(ids[3] ?? '', null)).rejects.toThrow(/still on its way/);
    await expect(store.deleteAllPredictions(randomUUID())).rejects.toThrow(/still on its way/);
    await server.resume();
    await expect
      .poll(() => store.logStatus(), { timeout: 10_000 })
      .toMatchObject({
        target: 'database',
        spooled: 0,
        spoolBytes: 0,
        insertedTotal: 1,
        spooledTotal: 5,
        drainedTotal: 4,
      });
    const { items } = await store.listPredictions({ ...PAGE, order: 'oldest' }, null);
    expect(items.map(({ id }) => id)).toEqual(ids);
    expect((await log(ids[2])).inserted).toBe(false);
    expect(events).toContain('broke');
    expect(events.filter((event) => event !== 'broke').at(0)).toBe('away');
    expect(events.at(-1)).toBe('back');
    await store.close();
  });

  test('that starts a little later is waited for', async () => {
    const databaseUrl = await server.createDatabase();
    await server.halt();
    const opening = openStore({ dataDir: spools, databaseUrl });
    await server.resume();
    await (await opening).close();
  });
});
