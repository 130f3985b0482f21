import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../user-error.js';
import { parseStrokesLine, readLines } from './strokes-lines.js';

describe('parseStrokesLine', () => {
  it('takes what it knows and ignores the rest', () => {
    const line = '{"id":"a","label":3,"writer":"w","size":500,"strokes":[[[1,2,0.5]],[]],"pressure":1}';
    expect(parseStrokesLine(line)).toEqual({
      id: 'a',
      label: '3',
      writer: 'w',
      size: 500,
      strokes: [[[1, 2, 0.5]], []],
    });
  });

  it.each([
    ['', 'is not JSON'],
    ['[]', 'is not a JSON object'],
    ['{"id":{},"size":1,"strokes":[]}', '"id" must be a string or a number'],
    ['{"size":0,"strokes":[]}', '"size" must be a number above 0'],
    ['{"size":1}', '"strokes" must be a list of strokes'],
    ['{"size":1,"strokes":[3]}', 'stroke 0 must be a list of [x, y]'],
    ['{"size":1,"strokes":[[],[[1,2],[1]]]}', 'stroke 1, point 1 must be [x, y], two finite numbers'],
    ['{"size":1,"strokes":[[[1,1e999]]]}', 'stroke 0, point 0 must be [x, y], two finite numbers'],
  ])('refuses %s', (line, message) => {
    expect(() => parseStrokesLine(line)).toThrow(message);
  });

  it('keeps the id of a line that is wrong elsewhere', () => {
    expect(() => parseStrokesLine('{"id":"b","size":0}')).toThrow(expect.objectContaining({ id: 'b' }));
  });

  it('never fails in any other way', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
        try {
          parseStrokesLine(line);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});

describe('readLines', () => {
  const read = async (file: string) => {
    const lines: string[] = [];
    for await (const batch of readLines(file))
      lines.push(...batch.map(({ number, text }) => `${number} ${text.trim()}`));
    return lines;
  };

  it('numbers the lines, leaves empty ones out, and unpacks .gz', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'strokes-'));
    const text = '\uFEFFa\r\n\nb';
    await writeFile(join(folder, 'plain.jsonl'), text);
    await writeFile(join(folder, 'packed.jsonl.gz'), gzipSync(text));
    await writeFile(join(folder, 'cut.jsonl.gz'), gzipSync(text).subarray(0, 12));
    expect(await read(join(folder, 'plain.jsonl'))).toEqual(['1 a', '3 b']);
    expect(await read(join(folder, 'packed.jsonl.gz'))).toEqual(['1 a', '3 b']);
    await expect(read(join(folder, 'cut.jsonl.gz'))).rejects.toThrow('cannot be read');
    await writeFile(join(folder, 'empty.jsonl'), '');
    expect(await read(join(folder, 'empty.jsonl'))).toEqual([]);
    await expect(read(join(folder, 'none'))).rejects.toThrow('there is no such file');
  });

  it('puts lines together that were cut anywhere, also within a letter', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'strokes-'));
    const lines = Array.from({ length: 9 }, (_, i) => `${'ö'.repeat(100_000 * (i % 3))}${i}`);
    await writeFile(join(folder, 'long.jsonl'), lines.join('\n'));
    expect(await read(join(folder, 'long.jsonl'))).toEqual(lines.map((line, i) => `${i + 1} ${line}`));
  });
});
