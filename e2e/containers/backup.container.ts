// Backups on a real PostgreSQL: taken under load, restored into a cluster that was made anew, refused where damaged.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { dumps, type Manifest, newest, readManifest, rowsOf, tablesNow } from './support/backups.js';
import {
  backups,
  databases,
  destroy,
  folder,
  insertPredictions,
  migrate,
  migrateByRelease,
  query,
  queryAsSuperuser,
  queryNumber,
  removeAll,
  script,
  startLoad,
  up,
  useRelease,
  writeSettings,
} from './support/database-alone.js';
import { hasDocker } from './support/docker.js';

const hasWebImage = spawnSync('docker', ['image', 'inspect', 'digits-web:local'], { stdio: 'ignore' }).status === 0;

/** A copy of the newest backup under a folder of its own, to be spoiled. */
function copyOfNewest(): string {
  const spoiled = join(folder, 'spoiled');
  rmSync(spoiled, { recursive: true, force: true });
  mkdirSync(spoiled);
  for (const ending of ['dump', 'json']) copyFileSync(`${newest()}.${ending}`, join(spoiled, `copy.${ending}`));
  return join(spoiled, 'copy');
}

describe.runIf(hasDocker)('backups', () => {
  beforeAll(async () => {
    await destroy();
    await up();
    await migrate();
    await query('CREATE TABLE tally AS SELECT client, 0::bigint AS predictions FROM generate_series(0, 3) AS client');
    await insertPredictions(20_000);
  });

  afterAll(removeAll);

  beforeEach(() => writeSettings({}));

  test('are one moment of all tables, whatever is written meanwhile', async () => {
    const stopLoad = await startLoad();
    onTestFinished(stopLoad);
    const before = await queryNumber('SELECT count(*) FROM predictions');
    await script('bin/backup');
    const after = await queryNumber('SELECT count(*) FROM predictions');

    const manifest = readManifest(newest());
    const rows = rowsOf(manifest, 'predictions');
    expect(rows).toBeGreaterThan(before);
    expect(rows).toBeLessThan(after);
    expect(rowsOf(manifest, 'tally')).toBe(4);
    expect(readFileSync(`${newest()}.dump`)).toHaveLength(manifest.dump.bytes);

    const said = await script('bin/check-backup');
    expect(said).toMatch(new RegExp(`public\\.predictions +${rows} +${rows} +equal\n`));
    expect(said).toMatch(/public\.tally +4 +4 +equal\n/);
  });

  test('bring back all of it where the cluster was destroyed', async () => {
    const manifest = readManifest(newest());
    await destroy();
    await up();
    expect(await databases()).toEqual(['digits']);
    await script('bin/restore', `${newest()}.dump`, '--yes');

    expect(await tablesNow()).toEqual(manifest.tables);
    expect(await queryNumber('SELECT count(*) FROM predictions')).toBe(rowsOf(manifest, 'predictions'));
    // Both were written by the same transactions, and dumped one after the other.
    const logged = await queryNumber("SELECT count(*) FROM predictions WHERE model_name = 'load'");
    expect(logged).toBeGreaterThan(500);
    expect(await queryNumber('SELECT sum(predictions) FROM tally')).toBe(logged);
    // The application owns it, and goes on where it was.
    const strangers = `SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_get_userbyid(relowner) <> 'digits'`;
    expect(await queryNumber(strangers)).toBe(0);
    const greatest = await queryNumber('SELECT max(key) FROM predictions');
    await insertPredictions(1, 'afterwards');
    expect(await queryNumber("SELECT key FROM predictions WHERE model_name = 'afterwards'")).toBeGreaterThan(greatest);
  });

  test('replace a database in use, which is kept', async () => {
    const manifest = readManifest(newest());
    await queryAsSuperuser('DROP DATABASE digits WITH (FORCE)');
    for (const name of await databases()) if (name) await queryAsSuperuser(`DROP DATABASE ${name}`);
    await queryAsSuperuser('CREATE DATABASE digits OWNER digits');
    // As if another restoration had been killed.
    await queryAsSuperuser('CREATE DATABASE digits_restore_20260101t000000z OWNER digits');
    await migrate();
    await query('CREATE TABLE tally AS SELECT client, 0::bigint AS predictions FROM generate_series(0, 3) AS client');
    const stopLoad = await startLoad();
    onTestFinished(stopLoad);
    const before = await queryNumber('SELECT count(*) FROM predictions');
    await script('bin/restore', `${newest()}.dump`, '--yes');

    expect(await tablesNow()).toEqual(manifest.tables);
    const [inUse, kept = '', ...rest] = await databases();
    expect([inUse, rest]).toEqual(['digits', []]);
    expect(kept).toMatch(/^digits_before_\d{8}t\d{6}z$/);
    // Until the very change it was written to.
    expect(Number(await query('SELECT count(*) FROM predictions', 'digits', kept))).toBeGreaterThan(before);
  });

  test('are not restored where nobody says yes', async () => {
    const before = await databases();
    await expect(script('bin/restore', `${newest()}.dump`)).rejects.toThrow('say --yes');
    expect(await databases()).toEqual(before);
  });

  test.each(['bin/restore', 'bin/check-backup'])('that are damaged are refused by %s', async (name) => {
    const before = await databases();
    const options = name === 'bin/restore' ? ['--yes'] : [];
    const copy = copyOfNewest();
    const bytes = readFileSync(`${copy}.dump`);
    const middle = bytes.length >> 1;
    bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
    writeFileSync(`${copy}.dump`, bytes);
    await expect(script(name, `${copy}.dump`, ...options)).rejects.toThrow(/copy\.dump is damaged: its SHA-256 is/);

    // Cut before its checksum was taken.
    writeFileSync(`${copy}.dump`, bytes.subarray(0, middle));
    const sha256 = createHash('sha256').update(bytes.subarray(0, middle)).digest('hex');
    const manifest = readManifest(copy);
    writeFileSync(`${copy}.json`, JSON.stringify({ ...manifest, dump: { ...manifest.dump, sha256 } }));
    await expect(script(name, `${copy}.dump`, ...options)).rejects.toThrow(/copy\.dump cannot be restored/);

    rmSync(`${copy}.json`);
    await expect(script(name, `${copy}.dump`, ...options)).rejects.toThrow('has no manifest beside it');
    expect(await databases()).toEqual(before);
  });

  test.each(['bin/restore', 'bin/check-backup'])(
    'with other rows than the manifest says are refused by %s',
    async (name) => {
      const before = await databases();
      const options = name === 'bin/restore' ? ['--yes'] : [];
      const copy = copyOfNewest();
      const manifest = readManifest(copy);
      const [predictions, tally] = manifest.tables;
      if (!predictions || !tally) throw new Error('The manifest does not name the two tables.');
      const spoil = (tables: Manifest['tables']) =>
        writeFileSync(`${copy}.json`, JSON.stringify({ ...manifest, tables }));
      const refusal = /what (its|the) manifest says/;

      spoil([{ ...predictions, checksum: `${predictions.checksum}0` }, tally]);
      await expect(script(name, `${copy}.dump`, ...options)).rejects.toThrow(/public\.predictions .* DIFFERENT\n/);
      spoil([predictions, { ...tally, rows: tally.rows + 1 }]);
      await expect(script(name, `${copy}.dump`, ...options)).rejects.toThrow(/public\.tally +5 +4 +DIFFERENT\n/);
      spoil([...manifest.tables, { ...tally, table: 'public.lost' }]);
      await expect(script(name, `${copy}.dump`, ...options)).rejects.toThrow(/public\.lost +4 +- +MISSING\n/);
      spoil([predictions]);
      await expect(script(name, `${copy}.dump`, ...options)).rejects.toThrow(refusal);
      expect(await databases()).toEqual(before);
    },
  );

  test('are whole or not there at all', async () => {
    const before = readdirSync(backups);
    const lock = query('BEGIN; LOCK TABLE tally; SELECT pg_sleep(60); COMMIT');
    const locked = lock.catch(() => 'ended');
    const failed = script('bin/backup').catch((error: Error) => error.message);
    const end = (what: string) =>
      queryAsSuperuser(`SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity WHERE ${what}`);
    // pg_dump waits for the table.
    for (let left = 100; (await end("application_name = 'pg_dump' AND wait_event_type = 'Lock'")) === '0'; left--) {
      if (left === 0) throw new Error('pg_dump did not come to wait.');
      await sleep(200);
    }
    expect(await failed).toMatch(/backup: FAILED: pg_dump did not get to its end\n/);
    expect(readdirSync(backups)).toEqual(before);
    await end("query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()");
    await locked;
  });

  test('are made one at a time', async () => {
    const holder = spawn('flock', ['--no-fork', join(backups, 'lock'), 'sh', '-c', 'echo held; exec sleep 60']);
    onTestFinished(() => void holder.kill());
    await new Promise((resolve) => holder.stdout.once('data', resolve));
    const before = dumps();
    await expect(script('bin/backup')).rejects.toThrow('another backup or restoration is under way');
    await expect(script('bin/restore', `${newest()}.dump`, '--yes')).rejects.toThrow('is under way');
    expect(dumps()).toEqual(before);
  });

  test.runIf(hasWebImage)('by an older release get the schema of the one in use', async () => {
    await destroy();
    await up();
    useRelease('local');
    onTestFinished(() => rmSync(join(folder, 'state', 'current')));
    await migrateByRelease('local');
    await insertPredictions(100);
    const migrations = 'SELECT name FROM kysely_migration ORDER BY name';
    const all = await query(migrations);
    // As the release left it that had the first migration alone.
    await query(
      "DROP INDEX predictions_by_visitor, predictions_by_confidence; ALTER TABLE predictions DROP COLUMN digits; DELETE FROM kysely_migration WHERE name > '0002'",
    );
    await script('bin/backup');
    expect(rowsOf(readManifest(newest()), 'kysely_migration')).toBe(1);
    await script('bin/restore', `${newest()}.dump`, '--yes');

    expect(await query(migrations)).toBe(all);
    expect(await queryNumber("SELECT count(*) FROM pg_indexes WHERE indexname = 'predictions_by_visitor'")).toBe(1);
    expect(await queryNumber('SELECT count(*) FROM predictions')).toBe(100);
  });
});
