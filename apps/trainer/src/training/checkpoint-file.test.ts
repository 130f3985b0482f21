import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { UserError } from '../user-error.js';
import { readCheckpoint, type SavedRun, writeCheckpoint } from './checkpoint-file.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digits-checkpoint-'));
});
afterAll(() => rm(folder, { recursive: true }));

const run: SavedRun = {
  command: 'digits train',
  checkpoint: {
    format: 1,
    identity: 'identity',
    step: 3,
    tally: { steps: 1, loss: 0.1 + 0.2, correct: 7 },
    best: { epoch: 0, loss: Number.POSITIVE_INFINITY },
    // Part of a longer buffer.
    parameters: new Float32Array([9, 1.5, Number.NaN, -0]).subarray(1),
    states: { velocity: new Float32Array([1, 2, 3]) },
  },
  rows: [],
  seconds: 1.5,
  ended: false,
};

it('reads what it wrote, bit by bit', async () => {
  const path = join(folder, 'whole.bin');
  await writeCheckpoint(path, run);
  const read = await readCheckpoint(path);
  expect(read).toEqual(run);
  expect(Object.is(read.checkpoint.parameters[2], -0)).toBe(true);
  expect(await readdir(folder)).toEqual(['whole.bin']);
});

const header = (format: number, payload: string): string =>
  `digits-checkpoint ${format} ${createHash('sha256').update(payload).digest('hex')}\n${payload}`;

it.each([
  ['nothing', '', 'is no checkpoint of digits train'],
  ['another file', '\x7fELF\n', 'is no checkpoint of digits train'],
  ['a newer format', header(2, 'new'), 'has format 2, this version of digits reads 1'],
  ['another checksum', header(1, 'right').replace('right', 'wrong'), 'is damaged or cut short'],
  ['what V8 does not read', header(1, 'not V8’s'), `this Node (${process.version}) cannot read it: `],
])('tells of %s in a line', async (name, content, message) => {
  const path = join(folder, `${name}.bin`);
  await writeFile(path, content);
  const error = await readCheckpoint(path).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect((error as Error).message).toContain(`${path}: ${message}`);
  expect((error as Error).message).not.toContain('\n');
});
