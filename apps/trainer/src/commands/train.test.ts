// digits train as a person runs it: a child process on the built files, real MNIST, real training on a part of it.
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRecognizer } from '@digits/recognizer/node';
import { beforeAll, describe, expect, it } from 'vitest';
import { PRESETS } from '../presets.js';
import { findTestMnist } from '../testing/find-mnist.js';
import { jsonLines, run, start } from '../testing/run-digits.js';

const mnist = findTestMnist();
/** 10,000 training images: seconds instead of minutes. */
const QUICK = ['--preset', 'fast', '--validation-images', '50000'];

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'digits-train-'));
});

const csvRows = async (path: string): Promise<Record<string, string>[]> => {
  const [header = '', ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
  const columns = header.split(',');
  return lines.map((line) => Object.fromEntries(line.split(',').map((value, i) => [columns[i], value])));
};

/** Starts a run, and sends SIGINT when it has said `cue`. */
async function interrupted(args: readonly string[], cue: string) {
  const { child, done } = start(['train', ...args]);
  await new Promise<void>((resolve) => {
    child.stderr.on('data', (chunk) => String(chunk).includes(cue) && resolve());
  });
  // Twice at once, as where both the terminal and npm's shell pass Ctrl-C on.
  child.kill('SIGINT');
  setTimeout(() => child.kill('SIGINT'), 20);
  return done;
}

describe.skipIf(!mnist)('digits train', () => {
  it('leaves a model, what it was made with, its metrics and charts, and tells of them', async () => {
    const out = join(folder, 'run');
    const overrides = ['--validation-images', '50000', '--epochs', '2', '--no-nesterov', '--batch-size', '80'];
    const { code, stdout } = await run([
      'train',
      '--preset',
      'fast',
      '--seed',
      '5',
      ...overrides,
      '--out',
      out,
      '--json',
    ]);
    expect(code).toBe(0);
    const recipe = { ...PRESETS.fast, nesterov: false, batchSize: 80, epochs: 2, validationImages: 50_000 };
    const command =
      'digits train --preset fast --seed 5 --epochs 2 --batch-size 80 --no-nesterov --validation-images 50000';
    const [started, first, second, end] = jsonLines(stdout);
    expect(started).toMatchObject({
      event: 'start',
      folder: out,
      command,
      trainingImages: 10_000,
      parameters: 111_386,
    });
    expect([first, second]).toMatchObject([
      { event: 'epoch', epoch: 1 },
      { event: 'epoch', epoch: 2 },
    ]);
    expect(end).toMatchObject({ event: 'end', folder: out, reason: 'finished', epochs: 2 });
    expect(end.validation.accuracy).toBeGreaterThan(0.95);
    expect(end.validation.accuracy).toBe(second.validation.accuracy);

    const charts = ['learning-curves', 'confusion-matrix'].flatMap((name) => [`${name}.png`, `${name}.svg`]);
    const files = [
      'checkpoint.bin',
      'config.json',
      'manifest.json',
      'weights.bin',
      'metrics.csv',
      'model.onnx',
      ...charts,
    ];
    expect((await readdir(out)).toSorted()).toEqual(files.toSorted());

    const config = JSON.parse(await readFile(join(out, 'config.json'), 'utf8'));
    expect(config).toMatchObject({ preset: 'fast', seed: 5, command, recipe });
    expect(config.versions).toEqual({ node: process.version, 'onnxruntime-node': expect.stringMatching(/^\d+\.\d+/) });

    const rows = await csvRows(join(out, 'metrics.csv'));
    expect(rows.map(({ epoch }) => epoch)).toEqual(['1', '2']);
    for (const [i, { training, validation, learningRate, imagesPerSecond, seconds }] of [first, second].entries()) {
      const figures = {
        trainingLoss: training.loss,
        trainingAccuracy: training.accuracy,
        validationLoss: validation.loss,
        validationAccuracy: validation.accuracy,
        ...{ learningRate, imagesPerSecond, seconds },
      };
      for (const [name, value] of Object.entries(figures)) expect(Number(rows[i]?.[name])).toBe(value);
    }
    const curves = await readFile(join(out, 'learning-curves.svg'), 'utf8');
    expect(curves).toContain(`validation ${(100 * second.validation.accuracy).toFixed(2)} %`);
    const confusion = await readFile(join(out, 'confusion-matrix.svg'), 'utf8');
    const counts = [...confusion.matchAll(/<text[^>]*>([\d,]+)<\/text>/g)].map(([, text = '']) =>
      Number(text.replaceAll(',', '')),
    );
    // The axes name each digit twice; the rest are the validation images.
    expect(counts.reduce((total, value) => total + value, -90)).toBe(50_000);

    const { manifest, close } = await loadRecognizer(out);
    await close();
    expect(manifest).toMatchObject({ name: 'mnist-cnn', version: 'unreleased', parameters: 111_386 });
    expect(manifest.training).toMatchObject({ command, seed: 5, epochs: 2, recipe });
    expect(manifest.training.optimizer).toMatchObject({ type: 'sgd', momentum: 0.9, nesterov: false });

    const evaluated = JSON.parse((await run(['evaluate', '--model', out, '--json'])).stdout);
    expect(evaluated.mnist.accuracy).toBeGreaterThan(0.95);
    expect(evaluated.mnist.count).toBe(10_000);
  });

  it('goes on with an interrupted run as if nothing had happened, to the same model', async () => {
    const [whole, parts] = [join(folder, 'whole'), join(folder, 'parts')];
    const flags = '--epochs 2 --optimizer adamW --learning-rate 0.002 --ema-decay 0.99 --augmentation affine --seed 2';
    const args = [...QUICK, ...flags.split(' ')];
    expect((await run(['train', ...args, '--out', whole])).code).toBe(0);

    const { code, stdout, stderr } = await interrupted([...args, '--out', parts], 'validation');
    expect(stderr).not.toContain('Error');
    expect(stdout).toMatch(/^Stopped after 1 of 2 epochs: validation accuracy 9\d\.\d\d %/);
    expect(stdout).toContain(`Go on with: digits train --resume ${parts}\n`);
    expect(code).toBe(130);
    // What was learnt until then is a model, and drawn.
    await (await loadRecognizer(parts)).close();
    expect(await readdir(parts)).toEqual(expect.arrayContaining(['learning-curves.svg', 'confusion-matrix.png']));

    const resumed = await run(['train', '--resume', parts]);
    expect(resumed.code).toBe(0);
    expect(resumed.stderr).toMatch(/^Going on with network small .* from epoch 2 of 2, step \d+\n/);
    expect(resumed.stdout).toMatch(/^Trained in /);
    expect(await readFile(join(parts, 'model.onnx'))).toEqual(await readFile(join(whole, 'model.onnx')));
    const figures = async (run: string) =>
      (await csvRows(join(run, 'metrics.csv'))).map(({ seconds: _, imagesPerSecond: __, ...row }) => row);
    expect(await figures(parts)).toEqual(await figures(whole));
    expect(await figures(parts)).toHaveLength(2);
  }, 120_000);

  it('ends early when it gets no better, with the best epoch’s model, and says so', async () => {
    const out = join(folder, 'early');
    const flags = '--epochs 50 --patience 1 --optimizer adam --learning-rate 0.02 --schedule constant --warm-up 0';
    const { code, stdout } = await run(['train', ...QUICK, ...flags.split(' '), '--out', out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^Ended after \d+ of 50 epochs, 1 without a better validation loss, in .*\nModel in .*, as /,
    );
    const losses = (await csvRows(join(out, 'metrics.csv'))).map((row) => Number(row.validationLoss));
    expect(Math.min(...losses)).toBe(losses.at(-2));
    const manifest = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
    expect(manifest.validation.loss).toBe(losses.at(-2));
    expect(stdout).toContain(`as it was after epoch ${losses.length - 1}\n`);
    expect((await run(['train', '--resume', out])).stderr).toContain(`${out}: this run has ended, after `);
  }, 120_000);

  it('ships a network without what only training needs', async () => {
    const out = join(folder, 'batch-norm');
    const flags = '--network batch-norm --epochs 1 --learning-rate 0.02';
    const { code } = await run(['train', ...QUICK, ...flags.split(' '), '--out', out]);
    expect(code).toBe(0);
    const { manifest, close } = await loadRecognizer(out);
    await close();
    const types = manifest.network.map(({ type }) => type);
    const stage = ['conv', 'relu', 'maxPool'];
    expect(types).toEqual([...stage, ...stage, 'flatten', 'dense', 'relu', 'dense']);
    expect(manifest.network[0]).toMatchObject({ filters: 32, padding: 'same', bias: true });
    expect(manifest.parameters).toBe(32 * 10 + 64 * (32 * 9 + 1) + 128 * (64 * 49 + 1) + 10 * 129);
    const evaluated = JSON.parse((await run(['evaluate', '--model', out, '--json'])).stdout);
    expect(evaluated.mnist.accuracy).toBeCloseTo(manifest.validation.accuracy, 1);
  });

  it('takes away what an older run left in the folder', async () => {
    const out = join(folder, 'run');
    const { stderr } = await run(['train', ...QUICK, '--learning-rate', '10', '--clip-norm', '0', '--out', out]);
    expect(stderr).toMatch(/The loss (rose|became) .*: train again with a lower one, or a longer warm-up\.\n$/);
    expect(await readdir(out)).toEqual(['config.json']);
  });
});

describe.skipIf(!mnist)('a run that cannot go on', () => {
  let run1 = '';
  beforeAll(async () => {
    run1 = join(folder, 'one');
    await run(['train', ...QUICK, '--epochs', '1', '--out', run1]);
  });
  const resume = async (changed: (copy: string) => Promise<unknown>, ...flags: string[]): Promise<string> => {
    const copy = await mkdtemp(join(folder, 'copy-'));
    await cp(run1, copy, { recursive: true });
    await changed(copy);
    const { code, stdout, stderr } = await run(['train', '--resume', copy, ...flags]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.trimEnd()).not.toContain('\n');
    return stderr;
  };
  const nothing = async () => undefined;

  it('has ended', async () => {
    expect(await resume(nothing)).toContain('this run has ended, after 1 of 1 epochs: there is nothing to go on with.');
  });

  it('is given other settings', async () => {
    const allowed = 'Only --threads and --json may be given.';
    for (const flags of [['--epochs', '5'], ['--no-nesterov'], ['--seed', '1'], ['--preset', 'fast'], ['--out', 'x']]) {
      const stderr = await resume(nothing, ...flags);
      expect(stderr).toMatch(new RegExp(`^${flags[0]} does not go with --resume: `));
      expect(stderr).toContain(allowed);
    }
  });

  it('has no checkpoint, a damaged one, or another run’s', async () => {
    const file = (copy: string) => join(copy, 'checkpoint.bin');
    const bytes = await readFile(file(run1));
    expect(await resume((copy) => rm(file(copy)))).toMatch(/checkpoint\.bin: cannot be read: there is no such file\./);
    const damaged = Buffer.from(bytes);
    damaged[5_000] = (damaged[5_000] ?? 0) ^ 1;
    for (const content of [damaged, bytes.subarray(0, 9_999)]) {
      expect(await resume((copy) => writeFile(file(copy), content))).toMatch(
        /checkpoint\.bin: is damaged or cut short\./,
      );
    }
    expect(await resume((copy) => writeFile(file(copy), 'else'))).toMatch(
      /checkpoint\.bin: is no checkpoint of digits/,
    );
    const config = async (copy: string, change: (text: string) => string) => {
      const path = join(copy, 'config.json');
      await writeFile(path, change(await readFile(path, 'utf8')));
    };
    const other = await resume((copy) => config(copy, (text) => text.replace('--epochs 1', '--epochs 2')));
    expect(other).toMatch(/checkpoint\.bin: is of another run \("digits train .*--epochs 1 .*"\) than its folder/);
  });

  it('has no configuration, or one that does not fit', async () => {
    const write = (text: string) => (copy: string) => writeFile(join(copy, 'config.json'), text);
    expect(await resume((copy) => rm(join(copy, 'config.json')))).toContain('holds no run of digits train');
    expect(await resume(write('{'))).toMatch(/config\.json: is not JSON: /);
    expect(await resume(write('[]'))).toMatch(/config\.json: format is undefined; it must be 1\./);
    const config = JSON.parse(await readFile(join(run1, 'config.json'), 'utf8'));
    const recipe = { ...config.recipe, optimizer: 'lion' };
    expect(await resume(write(JSON.stringify({ ...config, recipe })))).toMatch(
      /config\.json: recipe\.optimizer is "lion"\. It must be one of sgd, adam, adamW\.$/m,
    );
  });
});
