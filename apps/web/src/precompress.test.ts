import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { compressedForms } from '../precompress.js';

const text = new TextEncoder().encode('the same again, '.repeat(100));

test.each(['assets/index-1.js', 'assets/a.css', 'index.html', 'b.svg', 'c.wasm', 'app.webmanifest', 'd.json'])(
  '%s gets both forms',
  (name) => {
    const [br, gz, ...more] = compressedForms(name, text);
    expect([br?.name, gz?.name, more]).toEqual([`${name}.br`, `${name}.gz`, []]);
    expect(new Uint8Array(brotliDecompressSync(br?.content ?? new Uint8Array()))).toEqual(text);
    expect(new Uint8Array(gunzipSync(gz?.content ?? new Uint8Array()))).toEqual(text);
  },
);

test('what is compressed already, or gets no shorter, is left alone', () => {
  for (const name of ['photo.png', 'font.woff2', 'index.js.map', 'index.js.br']) {
    expect(compressedForms(name, text)).toEqual([]);
  }
  expect(compressedForms('empty.js', new Uint8Array())).toEqual([]);
  expect(compressedForms('x.js', new TextEncoder().encode('x'))).toEqual([]);
});
