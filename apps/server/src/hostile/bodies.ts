// Bodies that are made to harm: prototypes, depths, numbers and texts that are none, compressed and endless ones, SQL in every field.
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { expectRefusal, PREDICTIONS, type Target } from './target.js';

const LOOK_UP = ['$', '{jndi:ldap://127.0.0.1/a}'].join('');

const STROKES = '[[[140,30],[140,250]]]';

const drawing = (fields: string) => `{"strokes":${STROKES},"size":280,${fields}}`;

const PREDICTION_BODIES: readonly (readonly [what: string, status: number, json: string])[] = [
  ['a prototype', 400, drawing('"__proto__":{"polluted":1}')],
  ['a prototype in escapes', 400, drawing('"\\u005f\\u005fproto\\u005f\\u005f":{"polluted":1}')],
  ['a prototype in half of escapes', 400, drawing('"__\\u0070roto__":{"polluted":1}')],
  ['a constructor’s prototype', 400, drawing('"constructor":{"prototype":{"polluted":1}}')],
  ['a prototype in strokes', 400, `{"strokes":[{"__proto__":{"polluted":1}}],"size":280}`],
  ['a prototype in a point', 400, `{"strokes":[[{"__proto__":[1,2]}]],"size":280}`],
  ['a prototype as the size', 400, `{"strokes":${STROKES},"size":{"__proto__":{"polluted":1}}}`],
  ['a prototype as the id', 400, drawing('"id":{"__proto__":{"polluted":1}}')],
  ['a prototype in the image', 400, '{"image":{"__proto__":{"polluted":1}}}'],
  ['a constructor', 422, drawing('"constructor":{"polluted":1}')],
  ['a prototype by another name', 422, drawing('"prototype":{"polluted":1}')],
  ['toString', 422, drawing('"toString":"polluted"')],
  ['a key twice, of which the last is wrong', 422, `{"strokes":${STROKES},"size":280,"size":"280"}`],
  ['a number beyond all', 422, `{"strokes":${STROKES},"size":1e999}`],
  ['a number below all', 422, `{"strokes":${STROKES},"size":-1e999}`],
  ['minus nothing', 422, `{"strokes":${STROKES},"size":-0}`],
  ['next to nothing, and nothing to draw', 422, `{"strokes":[],"size":5e-324}`],
  ['NaN', 400, `{"strokes":${STROKES},"size":NaN}`],
  ['NaN as text', 422, `{"strokes":${STROKES},"size":"NaN"}`],
  ['Infinity', 400, `{"strokes":${STROKES},"size":Infinity}`],
  ['a hexadecimal number', 400, `{"strokes":${STROKES},"size":0x118}`],
  ['a number of ten thousand digits', 422, `{"strokes":${STROKES},"size":${'9'.repeat(10_000)}}`],
  ['a point beyond all', 422, '{"strokes":[[[1e999,1]]],"size":280}'],
  ['a point of nothing', 422, '{"strokes":[[[]]],"size":280}'],
  ['a point of points', 422, '{"strokes":[[[[1],[2]]]],"size":280}'],
  ['a stroke that says its own length', 422, '{"strokes":{"length":1e9,"0":[[1,2]]},"size":280}'],
  ['strokes of SQL', 422, `{"strokes":"'; DROP TABLE predictions; --","size":280}`],
  ['a size of SQL', 422, `{"strokes":${STROKES},"size":"1; DELETE FROM predictions"}`],
  ['an id of SQL', 422, drawing(`"id":"' OR '1'='1"`)],
  ['an id with SQL behind it', 422, drawing(`"id":"7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11'; DROP TABLE predictions"`)],
  ['a path as the id', 422, drawing('"id":"../../../etc/passwd"')],
  ['a null byte in the id', 422, drawing('"id":"7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11\\u0000"')],
  ['half of a character', 422, drawing('"id":"\\ud800"')],
  ['an operator of another database', 422, drawing('"id":{"$ne":null}')],
  ['somebody as the visitor', 422, drawing('"visitor":"7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11"')],
  ['an answer of one’s own', 422, drawing('"digit":7,"confidence":1')],
  ['a label', 422, drawing('"label":7')],
  ['a formula', 422, drawing('"=cmd|calc":1')],
  ['a template', 422, drawing('"{{7*7}}":"<%= 7*7 %>"')],
  ['a logger’s look-up', 422, drawing(`"${LOOK_UP}":1`)],
  ['a script', 422, drawing('"<script>alert(1)</script>":1')],
  ['a null byte in the JSON', 400, drawing('"a":"\u0000"')],
  ['a byte order mark in the middle', 400, drawing('\ufeff"a":1')],
  ['a comma too many', 400, drawing('')],
  ['two values', 400, `${drawing('"a":1')}{}`],
  ['single quotes', 400, "{'strokes':[]}"],
  ['a list 100,000 deep', 422, '['.repeat(100_000) + ']'.repeat(100_000)],
  ['objects 100,000 deep', 422, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
  ['a list 100,000 deep that does not end', 400, '['.repeat(100_000)],
  ['strokes 100,000 deep', 422, `{"strokes":${'['.repeat(100_000)}${']'.repeat(100_000)},"size":280}`],
  ['100,000 keys', 422, `{${Array.from({ length: 60_000 }, (_, i) => `"key${i}":1`).join(',')}}`],
  ['nothing but white space', 400, ' '.repeat(500_000)],
  [
    'XML that reads a file',
    400,
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
  ],
  ['YAML', 400, 'strokes: !!js/function "function(){}"'],
];

const ITEM_BODIES: readonly (readonly [what: string, status: number, json: string])[] = [
  ['a prototype', 400, `{"items":[{"__proto__":{"polluted":1},"strokes":[],"size":1}]}`],
  ['a prototype of the list', 400, `{"items":[],"__proto__":{"polluted":1}}`],
  ['items that are none', 422, '{"items":{"length":100}}'],
  ['items of items', 422, `{"items":[{"items":[]}]}`],
  ['a million items', 422, `{"items":[${'0,'.repeat(400_000)}0]}`],
  ['items 50,000 deep', 422, `{"items":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ['more than there is', 422, `{"items":[],"more":1}`],
  ['no items', 422, '{"items":[]}'],
];

const LABEL_BODIES: readonly (readonly [status: number, json: string])[] = [
  [422, '{"label":"7"}'],
  [422, '{"label":7.5}'],
  [422, '{"label":10}'],
  [422, '{"label":-1}'],
  [422, '{"label":1e999}'],
  [422, '{"label":[7]}'],
  [422, '{"label":{"$gt":0}}'],
  [422, `{"label":"7; DROP TABLE predictions"}`],
  [422, '{"label":7,"visitor":null}'],
  [400, '{"label":7,"__proto__":{"polluted":1}}'],
  [400, '{"label":07}'],
  [422, 'true'],
];

/** Tests that hostile bodies are refused. @param target What they are sent to; there once the tests run. */
export function testBodies(target: () => Target): void {
  test.each(PREDICTION_BODIES)('a prediction with %s is refused', async (_what, status, json) => {
    expectRefusal(await target().post(PREDICTIONS, json), status);
  });

  test.each(ITEM_BODIES)('a batch with %s is refused', async (_what, status, json) => {
    expectRefusal(await target().post(`${PREDICTIONS}/batch`, json), status);
  });

  test.each(LABEL_BODIES)('a label is refused with %d: %s', async (status, json) => {
    const answer = await target().request(
      'PUT',
      `${PREDICTIONS}/${target().id}/label`,
      { 'Content-Type': 'application/json' },
      json,
    );
    expectRefusal(answer, status);
  });

  describe('what is sent in another way', () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, ' '), { level: 9 });

    test.each(['gzip', 'x-gzip', 'deflate', 'br', 'zstd', 'compress', 'gzip, gzip', 'identity, gzip', 'GZIP'])(
      'a bomb of 50 MB in 50 kB, by %s, is not unpacked',
      async (encoding) => {
        const head = `POST ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Encoding: ${encoding}\r\nContent-Length: ${bomb.length}\r\n\r\n`;
        expectRefusal(await target().send(Buffer.concat([Buffer.from(head), bomb])), 415);
      },
    );

    test.each([
      'text/plain',
      'text/xml',
      'application/xml',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/json-patch+json',
      'application/vnd.api+json',
      'application/jsonp',
      'text/json',
      'application/json, text/plain',
      'application/json\ttext',
      '*/*',
      'json',
    ])('the type %s is not read', async (type) => {
      expectRefusal(
        await target().post(PREDICTIONS, drawing('"a":1').replace(',"a":1', ''), { 'Content-Type': type }),
        415,
      );
    });

    test.each<[string, Uint8Array, number]>([
      ['UTF-16', Buffer.from(`\ufeff{"strokes":${STROKES},"size":280}`, 'utf16le'), 400],
      ['overlong UTF-8', Buffer.from([0x7b, 0xc0, 0xa2, 0x61, 0xc0, 0xa2, 0x3a, 0x31, 0x7d]), 400],
      ['half of a character of UTF-8', Buffer.from([0x7b, 0x22, 0xe2, 0x82, 0x22, 0x3a, 0x31, 0x7d]), 422],
      ['characters beyond Unicode', Buffer.from([0x7b, 0x22, 0xf5, 0x90, 0x80, 0x80, 0x22, 0x3a, 0x31, 0x7d]), 422],
      ['bytes', Buffer.from(Array.from({ length: 256 }, (_, i) => i)), 400],
    ])('%s', async (_what, body, status) => {
      const head = `POST ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
      expectRefusal(await target().send(Buffer.concat([Buffer.from(head), body])), status);
    });

    test('a body that says it has a terabyte is refused at once', async () => {
      const head = `POST ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000000000\r\n\r\n{`;
      expectRefusal(await target().send(head), 413);
    });

    test('chunks without end are refused at their limit', async () => {
      const head = `POST ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
      const chunk = `100000\r\n${' '.repeat(0x100000)}\r\n`;
      expectRefusal(await target().send(head + chunk.repeat(13)), 413);
    });
  });

  test('the server answers, and the log holds what it held', () => target().expectUnharmed());

  test('there are as many as are counted on', () => {
    expect(PREDICTION_BODIES.length + ITEM_BODIES.length + LABEL_BODIES.length).toBeGreaterThan(70);
  });
}
