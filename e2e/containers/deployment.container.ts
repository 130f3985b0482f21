// Deployments rehearsed on a server of their own, under load: a first release, the next beside it, broken ones that take themselves away, and back.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTraffic, type Traffic } from '../faults/support/traffic.js';
import { docker, hasDocker, run } from './support/docker.js';
import { startTestHost, type TestHost } from './support/test-host.js';

/** An image like another, but for one step. @returns its name */
async function derive(base: string, name: string, step: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'digits-image-'));
  try {
    writeFileSync(join(folder, 'Dockerfile'), `FROM ${base}\nUSER 0\n${step}\nUSER node\n`);
    await docker('build', '--quiet', '--tag', name, folder);
    return name;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const MIGRATIONS = '/app/packages/store/migrations';

describe.runIf(hasDocker)('a deployment', () => {
  let host: TestHost;
  let traffic: Traffic;
  const acknowledged: string[] = [];

  const inUse = async (): Promise<string | undefined> => /^In use: (.*)$/m.exec(await host.remote('status'))?.[1];
  const query = (sql: string): Promise<string> =>
    host.execute(
      `docker exec digits-database-1 psql --username=postgres --dbname=digits --tuples-only --no-align --command "${sql}"`,
    );

  /** Has people draw while something is done. @returns what that said */
  async function underLoad(action: () => Promise<string>): Promise<string> {
    traffic = startTraffic(host.url, 8);
    try {
      await traffic.untilAcknowledged(20);
      const said = await action();
      await traffic.untilAcknowledged(20);
      return said;
    } finally {
      await traffic.stop();
      acknowledged.push(...traffic.acknowledged);
      console.log(
        `${traffic.acknowledged.length} acknowledged, ${[...traffic.others.values()].reduce((a, b) => a + b, 0)} failed, the slowest after ${Math.round(traffic.longest())} ms`,
      );
    }
  }

  beforeAll(async () => {
    await run('deploy/images/build.sh', []);
    host = await startTestHost();
    const proxy = 'digits-proxy:local';
    const [web, model] = ['digits-web:local', 'digits-model:local'];
    await host.publish('1.0.0', { proxy, web, model });
    const next = await derive(
      web,
      'digits-test-web:1.1.0',
      `RUN echo 'ALTER TABLE predictions ADD COLUMN rehearsed boolean;' > ${MIGRATIONS}/9000-rehearsed.sql`,
    );
    await host.publish('1.1.0', { proxy, web: next, model });
    const damaged = await derive(
      next,
      'digits-test-web:1.2.0',
      `RUN truncate --size=1000 /app/models/mnist-cnn/2/model.onnx`,
    );
    await host.publish('1.2.0', { proxy, web: damaged, model });
    const unmigrated = await derive(
      next,
      'digits-test-web:1.2.1',
      `RUN echo 'ALTER TABLE nowhere ADD COLUMN here int;' > ${MIGRATIONS}/9001-broken.sql`,
    );
    await host.publish('1.2.1', { proxy, web: unmigrated, model });
    // It is healthy, and in order where it is asked from inside.
    const unreachable = await derive(
      next,
      'digits-test-web:1.2.3',
      `RUN sed -i '/^import/a if (process.argv[2].startsWith("https:")) process.exit(1);' /app/deploy/images/smoke-test.js`,
    );
    await host.publish('1.2.3', { proxy, web: unreachable, model });
    await host.execute(
      `printf '%s\\n' IMAGES=registry:5000/digits RATE_LIMIT=0 WEB_REPLICAS=2 DRAIN_SECONDS=3 PUBLIC_TRIES=3 GATE_SECONDS=40 > /srv/digits/settings.env`,
    );
  }, 900_000);
  afterAll(() => host?.remove(), 60_000);

  test('of a first release makes secrets, database and certificate, and draws', async () => {
    const said = await host.remote('deploy', '1.0.0');
    console.log(said);
    expect(said).toMatch(/an H: right, and logged[\s\S]*1\.0\.0 is in use/);
    expect(await inUse()).toBe('1.0.0');
  });

  test('of the next release fails nobody, and migrates the database', async () => {
    const said = await underLoad(() => host.remote('deploy', '1.1.0'));
    console.log(said);
    expect([...traffic.others]).toEqual([]);
    expect(await inUse()).toBe('1.1.0');
    expect(await query("SELECT count(*) FROM information_schema.columns WHERE column_name = 'rehearsed'")).toBe('1');
    expect(await host.execute(`docker ps --filter name=digits-1-0-0 --format '{{.Names}}'`)).toBe('');
  });

  test.each([
    ['1.2.0', 'whose model is damaged', /1\.2\.0: it is not healthy/],
    ['1.2.1', 'whose migration fails', /nowhere[\s\S]*1\.2\.1: the schema cannot be brought up to date/],
    [
      '1.2.3',
      'that cannot be drawn on from outside',
      /switching to 1\.2\.3[\s\S]*1\.2\.3: the public way does not read/,
    ],
    ['1.2.2', 'that nobody has published', /1\.2\.2: its images cannot be had/],
  ])('of %s, %s, takes itself away, and fails nobody', async (release, _what, reason) => {
    const said = await underLoad(() => host.remote('deploy', release).then(() => 'It was deployed.', String));
    console.log(said);
    expect(said).toMatch(reason);
    expect(said).toMatch(/FAILED: .*1\.1\.0 is/);
    expect([...traffic.others]).toEqual([]);
    expect(await inUse()).toBe('1.1.0');
    expect(
      await host.execute(`docker ps --all --filter name=digits-${release.replaceAll('.', '-')} --format '{{.Names}}'`),
    ).toBe('');
  });

  test('is all that its key is for', async () => {
    await expect(host.ssh('cat /srv/digits/settings.env')).rejects.toThrow(/receive-release/);
    await expect(host.remote('deploy', '1.1.0')).resolves.toMatch(/1\.1\.0 is in use already/);
  });

  test('is taken back by hand, and fails nobody', async () => {
    const said = await underLoad(() => host.remote('rollback'));
    console.log(said);
    expect([...traffic.others]).toEqual([]);
    expect(await inUse()).toBe('1.0.0');
    expect(await host.remote('rollback', '1.2.0').catch(String)).toMatch(
      /images of 1\.2\.0 are not on this machine any more/,
    );
  });

  /** Deploys on the host, and ends that at once after it has said something. */
  const cutOff = (release: string, said: string): Promise<string> =>
    host.execute(`cd /srv/digits && cp -r "$(readlink -f current)" releases/${release} && (releases/${release}/deploy/bin/deploy ${release} & pid=$!
      until grep -q '${said}' state/deployments.log; do sleep 0.1; done; sleep 1; kill -9 $pid; flock state/lock true)`);

  test.each([
    ['as it starts', 'starting 1.3.0', '1.4.0', /1\.3\.0 is neither in use nor the release before/, ['1.0.0', '1.4.0']],
    ['after its switch', '1.4.0 finishes what', '1.3.0', /1\.3\.0 is in use already/, ['1.3.0', '1.4.0']],
  ])('that is cut off %s is made good by the next one', async (_when, line, next, tidied, kept) => {
    const images = { proxy: 'digits-proxy:local', web: 'digits-web:local', model: 'digits-model:local' };
    for (const release of ['1.3.0', '1.4.0']) await host.publish(release, images);
    const said = await underLoad(() => cutOff('1.3.0', line).then(() => host.remote('deploy', next)));
    console.log(said);
    expect(said).toMatch(tidied);
    expect([...traffic.others]).toEqual([]);
    expect(await inUse()).toBe(next);
    expect(await host.execute('ls /srv/digits/releases')).toBe(kept.join('\n'));
    const running = await host.execute(
      `docker ps --filter label=digits.stack=digits --format '{{.Label "digits.release"}}'`,
    );
    expect(new Set(running.split('\n'))).toEqual(new Set([next]));
  });

  test('has lost nothing that was acknowledged', async () => {
    expect(acknowledged.length).toBeGreaterThan(200);
    const logged = new Set((await query('SELECT uuid FROM predictions')).split('\n'));
    expect(acknowledged.filter((id) => !logged.has(id))).toEqual([]);
    console.log(
      `${acknowledged.length} predictions were acknowledged, and all of them are in the database.\n${await host.remote('status')}`,
    );
  });
});
