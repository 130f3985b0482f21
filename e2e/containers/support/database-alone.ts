// The production stack's database without the rest, under a name of its own; deploy/bin's scripts work on it as on a server's.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { docker, root, run } from './docker.js';

const NAME = 'digits-backup-test';
const PSQL = ['psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--set=ON_ERROR_STOP=1'];

/** What a server's own folder is: settings, state, backups. */
export const folder = mkdtempSync(join(tmpdir(), 'digits-backup-test-'));
export const backups = join(folder, 'backups');
const env = { STACK: NAME, DIGITS_ROOT: folder };

export const compose = (...args: readonly string[]): Promise<string> =>
  run('docker', ['compose', '--project-name', NAME, '--file', 'deploy/compose.production.yaml', ...args], env);

/** Runs a script of deploy/. @returns what it wrote to standard output. @throws with all that it wrote where it fails. */
export const script = (name: string, ...args: readonly string[]): Promise<string> =>
  run(join('deploy', name), args, env);

/** What the server's settings are from now on. */
export const writeSettings = (settings: Readonly<Record<string, string>>): void =>
  writeFileSync(
    join(folder, 'settings.env'),
    Object.entries(settings)
      .map(([name, value]) => `${name}='${value}'\n`)
      .join(''),
  );

export const container = (): Promise<string> => compose('ps', '--quiet', 'database');

/** Asks as the application does. @returns rows as lines, columns between bars */
export const query = async (sql: string, user = 'digits', database = 'digits'): Promise<string> =>
  docker('exec', await container(), ...PSQL, `--username=${user}`, `--dbname=${database}`, `--command=${sql}`);

export const queryAsSuperuser = (sql: string, database = 'postgres'): Promise<string> =>
  query(sql, 'postgres', database);

export const queryNumber = async (sql: string): Promise<number> => Number(await query(sql));

/** The names of all databases but the image's own. */
export const databases = async (): Promise<string[]> =>
  (await queryAsSuperuser("SELECT datname FROM pg_database WHERE datname LIKE 'digits%' ORDER BY 1")).split('\n');

/** A cluster as its image makes it: the role, an empty database. Its secrets are made here, since the image that makes them is the application's. */
export async function up(): Promise<void> {
  await compose('up', '--no-start', '--no-deps', 'database');
  const volumes = ['application', 'database'].flatMap((name) => [
    '--volume',
    `${NAME}-secrets-${name}:/secrets/${name}`,
  ]);
  const make = `cd /secrets
    for name in cookie-secret operator-token metrics-token; do head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n' > application/$name; done
    printf secret | tee application/database-password > database/superuser-password
    printf postgres://digits:secret@database:5432/digits > application/database-url
    chmod 444 */*`;
  await docker('run', '--rm', '--user=0', '--network=none', ...volumes, 'postgres:17', 'sh', '-c', make);
  await compose('up', '--detach', '--no-deps', '--wait', '--wait-timeout', '120', 'database');
}

/** Ends it, and all that it kept. */
export const destroy = (): Promise<string> => compose('down', '--volumes', '--remove-orphans');

/** Has a release, whose images are of this name, be the one in use, as far as restoring asks. */
export function useRelease(release: string): void {
  mkdirSync(join(folder, 'state'), { recursive: true });
  writeFileSync(join(folder, 'state', 'current'), `${release}\n`);
}

/** Has a release bring the schema up to date, by its own migrations. */
export const migrateByRelease = (release: string): Promise<string> =>
  docker(
    ...['run', '--rm', `--network=${NAME}-data`, '--env=DATABASE_URL=postgres://digits:secret@database:5432/digits'],
    ...['--env=COOKIE_SECRET=only-for-the-tests-of-restoring-a-backup', `digits-web:${release}`],
    ...['node', 'apps/server/dist/migrate.js'],
  );

export async function removeAll(): Promise<void> {
  await destroy();
  // What useRelease's release got, to migrate.
  await docker('network', 'rm', '--force', `${NAME}-local_inference`);
  rmSync(folder, { recursive: true });
}

/** The schema, as the releases have it. */
export async function migrate(): Promise<void> {
  const migrations = join(root, 'packages/store/migrations');
  for (const name of (await readdir(migrations)).sort()) await query(await readFile(join(migrations, name), 'utf8'));
}

const COLUMNS =
  'digit, confidence, probabilities, model_name, model_version, latency_ms, source, ink, pixels, visitor, label, labelled_at';
const drawing = (seed: string, by: string): string => `
  ${seed} % 10, random(), array_fill(0.1::float8, ARRAY[10]), '${by}', '1', random() * 10, 'draw',
  jsonb_build_object('size', 280, 'strokes', jsonb_build_array(jsonb_build_array(md5(random()::text), 'Ünicode \\ "7"'))),
  decode(repeat(md5(random()::text), 49), 'hex'), gen_random_uuid(),
  CASE WHEN ${seed} % 3 = 0 THEN ${seed} % 10 END, CASE WHEN ${seed} % 3 = 0 THEN now() END`;

/** Predictions that are not alike, all at once. */
export const insertPredictions = (count: number, by = 'seed', database = 'digits'): Promise<string> =>
  query(
    `INSERT INTO predictions (${COLUMNS}) SELECT ${drawing('i', by)} FROM generate_series(1, ${count}) AS i`,
    'digits',
    database,
  );

/** Visitors that never stop: each transaction logs a prediction and counts it in a second table, `tally`. @returns how to stop them */
export async function startLoad(): Promise<() => Promise<void>> {
  const id = await container();
  const transaction = `BEGIN;
    INSERT INTO predictions (${COLUMNS}) SELECT ${drawing(':client_id', 'load')};
    UPDATE tally SET predictions = predictions + 1 WHERE client = :client_id;
    COMMIT;`.replace(/\n\s+(?!INSERT|UPDATE|COMMIT)/g, ' ');
  const pgbench = 'pgbench --no-vacuum --client=4 --rate=500 --time=600 --username=digits --file=/dev/stdin digits';
  const load = spawn('docker', ['exec', '--interactive', id, 'sh', '-c', pgbench], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  load.stdin.end(transaction);
  await untilCounted(500);
  return () => stop(load);
}

async function stop(load: ChildProcess): Promise<void> {
  const ended = load.exitCode === null ? once(load, 'exit') : undefined;
  await queryAsSuperuser(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'pgbench'",
  );
  await ended;
}

async function untilCounted(count: number): Promise<void> {
  for (let left = 240; (await queryNumber('SELECT sum(predictions) FROM tally')) < count; left--) {
    if (left === 0) throw new Error('The load does not arrive.');
    await sleep(250);
  }
}
