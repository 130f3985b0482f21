// The log of predictions over a real database that is taken away from it: nothing acknowledged is lost, nothing is there twice.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, renameSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { kyselyOver } from '../kysely-over.js';
import { migrate } from '../migrate.js';
import { openEmbedded } from '../open-embedded.js';
import type { Database } from '../predictions-table.js';
import { StoreUnavailableError } from '../store-error.js';
import { examplePrediction } from '../testing/example-prediction.js';
import { createLogTable, type LogTable } from './log-table.js';
import { openPredictionLog, type PredictionLog } from './prediction-log.js';
import { createSpoolAdopter, makeSpoolFolder, type SpoolFolder } from './spool-folder.js';
import { openSpools } from './spools.js';

let folder: string;
let database: ReturnType<typeof kyselyOver<Database>>;
let real: LogTable;
/** The database as the log sees it: there, away, or failing only after it has done what it was asked. */
let state: 'there' | 'away' | 'answer lost' | 'disk full';
let log: PredictionLog;
let events: string[];
let groups: number[];

const refuse = () => {
  throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
};

const table: LogTable = {
  async insert(predictions) {
    if (state === 'away' || state === 'disk full') refuse();
    groups.push(predictions.length);
    const inserted = await real.insert(predictions);
    if (state === 'answer lost') refuse();
    return inserted;
  },
  find: async (ids) => (state === 'there' ? real.find(ids) : refuse()),
  ping: async () => (state === 'there' ? real.ping() : refuse()),
};

const root = () => join(folder, 'spool');
const report = (message: string) => void events.push(message);
/** The own spool's folder, as it was last made. */
let own: SpoolFolder;

async function open({ maxBytes = 1e9 } = {}): Promise<PredictionLog> {
  const spools = await openSpools({
    table,
    openSpool: async () => {
      if (state === 'disk full') throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      own = await makeSpoolFolder(root(), report);
      return own;
    },
    adopter: createSpoolAdopter(root(), report),
    maxBytes,
    report,
  });
  return openPredictionLog(table, spools, {
    onAway: () => events.push('away'),
    onBack: () => events.push('back'),
    onReport: report,
  });
}

const append = (id: string, fields = {}) => log.append(examplePrediction({ id, ...fields }));
const ids = (count: number) => Array.from({ length: count }, () => randomUUID());
const stored = async () =>
  (await database.selectFrom('predictions').select('uuid').orderBy('key').execute()).map(({ uuid }) => uuid);
const isBack = () =>
  expect.poll(() => log.status(), { timeout: 10_000 }).toMatchObject({ target: 'database', spooled: 0 });

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'digits-log-'));
  database = kyselyOver<Database>(await openEmbedded(folder, () => {}));
  await migrate(database);
  real = createLogTable(database);
}, 60_000);
afterAll(async () => {
  await database.destroy();
  rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  state = 'there';
  [events, groups] = [[], []];
  await database.deleteFrom('predictions').execute();
  rmSync(root(), { recursive: true, force: true });
  log = await open();
});
afterEach(async () => {
  state = 'there';
  if (log.status().spooled > 0) await isBack();
  await log.close();
});

describe('while the database is there', () => {
  test('what comes at once is written at once, what comes meanwhile together after it, in order', async () => {
    const wanted = ids(50);
    const results = await Promise.all(wanted.map((id) => append(id)));
    expect(results.map(({ record, inserted }) => [record.id, inserted])).toEqual(wanted.map((id) => [id, true]));
    expect(await stored()).toEqual(wanted);
    expect(groups.length).toBeLessThan(4);
    expect(log.status()).toMatchObject({ insertedTotal: 50, groupsTotal: groups.length });
  });

  test('one that comes alone does not wait for company', async () => {
    for (const id of ids(3)) await append(id);
    expect(groups).toEqual([1, 1, 1]);
  });

  test('the record is what the database has, to the last bit', async () => {
    const [id = ''] = ids(1);
    const { record } = await append(id, { confidence: 0.1 + 0.2, latencyMs: 1 / 3 });
    expect(record).toEqual((await real.find([id]))[0]);
  });

  test('the same id is one prediction, at once and later, in either case', async () => {
    const [id = ''] = ids(1);
    const results = await Promise.all([append(id), append(id, { digit: 9 }), append(id.toUpperCase(), { digit: 8 })]);
    results.push(await append(id, { digit: 7 }));
    expect(results.map(({ record, inserted }) => [record.digit, inserted])).toEqual([
      [3, true],
      [3, false],
      [3, false],
      [3, false],
    ]);
    expect(await stored()).toEqual([id]);
  });

  test('one that the database refuses does not take the others with it', async () => {
    const wanted = ids(9);
    const results = await Promise.allSettled(wanted.map((id, i) => append(id, i === 4 ? { confidence: 2 } : {})));
    expect(results.map(({ status }) => status)).toEqual(wanted.map((_, i) => (i === 4 ? 'rejected' : 'fulfilled')));
    expect(await stored()).toEqual(wanted.filter((_, i) => i !== 4));
    expect(log.status().target).toBe('database');
  });
});

