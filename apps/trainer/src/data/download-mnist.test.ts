// Downloads, from mirrors that the test itself runs on loopback.

import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTestMnist } from '../testing/find-mnist.js';
import { closedMirror, startMirror, stopMirrors } from '../testing/start-mirror.js';
import { downloadMnist } from './download-mnist.js';
import { findMnistFile } from './load-mnist.js';
import { MNIST_FILES } from './mnist-files.js';

const mnist = findTestMnist();

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mnist-download-'));
});
afterEach(stopMirrors);

describe('downloadMnist', () => {
  it.skipIf(!mnist)('fetches what is missing from the first mirror that has it right, and keeps it', async () => {
    const asked: string[] = [];
    const wrong = await startMirror((_, response) => void response.end(gzipSync('<html>Not the file</html>')));
    const right = await startMirror(async (request, response) => {
      const name = (request.url ?? '').slice(1).replace(/\.gz$/, '');
      asked.push(name);
      const path = Object.values(MNIST_FILES).some((file) => file.name === name)
        ? findMnistFile(mnist ?? '', { name, rank: 0, sha256: '' })
        : undefined;
      if (path) response.end(path.endsWith('.gz') ? await readFile(path) : gzipSync(await readFile(path)));
      else response.writeHead(404).end();
    });
    const lines: string[] = [];
    await downloadMnist(folder, (line) => void lines.push(line), [wrong, right]);
    expect(lines).toHaveLength(4);
    expect(asked).toHaveLength(4);
    expect((await readdir(folder)).sort()).toEqual(
      Object.values(MNIST_FILES)
        .map(({ name }) => `${name}.gz`)
        .sort(),
    );

    await downloadMnist(folder, (line) => void lines.push(line), []);
    expect(lines.slice(4).every((line) => line.endsWith('already there, checksum right'))).toBe(true);
  });

  it('says what each mirror answered when none has it, and leaves nothing behind', async () => {
    const missing = await startMirror((_, response) => void response.writeHead(404).end());
    const wrong = await startMirror((_, response) => void response.end(gzipSync('<html>Not the file</html>')));
    const attempt = downloadMnist(folder, () => undefined, [missing, wrong, await closedMirror()]);
    await expect(attempt).rejects.toThrow(
      /could not be fetched[\s\S]*HTTP 404[\s\S]*magic number[\s\S]*ECONNREFUSED[\s\S]*MNIST_DIR/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses a damaged file that is there, and leaves it as it is', async () => {
    const path = join(folder, MNIST_FILES.trainingImages.name);
    await writeFile(path, 'not MNIST');
    await expect(downloadMnist(folder, () => undefined, [])).rejects.toThrow(`${path}: is 9 bytes long`);
    expect(await readFile(path, 'utf8')).toBe('not MNIST');
  });
});
