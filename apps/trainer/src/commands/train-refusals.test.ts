// What digits train refuses, as a child process on the built files: flags, data and folders that a person can mend.
import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { findTestMnist } from '../testing/find-mnist.js';
import { run } from '../testing/run-digits.js';

const mnist = findTestMnist();

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digits-train-'));
});

describe('what a person can mend', () => {
  it.each([
    [['--preset', 'best'], 'Allowed choices are fast, release.'],
    [['--network', 'large'], 'Allowed choices are small, batch-norm, deep.'],
    [['--optimizer', 'lion'], 'Allowed choices are sgd, adam, adamW.'],
    [['--schedule', 'step'], 'Allowed choices are constant, linear, cosine, oneCycle.'],
    [['--augmentation', 'mixup'], 'Allowed choices are none, affine, full.'],
    [['--learning-rate', '-1'], 'It must be a number above 0, at most 10.'],
    [['--momentum', '1'], 'It must be a number from 0 to 0.9999.'],
    [['--patience', '1.5'], 'It must be a whole number from 0 to 1000.'],
    [['--optimizer', 'adam', '--momentum', '0.5'], '--momentum 0.5 goes with --optimizer sgd: adam has none.'],
    [['--optimizer', 'adamW', '--no-nesterov'], '--no-nesterov goes with --optimizer sgd: adamW has none.'],
    [
      ['--pen-repeats', '0', '--held-out-fold', '1'],
      '--held-out-fold 1 goes with pen digits, which are not learnt from',
    ],
    [['--epoch', '3'], 'Did you mean --epochs?'],
    [['--resume', '/nowhere'], '/nowhere: holds no run of digits train: it has no config.json.'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await run(['train', ...args]);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stdout).toBe('');
  });

  it.skipIf(!mnist)('other drawings in place of the pen digits, or none', async () => {
    const out = join(folder, 'other-pen-digits');
    const strokes = await mkdtemp(join(folder, 'strokes-'));
    const train = () => run(['train', '--epochs', '1', '--out', out], { env: { STROKES_DIR: strokes } });
    expect((await train()).stderr).toMatch(/pendigits-30-writers\.jsonl\[\.gz\] is missing\. .*: --pen-repeats 0\.\n$/);
    const line = { label: '7', writer: 'p1', size: 9, strokes: [[[1, 2]]] };
    await writeFile(join(strokes, 'pendigits-30-writers.jsonl'), JSON.stringify(line));
    const { code, stderr } = await train();
    expect(stderr).toMatch(
      /pendigits-30-writers\.jsonl: its 1 digits by 1 writers have SHA-256 .* or a changed file\.\n$/,
    );
    expect(code).toBe(1);
    expect(await readdir(folder)).not.toContain('other-pen-digits');
  });

  it.skipIf(!mnist)('a folder that cannot be made', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    expect((await run(['train', '--out', file])).stderr).toBe(`${file}: is a file, not a folder.\n`);
    expect((await run(['train', '--out', join(file, 'below')])).stderr).toBe(`${file}: is a file, not a folder.\n`);
  });

  it.skipIf(!mnist)('a folder that holds a release', async () => {
    const released = fileURLToPath(new URL('../../../../models/mnist-cnn/1/', import.meta.url));
    const { code, stderr } = await run(['train', '--preset', 'fast', '--epochs', '1', '--out', released]);
    expect(stderr).toContain('holds mnist-cnn 1, and releases never change: choose another --out.');
    expect(code).toBe(1);
  });
});