describe('while the database is away', () => {
  test('predictions go to the spool, and once it is back to the database, in order and once', async () => {
    const wanted = ids(600);
    await append(wanted[0] ?? '');
    state = 'away';
    for (let i = 1; i < 600; i += 40) await Promise.all(wanted.slice(i, i + 40).map((id) => append(id)));
    expect(log.status()).toMatchObject({ target: 'spool', spooled: 599 });
    state = 'there';
    await isBack();
    expect(await stored()).toEqual(wanted);
    expect([events.at(0), events.at(-1), log.status().drainedTotal]).toEqual(['away', 'back', 599]);
  });

  test('what comes while the spool is emptied keeps its place, however much that is', async () => {
    const wanted = ids(3_000);
    state = 'away';
    await Promise.all(wanted.slice(0, 1_000).map((id) => append(id)));
    state = 'there';
    for (let i = 1_000; i < 3_000; i += 20) await Promise.all(wanted.slice(i, i + 20).map((id) => append(id)));
    await isBack();
    expect(await stored()).toEqual(wanted);
  });

  test('one whose answer was lost is there once', async () => {
    const wanted = ids(3);
    state = 'answer lost';
    const results = await Promise.all(wanted.map((id) => append(id)));
    expect(results.every(({ inserted }) => inserted)).toBe(true);
    state = 'there';
    await isBack();
    expect(await stored()).toEqual(wanted);
    expect(log.status().drainedTotal).toBe(0);
  });

  test('the same id again is the spooled prediction', async () => {
    const [id = ''] = ids(1);
    state = 'away';
    await append(id);
    expect(await append(id.toUpperCase(), { digit: 9 })).toMatchObject({ inserted: false, record: { id, digit: 3 } });
    expect([await log.isSpooled(id.toUpperCase()), (await log.findSpooled(id))?.digit]).toEqual([true, 3]);
  });

  test('one that the database will refuse is kept aside, and does not keep the others back', async () => {
    const wanted = ids(3);
    state = 'away';
    await Promise.all(wanted.map((id, i) => append(id, i === 1 ? { confidence: 2 } : {})));
    state = 'there';
    await isBack();
    expect(await stored()).toEqual([wanted[0], wanted[2]]);
    expect(events).toContainEqual(expect.stringMatching(new RegExp(`refuses the spooled prediction ${wanted[1]}`)));
    expect(readFileSync(join(root(), 'refused'), 'utf8')).toContain(wanted[1]);
    expect(log.status().refusedTotal).toBe(1);
  });

  test('and the spool is full, predictions are refused, and taken again once there is room', async () => {
    await log.close();
    log = await open({ maxBytes: 2_000 });
    state = 'away';
    const [first = '', second = '', third = ''] = ids(3);
    await append(first);
    await expect(append(second)).rejects.toThrow(StoreUnavailableError);
    expect(log.status()).toMatchObject({ spooled: 1, spoolError: expect.stringMatching(/has its 2000 bytes/) });
    state = 'there';
    await isBack();
    await append(third);
    expect(await stored()).toEqual([first, third]);
    expect(log.status().spoolError).toBeNull();
  });

  test('it comes and goes at random: all that was acknowledged is there, once', async () => {
    const acknowledged: string[] = [];
    let isOver = false;
    const weather = (async () => {
      for (let i = 0; i < 25; i++) {
        state = (['away', 'there', 'answer lost'] as const)[Math.floor(Math.random() * 3)] ?? 'there';
        await sleep(Math.random() * 30);
      }
      isOver = true;
      state = 'there';
    })();
    const writer = async () => {
      while (!isOver) {
        acknowledged.push((await append(randomUUID())).record.id);
        // The embedded database answers without ever letting a timer have its turn.
        await setImmediate();
      }
    };
    await Promise.all([weather, ...Array.from({ length: 8 }, writer)]);
    await isBack();
    expect((await stored()).sort()).toEqual(acknowledged.sort());
  });
});

