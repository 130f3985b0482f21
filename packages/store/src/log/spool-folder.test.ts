// Spools and the folders they are in: appended to, cut, damaged, left behind, taken over.
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { examplePrediction } from '../testing/example-prediction.js';
import { type LoggedPrediction, toLogged } from './logged-prediction.js';
import { createSpoolAdopter, makeSpoolFolder, type SpoolAdopter, type SpoolFolder } from './spool-folder.js';

const SPOOL = 'predictions.spool';

let root: string;
let adopter: SpoolAdopter;
let reports: string[];
let open: SpoolFolder[];
const report = (message: string) => void reports.push(message);
const make = async () => {
  const folder = await makeSpoolFolder(root, report);
  open.push(folder);
  return folder;
};
const adopt = async () => {
  const folders = await adopter.adopt();
  open.push(...folders);
  return folders;
};

const some = (count: number): LoggedPrediction[] => Array.from({ length: count }, () => toLogged(examplePrediction()));
const idsIn = async ({ file }: SpoolFolder) => (await file.read(0, 1_000)).predictions.map(({ id }) => id);

/** A process that has certainly ended. */
const deadPid = () => spawnSync(process.execPath, ['--version']).pid;

/** What a killed process leaves behind. */
async function abandon(folder: SpoolFolder): Promise<string> {
  await folder.file.close();
  open = open.filter((other) => other !== folder);
  const owner = join(folder.path, 'owner.json');
  writeFileSync(owner, JSON.stringify({ ...JSON.parse(readFileSync(owner, 'utf8')), pid: deadPid(), startedAt: '1' }));
  return join(folder.path, SPOOL);
}

beforeEach(() => {
  root = join(mkdtempSync(join(tmpdir(), 'digits-spool-')), 'spool');
  [reports, open] = [[], []];
  adopter = createSpoolAdopter(root, report);
});
afterEach(async () => {
  for (const folder of open) await folder.leave();
  rmSync(join(root, '..'), { recursive: true, force: true });
});

test('what is appended is read in order, found by its id, and gone when it is cleared', async () => {
  const folder = await make();
  const { file } = folder;
  const predictions = some(7);
  await file.append(predictions.slice(0, 3));
  await file.append(predictions.slice(3));
  expect(await idsIn(folder)).toEqual(predictions.map(({ id }) => id));
  const first = await file.read(0, 4);
  const second = await file.read(first.next, 4);
  expect([first.predictions.length, second.predictions.length, second.next]).toEqual([4, 3, file.size]);
  expect((await file.find(predictions[5]?.id ?? ''))?.createdAt).toBe(predictions[5]?.createdAt);
  expect(await file.find(randomUUID())).toBeNull();
  await file.clear();
  expect([file.count, file.size, await idsIn(folder)]).toEqual([0, 0, []]);
  await file.append(predictions.slice(6));
  expect(await idsIn(folder)).toEqual([predictions[6]?.id]);
});

test('a folder that is empty is taken away when it is left, one that is not is free to be taken over at once', async () => {
  const [empty, full] = [await make(), await make()];
  await full.file.append(some(1));
  open = [];
  await empty.leave();
  await full.leave();
  expect([existsSync(empty.path), existsSync(full.path)]).toEqual([false, true]);
  expect(await adopt()).toHaveLength(1);
});

test('a spool that a killed process left is taken over, once', async () => {
  const predictions = some(3);
  const folder = await make();
  await folder.file.append(predictions);
  expect(await adopt()).toEqual([]);
  await abandon(folder);
  const found = (await Promise.all([adopt(), adopt(), adopt()])).flat();
  expect(found).toHaveLength(1);
  expect(found[0] && (await idsIn(found[0]))).toEqual(predictions.map(({ id }) => id));
  expect(reports).toEqual([]);
});

test('of a process elsewhere, which cannot be looked at, only once it has been silent for long by the own clock', async () => {
  const folder = await make();
  await folder.file.append(some(1));
  const owner = join(folder.path, 'owner.json');
  const text = JSON.stringify({ pid: 1, startedAt: null, place: 'another machine' });
  // Its clock is wrong by hours.
  const longAgo = new Date(Date.now() - 10_000_000);
  const write = () => {
    writeFileSync(owner, text);
    utimesSync(owner, longAgo, longAgo);
  };
  write();
  const now = vi.spyOn(performance, 'now');
  const at = (seconds: number) => void now.mockReturnValue(1_000 * seconds);
  for (const seconds of [0, 30, 59]) {
    at(seconds);
    expect(await adopt()).toEqual([]);
  }
  // It gives a sign of life.
  longAgo.setSeconds(longAgo.getSeconds() + 5);
  write();
  at(70);
  expect(await adopt()).toEqual([]);
  at(120);
  expect(await adopt()).toEqual([]);
  at(131);
  expect(await adopt()).toHaveLength(1);
  now.mockRestore();
});

