// What becomes of backups on a real server: for how long they are kept, who is told of them each night, and their encrypted copies on another host.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { dumps, newest, readManifest, tablesNow } from './support/backups.js';
import {
  backups,
  destroy,
  folder,
  insertPredictions,
  migrate,
  query,
  removeAll,
  script,
  up,
  writeSettings,
} from './support/database-alone.js';
import { hasDocker } from './support/docker.js';

const missing = ['age', 'rclone'].filter((tool) => spawnSync(tool, ['--version'], { stdio: 'ignore' }).status !== 0);
if (missing.length > 0) {
  const help = `apt-get install ${missing.join(' ')}`;
  if (process.env.CI) throw new Error(`The tests of encrypted copies need ${missing.join(' and ')}: ${help}`);
  console.warn(`The tests of encrypted copies are skipped: ${help}`);
}

const fakeBackup = (stamp: string, ...endings: readonly string[]): void => {
  for (const ending of ['dump', 'json', ...endings]) writeFileSync(join(backups, `${stamp}.${ending}`), '');
};

describe.runIf(hasDocker)('backups', () => {
  beforeAll(async () => {
    await destroy();
    await up();
    await migrate();
    await insertPredictions(500);
    mkdirSync(backups, { recursive: true });
  });

  afterAll(removeAll);

  beforeEach(() => writeSettings({}));

  describe('that are old', () => {
    // Two on one day, days of one week and of others, the turn of a year within ISO week 2020-53.
    const OLD = [
      ...['20210105T020000Z', '20210104T230000Z', '20210104T020000Z', '20210103T020000Z', '20210101T020000Z'],
      ...['20201231T020000Z', '20201228T020000Z', '20201227T020000Z', '20201220T020000Z', '20201130T020000Z'],
      ...['20201031T020000Z', '20201001T020000Z', '20200930T020000Z'],
    ];

    beforeEach(() => {
      for (const name of readdirSync(backups)) rmSync(join(backups, name));
    });

    const removed = () => OLD.filter((stamp) => !dumps().includes(stamp));

    test('are kept by day, week and month', async () => {
      for (const stamp of OLD) fakeBackup(stamp);
      writeSettings({ BACKUP_DAILY: '3', BACKUP_WEEKLY: '4', BACKUP_MONTHLY: '5' });
      await script('bin/backup');
      // Days: today, the 5th and the 4th. Weeks: today's, 2021-01, 2020-53, 2020-52. Months: today's, January, December, November, October.
      expect(OLD.filter((stamp) => !removed().includes(stamp))).toEqual([
        '20210105T020000Z',
        '20210104T230000Z',
        '20210103T020000Z',
        '20201231T020000Z',
        '20201227T020000Z',
        '20201130T020000Z',
        '20201031T020000Z',
      ]);
      expect(readdirSync(backups).filter((name) => removed().some((stamp) => name.startsWith(stamp)))).toEqual([]);
      expect(dumps()).toHaveLength(8);
    });

    test('are all removed where nothing is to be kept, but for the last that was checked', async () => {
      for (const stamp of OLD) fakeBackup(stamp, ...(stamp < '20201228' ? ['checked'] : []));
      writeSettings({ BACKUP_DAILY: '0', BACKUP_WEEKLY: '0', BACKUP_MONTHLY: '0' });
      await script('bin/backup');
      expect(dumps()).toEqual(['20201227T020000Z', expect.stringMatching(/^20[2-9]\d{5}T\d{6}Z$/)]);
      await script('bin/check-backup');
      await script('bin/backup');
      expect(dumps()).not.toContain('20201227T020000Z');
      expect(dumps()).toHaveLength(2);
    });

    test('stay where the setting is no number', async () => {
      for (const stamp of OLD) fakeBackup(stamp);
      writeSettings({ BACKUP_DAILY: 'seven' });
      await expect(script('bin/backup')).rejects.toThrow(
        "BACKUP_DAILY must be a whole number from 0 to 9999, and is 'seven'",
      );
      expect(dumps()).toEqual([...OLD].sort());
    });
  });

  describe('every night', () => {
    let answer = 200;
    let pings = 0;
    const watcher = createServer((_, response) => {
      pings += 1;
      response.writeHead(answer).end();
    });

    beforeAll(() => new Promise<void>((resolve) => watcher.listen(0, '127.0.0.1', resolve)));
    afterAll(() => void watcher.close());

    const pingUrl = () => `http://127.0.0.1:${(watcher.address() as AddressInfo).port}/backup`;

    test('are made, checked and reported', async () => {
      writeSettings({ BACKUP_PING_URL: pingUrl() });
      const said = await script('backup/nightly');
      expect(said).toMatch(/^backup: wrote .*\.dump: \d+ rows in 1 tables/);
      expect(said).toContain('restores to what its manifest says');
      expect(pings).toBe(1);

      answer = 404;
      await expect(script('backup/nightly')).rejects.toThrow('BACKUP_PING_URL cannot be told');
    });

    test('are not reported where they failed', async () => {
      pings = 0;
      writeSettings({ BACKUP_PING_URL: pingUrl(), BACKUP_WEEKLY: '-1' });
      await expect(script('backup/nightly')).rejects.toThrow('BACKUP_WEEKLY');
      expect(pings).toBe(0);
    });
  });

  describe.skipIf(missing.length > 0)('off the host', () => {
    const remote = join(folder, 'remote');
    const identity = join(folder, 'identity');
    let recipient = '';

    beforeAll(() => {
      execFileSync('age-keygen', ['--output', identity], { stdio: 'ignore' });
      recipient = execFileSync('age-keygen', ['-y', identity]).toString().trim();
    });

    test('never go unencrypted', async () => {
      const before = dumps();
      writeSettings({ BACKUP_REMOTE: remote });
      await expect(script('bin/backup')).rejects.toThrow('nothing leaves this host unencrypted. Set both, or neither');
      writeSettings({ BACKUP_AGE_RECIPIENT: recipient });
      await expect(script('bin/backup')).rejects.toThrow('there is nowhere to copy to. Set both, or neither');
      writeSettings({ BACKUP_REMOTE: remote, BACKUP_AGE_RECIPIENT: 'age1nobody' });
      await expect(script('bin/backup')).rejects.toThrow("is no public key of age's (age1…): 'age1nobody'");
      expect(dumps()).toEqual(before);
    });

    test('are copied encrypted, kept as long as here, checked and restored', async () => {
      mkdirSync(remote);
      for (const name of [
        '20210105T020000Z.tar.age',
        '20210104T020000Z.tar.age',
        '20210103T020000Z.tar.age.partial',
        'other.txt',
      ])
        writeFileSync(join(remote, name), '');
      writeSettings({
        BACKUP_REMOTE: `offsite:${remote}`,
        RCLONE_CONFIG_OFFSITE_TYPE: 'local',
        BACKUP_AGE_RECIPIENT: recipient,
        BACKUP_DAILY: '2',
        BACKUP_WEEKLY: '0',
        BACKUP_MONTHLY: '0',
      });
      await script('bin/backup');
      const stamp = dumps().at(-1);
      expect(readdirSync(remote).sort()).toEqual(['20210105T020000Z.tar.age', `${stamp}.tar.age`, 'other.txt']);
      const encrypted = join(remote, `${stamp}.tar.age`);
      expect(readFileSync(encrypted).subarray(0, 21).toString()).toBe('age-encryption.org/v1');
      expect(readdirSync(backups).filter((name) => /age|partial/.test(name))).toEqual([]);

      const { tables } = readManifest(newest());
      await expect(script('bin/restore', encrypted, '--yes')).rejects.toThrow('BACKUP_AGE_IDENTITY must name the file');
      writeSettings({ BACKUP_AGE_IDENTITY: identity });
      await script('bin/check-backup', encrypted);
      await query('DELETE FROM predictions WHERE digit = 3');
      await script('bin/restore', encrypted, '--yes');
      expect(await tablesNow()).toEqual(tables);

      const bytes = readFileSync(encrypted);
      writeFileSync(encrypted, bytes.subarray(0, bytes.length - 1));
      await expect(script('bin/restore', encrypted, '--yes')).rejects.toThrow('cannot be decrypted: it is damaged');
      expect(readdirSync(backups).filter((name) => name.startsWith('unpacked'))).toEqual([]);
    });

    test('that cannot be copied are said to be here only', async () => {
      writeSettings({ BACKUP_REMOTE: '/dev/null/nowhere', BACKUP_AGE_RECIPIENT: recipient });
      const before = newest();
      await expect(script('bin/backup')).rejects.toThrow(
        /\.dump is written, but could not be copied to \/dev\/null\/nowhere/,
      );
      expect(newest() > before).toBe(true);
    });
  });
});