describe('a spool that somebody else takes from a process that still runs', () => {
  const take = () => renameSync(own.path, join(root(), randomUUID()));

  test('is replaced: what is acknowledged after that is not lost', async () => {
    const wanted = ids(60);
    state = 'away';
    for (let i = 0; i < 60; i += 20) {
      await Promise.all(wanted.slice(i, i + 20).map((id) => append(id)));
      take();
    }
    expect(log.status()).toMatchObject({ spooled: 20 });
    state = 'there';
    await isBack();
    // What was in the folders that were taken before is brought by whoever took them, here nobody.
    expect(await stored()).toEqual(wanted.slice(40));
    const [later = ''] = ids(1);
    await append(later);
    expect((await stored()).at(-1)).toBe(later);
  });

  test('while it is emptied: nothing that comes then is lost', async () => {
    state = 'away';
    await Promise.all(ids(2_000).map((id) => append(id)));
    const wanted: string[] = [];
    state = 'there';
    for (let i = 0; i < 20; i++) {
      if (i === 3) take();
      const id = randomUUID();
      await append(id);
      if (i >= 3) wanted.push(id);
      await setImmediate();
    }
    await isBack();
    const found = await stored();
    expect(found.slice(-wanted.length)).toEqual(wanted);
    expect(new Set(found).size).toBe(found.length);
  });

  test('and cannot be replaced: what was refused is refused again, not taken for what is there', async () => {
    const [first = '', second = ''] = ids(2);
    state = 'away';
    await append(first);
    take();
    state = 'disk full';
    await expect(append(second)).rejects.toThrow(StoreUnavailableError);
    await expect(append(second)).rejects.toThrow(StoreUnavailableError);
    state = 'there';
    await isBack();
    await append(second);
    expect(await stored()).toEqual([first, second]);
  });
});

test('a spool that somebody has cut is told of, and is no reason to stay away', async () => {
  const wanted = ids(10);
  state = 'away';
  for (const id of wanted) await append(id);
  truncateSync(join(own.path, 'predictions.spool'), own.file.size / 2);
  state = 'there';
  await isBack();
  expect((await stored()).length).toBeGreaterThanOrEqual(4);
  expect(wanted.slice(0, (await stored()).length)).toEqual(await stored());
  expect(events).toContainEqual(expect.stringMatching(/has been cut by somebody: \d+ bytes are gone/));
});

test('drawings of any size are brought to the database a few at a time', async () => {
  const stroke = Array.from({ length: 10_000 }, (_, i): [number, number] => [i + 0.123, i / 7]);
  const wanted = ids(20);
  state = 'away';
  await Promise.all(wanted.map((id) => append(id, { ink: { strokes: [stroke], size: 280 } })));
  state = 'there';
  await isBack();
  expect(await stored()).toEqual(wanted);
  expect(Math.max(...groups)).toBeLessThan(10);
});

test('a log that is closed takes nothing more, and what is in its spool is the next one’s', async () => {
  const wanted = ids(5);
  state = 'away';
  await Promise.all(wanted.map((id) => append(id)));
  await log.close();
  await expect(append(randomUUID())).rejects.toThrow('The log is closed.');
  expect(await stored()).toEqual([]);
  state = 'there';
  log = await open();
  // What comes now waits for what was acknowledged before it.
  const [later = ''] = ids(1);
  await append(later);
  await isBack();
  expect(await stored()).toEqual([...wanted, later]);
});
