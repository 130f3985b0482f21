// Downloads of the pen digits, from addresses that the test itself runs on loopback; the archive's file is made anew from the copy at hand.

import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compress } from '../testing/compress.js';
import { findTestPenDigits } from '../testing/find-pen-digits.js';
import { closedMirror, startMirror, stopMirrors } from '../testing/start-mirror.js';
import { writeUnipen } from '../testing/write-unipen.js';
import { downloadPenDigits } from './download-pen-digits.js';
import { loadPenDigits, PEN_DIGITS_FILE, type PenDigit } from './load-pen-digits.js';

const there = findTestPenDigits();
const packedName = `${PEN_DIGITS_FILE}.gz`;
const bytes = (text: string) => new TextEncoder().encode(text);
/** As the archive has it: packed UNIPEN. */
const original = (digits: readonly PenDigit[], yOf?: (y: number) => number) =>
  compress(bytes(writeUnipen(digits, yOf)));
const zipped = (content: Uint8Array, name = 'pendigits-orig.tra.Z') =>
  zipSync({ 'pendigits.names': bytes('?'), [name]: content });
const serve = (content: Uint8Array) => startMirror((_, response) => void response.end(content));

let folder = '';
let lines: string[] = [];
const say = (line: string): void => void lines.push(line);
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pen-digits-download-'));
  lines = [];
});
afterEach(stopMirrors);

describe.skipIf(!there)('downloadPenDigits, of the right content', () => {
  const digits = there ? loadPenDigits(there) : [];

  it('converts the file in the zip to the very lines of the copy at hand, and keeps it', async () => {
    await downloadPenDigits(folder, say, [await closedMirror(), await serve(zipped(original(digits)))]);
    expect(lines).toEqual([
      expect.stringMatching(/pendigits-30-writers\.jsonl\.gz: fetched, 1\.0 MB, checksum right$/),
    ]);
    expect(await readdir(folder)).toEqual([packedName]);
    const unpacked = async (path: string) => gunzipSync(await readFile(path)).toString();
    expect((await unpacked(join(folder, packedName))) === (await unpacked(join(there ?? '', packedName)))).toBe(true);

    await downloadPenDigits(folder, say, []);
    expect(lines.at(-1)).toMatch(/already there, checksum right$/);
  });

  it("converts the file alone, wherever the tablet's y begins", async () => {
    await downloadPenDigits(folder, say, [await serve(original(digits, (y) => 499 - y))]);
    expect(loadPenDigits(folder)).toEqual(digits);
  });

  it('refuses digits of which one is changed', async () => {
    const changed = digits.map((digit, i) => (i === 5000 ? { ...digit, label: (digit.label + 1) % 10 } : digit));
    await expect(downloadPenDigits(folder, say, [await serve(original(changed))])).rejects.toThrow(
      /its 7494 digits by 30 writers have SHA-256 [0-9a-f]{64}, not the [0-9a-f]{64} of the 7494 pen digits by 30 writers/,
    );
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('downloadPenDigits', () => {
  const two: PenDigit[] = [7, 1].map((label) => ({
    label,
    writer: 'p3',
    strokes: [
      [
        [1, 2],
        [3, 4],
      ],
    ],
  }));

  it('says what each address answered when none has them, and leaves nothing behind', async () => {
    const missing = await startMirror((_, response) => void response.writeHead(404).end());
    const cut = await startMirror((_, response) => {
      response.writeHead(200, { 'content-length': 1000 }).write('PK');
      setTimeout(() => response.destroy(), 50);
    });
    const page = await serve(bytes('<html>Not the file</html>'));
    const empty = await serve(compress(bytes('nothing')));
    const half = await serve(zipped(original(two)).subarray(0, 100));
    const others = await serve(zipped(original(two), 'pendigits-orig.tes.Z'));
    const few = await serve(original(two));
    const attempt = downloadPenDigits(folder, say, [
      missing,
      cut,
      page,
      empty,
      half,
      others,
      few,
      await closedMirror(),
    ]);
    const { message } = await attempt.then(
      () => new Error('It succeeded.'),
      (error: Error) => error,
    );
    expect(message.split('\n')).toEqual([
      `${packedName} could not be fetched:`,
      `  ${missing}: HTTP 404`,
      expect.stringMatching(/^ {2}\S+: (other side closed|terminated)$/),
      `  ${page}: is not a file of Unix compress (.Z): it does not begin with the bytes 1f 9d.`,
      `  ${empty}: has no digits in it.`,
      expect.stringContaining('is not a whole zip file'),
      `  ${others}: has no pendigits-orig.tra.Z in it.`,
      expect.stringMatching(/its 2 digits by 1 writers have SHA-256 .* of the 7494 pen digits by 30 writers/),
      expect.stringMatching(/^ {2}\S+: connect ECONNREFUSED /),
      `Without a way to the internet, copy ${packedName} into a folder and set STROKES_DIR to it.`,
    ]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('refuses other drawings that are there, and leaves them as they are', async () => {
    const path = join(folder, PEN_DIGITS_FILE);
    const line = '{"id":1,"label":"7","writer":"p1","size":500,"strokes":[[[1,2]]]}\n';
    await writeFile(path, line);
    await expect(downloadPenDigits(folder, say, [])).rejects.toThrow(`${path}: its 1 digits by 1 writers have SHA-256`);
    expect(await readFile(path, 'utf8')).toBe(line);
  });
});