test('of a process here that runs is never taken over, however long it has been silent', async () => {
  const folder = await make();
  await folder.file.append(some(1));
  utimesSync(join(folder.path, 'owner.json'), new Date(0), new Date(0));
  const now = vi.spyOn(performance, 'now');
  for (const seconds of [0, 1_000, 2_000]) {
    now.mockReturnValue(1_000 * seconds);
    expect(await adopt()).toEqual([]);
  }
  now.mockRestore();
});

test('something in a spool of another is known', async () => {
  const [mine, other] = [await make(), await make()];
  expect(await adopter.isElsewhere([mine.path])).toBe(false);
  await other.file.append(some(1));
  expect(await adopter.isElsewhere([mine.path])).toBe(true);
  expect(await adopter.isElsewhere([mine.path, other.path])).toBe(false);
});

test('whose writer still runs: it sees that its folder is gone', async () => {
  const folder = await make();
  await folder.file.append(some(1));
  expect(await folder.isOurs()).toBe(true);
  renameSync(folder.path, join(root, 'taken'));
  expect(await folder.isOurs()).toBe(false);
});

test('the oldest is taken over first, empty ones are cleared away', async () => {
  const [late, early, empty] = [await make(), await make(), await make()];
  const predictions = some(2);
  await late.file.append(predictions.slice(0, 1));
  await early.file.append(predictions.slice(1));
  const spool = await abandon(early);
  utimesSync(spool, new Date(0), new Date(0));
  await abandon(late);
  await abandon(empty);
  const found = await adopt();
  expect(await Promise.all(found.map(idsIn))).toEqual([[predictions[1]?.id], [predictions[0]?.id]]);
  expect(readdirSync(root)).toHaveLength(2);
});

test('cut in the midst of a line, keeps the lines before, says so and goes on after them', async () => {
  const predictions = some(3);
  const folder = await make();
  await folder.file.append(predictions);
  const { size } = folder.file;
  truncateSync(await abandon(folder), size - 100);
  const [found] = await adopt();
  if (!found) throw new Error('It was not found.');
  expect(await idsIn(found)).toEqual(predictions.slice(0, 2).map(({ id }) => id));
  expect(reports).toEqual([
    expect.stringMatching(/ends in the midst of a prediction \(\d+ bytes\), which was never acknowledged/),
  ]);
  await found.file.append(predictions.slice(2));
  expect(await idsIn(found)).toEqual(predictions.map(({ id }) => id));
  expect(readFileSync(join(root, 'damaged'), 'utf8')).toContain(predictions[2]?.id);
});

test('damaged in the middle, keeps what is whole, and the damaged line beside it', async () => {
  const predictions = some(3);
  const folder = await make();
  await folder.file.append(predictions);
  const spool = await abandon(folder);
  writeFileSync(
    spool,
    readFileSync(spool, 'utf8').replace(predictions[1]?.id ?? '', (id) => id.replace(/^./, 'z')),
  );
  const [found] = await adopt();
  if (!found) throw new Error('It was not found.');
  expect(await idsIn(found)).toEqual([predictions[0]?.id, predictions[2]?.id]);
  expect(reports).toEqual([
    expect.stringMatching(/A line of \d+ bytes in the spool in .* is damaged: it is left out, and kept in/),
  ]);
  expect(readFileSync(join(root, 'damaged'), 'utf8')).toContain(predictions[1]?.id.slice(1));
});

test('with rubbish at its end, or nothing else, does no harm', async () => {
  const folder = await make();
  const [prediction] = some(1);
  if (prediction) await folder.file.append([prediction]);
  const spool = await abandon(folder);
  appendFileSync(spool, '\0\0\0\n\n{}\nrubbish');
  const rubbish = await make();
  writeFileSync(await abandon(rubbish), Buffer.alloc(3_000_000, 7));
  writeFileSync(join(root, 'a file'), '');
  const [found, ...others] = await adopt();
  expect(others).toEqual([]);
  expect(found && (await idsIn(found))).toEqual([prediction?.id]);
  expect(reports.length).toBeGreaterThan(3);
});
