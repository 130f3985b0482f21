// digits data, as a child process.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTestMnist } from '../testing/find-mnist.js';
import { findTestPenDigits } from '../testing/find-pen-digits.js';
import { run } from '../testing/run-digits.js';

const mnist = findTestMnist();
const penDigits = findTestPenDigits();
const empty = mkdtempSync(join(tmpdir(), 'digits-data-'));

describe.skipIf(!mnist || !penDigits)('digits data', () => {
  const env = { MNIST_DIR: mnist, STROKES_DIR: penDigits };

  it('keeps what is there: a line for each file', async () => {
    const { code, stdout } = await run(['data', 'download'], { env });
    expect(code).toBe(0);
    const lines = stdout.trim().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines.every((line) => line.endsWith(': already there, checksum right'))).toBe(true);
  });

  it('leaves alone what is not asked for', async () => {
    const pen = await run(['data', 'download', '--only', 'pen-digits'], { env: { ...env, MNIST_DIR: empty } });
    expect(pen.stdout).toMatch(/^\S+pendigits-30-writers\.jsonl\.gz: already there, checksum right\n$/);
    const images = await run(['data', 'download', '--only', 'mnist'], { env: { ...env, STROKES_DIR: empty } });
    expect(images).toMatchObject({ code: 0, stdout: expect.stringMatching(/^(\S+ubyte\S*: already .*\n){4}$/) });
  });

  it('checks both', async () => {
    const { stdout } = await run(['data', 'check'], { env });
    expect(stdout.split('\n').map((line) => line.replace(/ in [^:]+:/, ' in a folder:'))).toEqual([
      'MNIST in a folder: 60,000 training and 10,000 test images, checksums right',
      'Pen digits in a folder: 7,494 digits by 30 writers, checksum right',
      '',
    ]);
    expect(JSON.parse((await run(['data', 'check', '--json'], { env })).stdout)).toEqual({
      mnist: { folder: mnist, training: 60_000, test: 10_000 },
      penDigits: { folder: penDigits, digits: 7494, writers: 30 },
    });
  });

  it('does without the pen digits, and says how to get them', async () => {
    const without = { ...env, STROKES_DIR: empty };
    const { code, stdout } = await run(['data', 'check'], { env: without });
    expect(code).toBe(0);
    expect(stdout).toContain(`The pen digits are not in ${empty}. To train with them, fetch them with`);
    const json = await run(['data', 'check', '--json'], { env: without });
    expect(JSON.parse(json.stdout)).toMatchObject({ mnist: { training: 60_000 }, penDigits: null });
  });
});
