// Unpacking .Z: files made by the program `compress` (ncompress 4.2.4.6), and where it is installed, any that it makes.

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compress } from '../testing/compress.js';
import { findCompress } from '../testing/find-compress.js';
import { UserError } from '../user-error.js';
import { uncompress } from './uncompress.js';

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
const unpacked = (packed: Uint8Array) => Buffer.from(uncompress('x.Z', packed)).toString('latin1');

/** What fixtures/growing.Z holds: it takes codes of 9, 10 and 11 bits. */
const growing = () => Array.from({ length: 700 }, (_, i) => `${i * i}\n`).join('');

/** What fixtures/changing.Z holds, made by `compress -b 11`: the table fills up, and is emptied once it no longer fits. */
function changing(): string {
  let text = '';
  for (let i = 0; text.length < 11_000; i++) text += `ab${i % 9}`;
  let seed = 1;
  for (let i = 0; i < 21_000; i++) {
    seed = (seed * 16_807) % 2_147_483_647;
    text += seed & 1;
  }
  return text;
}

const program = findCompress();
const byProgram = (bits: number, input: Uint8Array) =>
  spawnSync(program ?? '', ['-c', '-f', '-b', String(bits)], { input, maxBuffer: 1e8 }).stdout;

/** Runs of few letters: they make long strings, and with them codes for strings that are not whole yet. */
const runs = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 6 }), fc.integer({ min: 1, max: 2000 })), { maxLength: 12 })
  .map((pieces) =>
    Uint8Array.from(pieces.flatMap(([piece, times]) => Array.from({ length: times }, () => [...piece]).flat())),
  );
const input = fc.oneof(runs, fc.uint8Array({ maxLength: 5000, size: 'max' }));

describe('uncompress', () => {
  it.each([
    ['nothing', 'H52Q', ''],
    ['strings of strings', 'H52QVJ4IKfJEipMnVAIOLKiQoEGE', 'TOBEORNOTTOBEORTOBEORNOT'],
  ])('unpacks %s', (_, packed, text) => {
    expect(unpacked(Buffer.from(packed, 'base64'))).toBe(text);
  });

  it('follows codes as they grow', () => {
    expect(unpacked(fixture('growing.Z'))).toBe(growing());
  });

  it('unpacks what is there of a file that is cut off, between two codes or within one', () => {
    const whole = fixture('growing.Z');
    for (const length of [300, 301, 302, 303, 304, 305, 306, 307, 308, 309]) {
      const part = unpacked(whole.subarray(0, length));
      expect(part.length).toBeGreaterThan(300);
      expect(growing().startsWith(part)).toBe(true);
    }
  });

  it('empties its table where the file says so', () => {
    expect(unpacked(fixture('changing.Z'))).toBe(changing());
  });

  it.skipIf(!program)('unpacks whatever the program packs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 16 }), input, (bits, bytes) => {
        expect(uncompress('x.Z', byProgram(bits, bytes))).toEqual(bytes);
      }),
      { numRuns: 60 },
    );
  });

  it("unpacks what the tests' own compress packs", () => {
    fc.assert(
      fc.property(input, (bytes) => {
        expect(uncompress('x.Z', compress(bytes))).toEqual(bytes);
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['no .Z file', [0x1f, 0x8b, 8, 0], 'x.Z: is not a file of Unix compress (.Z)'],
    ['a file without a whole header', [0x1f, 0x9d], 'x.Z: is not a file of Unix compress (.Z)'],
    ['codes too wide', [0x1f, 0x9d, 17], 'x.Z: asks for codes of up to 17 bits; only 10 to 16 can be read'],
    ['a first code that stands for nothing', [0x1f, 0x9d, 0x90, 1, 3], 'x.Z: is damaged at byte 3: code 257'],
    ['a code too high', [0x1f, 0x9d, 0x90, 65, 4, 3], 'x.Z: is damaged at byte 4: code 386'],
  ])('says what is wrong with %s', (_, bytes, message) => {
    expect(() => uncompress('x.Z', Uint8Array.from(bytes))).toThrow(message);
  });

  it('ends with some bytes or a clear error, however the file is damaged', () => {
    const whole = fixture('changing.Z');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
        const damaged = Uint8Array.from(whole, (byte, i) => (i === at ? value : byte)).subarray(0, length);
        try {
          uncompress('x.Z', damaged);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
          expect((error as Error).message).toMatch(/^x\.Z: /);
        }
      }),
      { numRuns: 100 },
    );
  });
});
