// Requests that are made to harm before their body is looked at: two in one, hosts, methods, cookies, headers.
import { sign } from '@fastify/cookie';
import { describe, expect, test } from 'vitest';
import { expectRefusal, PREDICTIONS, type Target } from './target.js';

const BODY = '{"strokes":[],"size":280}';

const JSON_HEAD = `POST ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;

const INNER = `DELETE ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** Tests that hostile requests are refused, whatever their body. @param target What they are sent to; there once the tests run. */
export function testRequests(target: () => Target): void {
  describe('bytes that are no request, or two (RFC 9112, 11.2)', () => {
    test.each<[string, string]>([
      ['lengths that differ', `${JSON_HEAD}Content-Length: 5\r\nContent-Length: 25\r\n\r\n${BODY}`],
      ['a length twice in one', `${JSON_HEAD}Content-Length: 25, 5\r\n\r\n${BODY}`],
      ['a length and chunks', `${JSON_HEAD}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${INNER}`],
      ['chunks and a length', `${JSON_HEAD}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${INNER}`],
      ['chunks by another name', `${JSON_HEAD}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${INNER}`],
      ['chunks and identity', `${JSON_HEAD}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${INNER}`],
      ['chunks before a space', `${JSON_HEAD}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${INNER}`],
      ['chunks after a tab', `${JSON_HEAD}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${INNER}`],
      ['a negative length', `${JSON_HEAD}Content-Length: -1\r\n\r\n${BODY}`],
      ['a length with a sign', `${JSON_HEAD}Content-Length: +25\r\n\r\n${BODY}`],
      ['a hexadecimal length', `${JSON_HEAD}Content-Length: 0x19\r\n\r\n${BODY}`],
      ['a length beyond all', `${JSON_HEAD}Content-Length: 99999999999999999999999\r\n\r\n${BODY}`],
      ['a chunk beyond all', `${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n`],
      ['a chunk with a sign', `${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n-1\r\n`],
      ['a chunk of bare line feeds', `${JSON_HEAD}Transfer-Encoding: chunked\r\n\r\n1\n{\n0\n\n`],
      ['a bare line feed', `GET ${PREDICTIONS} HTTP/1.1\nHost: x\n\n`.replace('\nHost', '\rHost')],
      ['a header that is folded', `GET ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n\u0000folded\r\n\r\n`],
      ['a header without a name', `GET ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\n: x\r\n\r\n`],
      ['a header with a space in its name', `GET ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\nX A: 1\r\n\r\n`],
      ['a null byte in a header', `GET ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\nX-A: a\u0000b\r\n\r\n`],
      ['a null byte in the address', `GET ${PREDICTIONS}\u0000 HTTP/1.1\r\nHost: x\r\n\r\n`],
      ['HTTP of version 0.9', `GET ${PREDICTIONS}\r\n\r\n`],
      ['HTTP of version 2 without TLS', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
      ['HTTP of version 9.9', `GET ${PREDICTIONS} HTTP/9.9\r\nHost: x\r\n\r\n`],
      ['no host', `GET ${PREDICTIONS} HTTP/1.1\r\n\r\n`],
      ['two hosts', `GET ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n`],
      ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
      ['a method that there is not', `HACK ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\n\r\n`],
      ['a method in small letters', `get ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\n\r\n`],
      ['SSH', 'SSH-2.0-OpenSSH_9.6\r\n'],
      ['SMTP', 'EHLO x\r\nMAIL FROM:<a@b>\r\n\r\n'],
      ['Redis', '*1\r\n$8\r\nFLUSHALL\r\n'],
    ])('%s', async (_what, bytes) => {
      const answer = await target().send(Buffer.from(bytes, 'latin1'));
      expectRefusal(answer, 400);
      // What was hidden behind it has no answer of its own.
      expect(answer.count).toBe(1);
    });

    test.each<[string, string]>([
      ['headers of 100 kB', `X-A: ${'a'.repeat(100_000)}\r\n`],
      ['a cookie of 20 kB', `Cookie: visitor=${'a'.repeat(20_000)}\r\n`],
      ['10,000 headers', 'X-A: a\r\n'.repeat(10_000)],
      ['a header’s name of 20 kB', `${'a'.repeat(20_000)}: a\r\n`],
    ])('%s are too much', async (_what, headers) => {
      expectRefusal(await target().send(`GET ${PREDICTIONS} HTTP/1.1\r\nHost: x\r\n${headers}\r\n`), [431, 0]);
    });
  });

  describe('a host', () => {
    test.each([
      'evil.example',
      'x:99999',
      'a b',
      '',
      '../../etc/passwd',
      '<script>',
      "x' OR 1=1",
      'x, y',
      '[::1',
      'x/../..',
      '{{7*7}}',
      'x\tY',
    ])('%j changes nothing of the answer', async (host) => {
      const answer = await target().request('GET', `${PREDICTIONS}/${target().id}/nothing`, { Host: host });
      expectRefusal(answer, [404, 400]);
      if (host !== '') expect(JSON.stringify(answer)).not.toContain(JSON.stringify(host).slice(1, -1));
    });
  });

  describe('a method', () => {
    test.each([
      'TRACE',
      'CONNECT',
      'PATCH',
      'PROPFIND',
      'MKCOL',
      'COPY',
      'MOVE',
      'LOCK',
      'SEARCH',
      'PURGE',
      'REPORT',
      'QUERY',
    ])('%s does nothing', async (method) => {
      expectRefusal(await target().request(method, PREDICTIONS), [400, 404, 405, 0]);
    });

    test.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override', 'X-Original-Method'])(
      'is not overridden by %s',
      async (header) => {
        const answer = await target().request('GET', `${PREDICTIONS}/${target().id}`, { [header]: 'DELETE' });
        expect(answer.status).toBe(200);
        expectRefusal(
          await target().request('POST', `${PREDICTIONS}/${target().id}?_method=DELETE`, { [header]: 'DELETE' }),
          405,
        );
      },
    );

    test.each(['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Prefix', 'X-Forwarded-Uri'])(
      'leads nowhere by %s',
      async (header) => {
        expectRefusal(await target().request('GET', '/nothing', { [header]: `${PREDICTIONS}/${target().id}` }), 404);
      },
    );
  });

  describe('a cookie', () => {
    const uuid = '7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11';

    test.each<[string, string]>([
      ['unsigned', uuid],
      ['signed with nothing', `${uuid}.`],
      ['signed with anything', `${uuid}.${'A'.repeat(43)}`],
      ['signed with another key', sign(uuid, 'another secret of at least 32 characters')],
      ['signed with an empty key’s hash', `${uuid}.uhO9qWzyTeNx8kTiWWTT4vYAFsyR2E+3JyMhyd1ySsE`],
      ['of SQL', "' OR '1'='1"],
      ['of a prototype', '__proto__'],
      ['of JSON', 'j:{"admin":true}'],
      ['of a path', '../../../etc/passwd'],
      ['of broken escapes', '%zz%00%'],
      ['of bytes', '\x80\xff'],
      ['of null bytes, escaped', '%00%00'],
      ['of dots', '.....'],
      ['of 8 kB', 'a'.repeat(8_000)],
      ['twice', `${uuid}; visitor=${uuid}.x`],
      ['a thousand times', Array.from({ length: 1_000 }, (_, i) => `${i}; v${i}=1`).join('')],
      ['of the host', `x; __Host-visitor=${uuid}`],
      ['named as a prototype', 'x; __proto__=1; constructor=2; hasOwnProperty=3'],
    ])('%s is nobody’s', async (_what, value) => {
      const headers = { Cookie: `visitor=${value}`, 'Content-Type': 'application/json' };
      const listed = await target().request('GET', PREDICTIONS, headers);
      expect(listed.status).toBe(200);
      expect(JSON.parse(listed.body).items.map(({ id }: { id: string }) => id)).toEqual([target().id]);
      expectRefusal(await target().request('DELETE', PREDICTIONS, headers), 403);
    });

    test('of one who is somebody, but not the owner, changes nothing', async () => {
      const cookie = `visitor=${encodeURIComponent(target().harness.app.signCookie(uuid))}`;
      const headers = { Cookie: cookie, 'Content-Type': 'application/json' };
      expect(JSON.parse((await target().request('GET', PREDICTIONS, headers)).body).items).toEqual([]);
      expectRefusal(await target().request('DELETE', `${PREDICTIONS}/${target().id}`, headers), 403);
      expectRefusal(await target().request('PUT', `${PREDICTIONS}/${target().id}/label`, headers, '{"label":1}'), 403);
    });
  });

  describe('a header', () => {
    test.each<[string, Record<string, string>, number]>([
      ['a range without end', { Range: `bytes=${'0-,'.repeat(1_000)}` }, 200],
      ['a request’s id that breaks lines', { 'X-Request-Id': 'a%0d%0aSet-Cookie: b=c' }, 200],
      ['a language that is a path', { 'Accept-Language': '../../../etc/passwd' }, 200],
      ['an encoding that there is not', { 'Accept-Encoding': 'x;q=9, y;q=-1, identity' }, 200],
      ['a tag without end', { 'If-None-Match': '"'.repeat(9_001) }, 200],
      ['what is expected', { Expect: 'a miracle' }, 417],
      ['an upgrade', { Connection: 'Upgrade', Upgrade: 'h2c', 'HTTP2-Settings': 'AAMAAABkAAQAAP__' }, 200],
      [
        'an upgrade to a socket',
        { Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Key': 'x', 'Sec-WebSocket-Version': '13' },
        200,
      ],
      [
        'an address of its own',
        { 'X-Forwarded-For': '127.0.0.1', 'X-Real-IP': '127.0.0.1', Forwarded: 'for=127.0.0.1' },
        200,
      ],
      ['a shell', { 'User-Agent': '() { :;}; /bin/cat /etc/passwd' }, 200],
    ])('%s changes nothing', async (_what, headers, status) => {
      const answer = await target().request('GET', `${PREDICTIONS}/${target().id}`, headers);
      expect(answer.status).toBe(status);
      expect(answer.headers).not.toHaveProperty('set-cookie');
      if (status === 200) expect(JSON.parse(answer.body).id).toBe(target().id);
    });
  });

  test('the server answers, and the log holds what it held', () => target().expectUnharmed());
}
