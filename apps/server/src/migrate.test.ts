// What a deployment has done to the database before it starts the new servers.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchService } from '@digits/service/testing';
import { findPostgres, startPostgres, type TestPostgres } from '@digits/store/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from './testing/test-app.js';

const binaries = findPostgres();

describe.runIf(binaries || process.env.CI)('the migration of a database', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'digits-migrate-'));
  let postgres: TestPostgres;
  beforeAll(async () => {
    if (!binaries) throw new Error('No PostgreSQL server programs found: install postgresql or set PG_BIN.');
    postgres = await startPostgres(binaries);
  });
  afterAll(async () => {
    await postgres?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function migrate(env: Record<string, string>) {
    const { output, ended } = launchService(join(ROOT, 'apps/server/dist/migrate.js'), { DATA_DIR: dataDir, ...env });
    return { code: await ended, ...output };
  }

  test('makes the tables, and can be run again', async () => {
    const databaseUrl = await postgres.createDatabase();
    for (let run = 0; run < 2; run++) {
      expect(await migrate({ DATABASE_URL: databaseUrl })).toMatchObject({
        code: 0,
        stdout: 'The schema is up to date.\n',
        stderr: '',
      });
    }
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    expect((await client.query('SELECT count(*)::int AS rows FROM predictions')).rows).toEqual([{ rows: 0 }]);
    await client.end();
  });

  test('says in one line why it cannot be done', async () => {
    const { code, stderr } = await migrate({
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nowhere',
      DATABASE_WAIT: '0',
    });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^[^\n]*127\.0\.0\.1:1[^\n]*\n$/);
  });
});
