// The README's example, run as it stands there: it trains on MNIST, and ends in an error if it learns too little.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { InferenceSession } from 'onnxruntime-node';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const example = /```js\n(.*?)```/s.exec(readFileSync(join(root, 'packages/nn/README.md'), 'utf8'))?.[1] ?? '';
const mnist = resolve(process.env.MNIST_DIR ?? join(root, 'data/mnist'));
const hasMnist = statSync(join(mnist, 'train-images-idx3-ubyte.gz'), { throwIfNoEntry: false }) !== undefined;

it('is shorter than 40 lines', () => {
  expect(example.split('\n').length).toBeGreaterThan(20);
  expect(example.split('\n').length).toBeLessThan(40);
});

it.skipIf(!hasMnist)('defines, trains and exports a network', async () => {
  // Below the repository, so that it finds the package by its name; it reads and writes where it is run.
  const cache = join(root, 'node_modules/.cache/digits');
  mkdirSync(cache, { recursive: true });
  const script = join(cache, 'readme-example.mjs');
  writeFileSync(script, example);
  const folder = mkdtempSync(join(tmpdir(), 'digits-readme-'));
  mkdirSync(join(folder, 'data'));
  symlinkSync(mnist, join(folder, 'data/mnist'));
  const { ORT_DISABLE_TELEMETRY: _, ...env } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [script], {
    cwd: folder,
    env: { ...env, HOME: folder },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  // What ONNX Runtime would report of itself is noted in the home folder first.
  expect(existsSync(join(folder, '.cache'))).toBe(false);
  expect(stdout.trim().split('\n')).toHaveLength(2);
  const session = await InferenceSession.create(join(folder, 'model.onnx'));
  expect([session.inputNames, session.outputNames]).toEqual([['image'], ['logits']]);
});
