// Server-side request forgery: no notation of an address inside may be fetched from (OWASP, "SSRF Prevention").
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestApp, type TestApp } from '../testing/test-app.js';
import { expectRefusal, type Target } from './target.js';

/** Hosts that are this machine, its network, or the cloud's metadata, each as a URL's host. */
const HOSTS = [
  ...[
    '127.0.0.1',
    '127.0.0.1.',
    '127.1',
    '127.0.1',
    '127.255.255.254',
    '127.0.0.1%2e',
    '2130706433',
    '017700000001',
    '0x7f000001',
  ],
  ...[
    '0x7f.0.0.1',
    '0177.0.0.1',
    '0x7f.1',
    '127.0.0.0x1',
    '00000177.1',
    '0',
    '0.0.0.0',
    '0x0',
    '000000',
    '%31%32%37.0.0.1',
  ],
  ...[
    '１２７.０.０.１',
    '127。0。0。1',
    '①②⑦.0.0.1',
    'localhost',
    'LOCALHOST',
    'localhost.',
    'ＬＯＣＡＬＨＯＳＴ',
    'localhost.localdomain',
  ],
  ...[
    '[::1]',
    '[0:0:0:0:0:0:0:1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[0:0:0:0:0:ffff:127.0.0.1]',
    '[::127.0.0.1]',
  ],
  ...[
    '[::ffff:0:127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[64:ff9b::a9fe:a9fe]',
    '[64:ff9b:1::7f00:1]',
    '[2002:7f00:1::]',
    '[2002:a00:1::1]',
  ],
  ...[
    '[2001:0:7f00:1::1]',
    '[fe80::1]',
    '[fc00::1]',
    '[fd00:ec2::254]',
    '[fec0::1]',
    '[ff02::1]',
    '[100::1]',
    '[2001:db8::1]',
    '[3fff::1]',
    '[5f00::1]',
  ],
  ...[
    '10.0.0.1',
    '10.255.255.255',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.0.1',
    '192.168.1.254',
    '3232235777',
    '0xc0a80101',
    '0300.0250.1.1',
  ],
  ...[
    '169.254.169.254',
    '2852039166',
    '0xa9fea9fe',
    '0251.0376.0251.0376',
    '169.254.170.2',
    '100.100.100.200',
    '100.64.0.1',
    '168.63.129.16',
  ],
  ...[
    '192.0.0.192',
    '192.0.0.170',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '239.255.255.250',
    '240.0.0.1',
    '255.255.255.255',
  ],
];

/** What is no address of a picture on the web, whatever its host. */
const URLS = [
  ...[
    'file:///etc/passwd',
    'FILE:///etc/passwd',
    'ftp://example.com/7.png',
    'gopher://127.0.0.1:25/_HELO',
    'dict://127.0.0.1:11211/stats',
  ],
  ...[
    'ldap://127.0.0.1/',
    'javascript:alert(1)',
    'data:image/png;base64,AAAA',
    'blob:https://example.com/1',
    'jar:http://x!/',
    'php://input',
  ],
  ...[
    '//127.0.0.1/',
    '/etc/passwd',
    '\\\\127.0.0.1\\share',
    'http:',
    'http://',
    'http:///',
    'https://:80/',
    'http://[::1',
    'http://a b/',
  ],
  ...[
    'http://user@example.com/',
    'http://user:pass@example.com/',
    'http://127.0.0.1@example.com/',
    'http://example.com@127.0.0.1/',
  ],
  ...[
    'http://example.com#@127.0.0.1:22/',
    'http://example.com:22/',
    'http://example.com:25/',
    'http://example.com:0/',
    'http://example.com:65536/',
  ],
  ...[
    'http://127.0.0.1:80\\@example.com/',
    'http://127.0.0.1%00.example.com/',
    'http://127.0.0.1\t/',
    'http://127.0.0.1\r\nHost: x/',
    'http://\u202e127.0.0.1/',
  ],
  ...[
    '',
    ' ',
    '\u0000',
    '\ud800',
    'http://xn--a/',
    'http://999.999.999.999/',
    'http://1.2.3.4.5/',
    'http://0x100000000/',
    'http://4294967296/',
    `http://${'a'.repeat(1_990)}`,
  ],
];

/** Tests that nothing inside is fetched from. @param target What they are sent to; there once the tests run. */
export function testForgery(target: () => Target): void {
  test.each(HOSTS)('the host %s is refused', async (host) => {
    for (const scheme of ['http', 'https']) {
      const answer = await target().post(
        '/api/v1/pictures',
        JSON.stringify({ url: `${scheme}://${host}:${target().inside.port}/x` }),
      );
      expectRefusal(answer, [422]);
    }
  });

  test.each(URLS)('the address %j is refused', async (url) => {
    expectRefusal(await target().post('/api/v1/pictures', JSON.stringify({ url })), 422);
  });

  describe('a server that may be asked', () => {
    let server: Server;
    let location = '';
    let open: TestApp;
    beforeAll(async () => {
      server = createServer((_request, response) => response.writeHead(302, { location }).end()).listen(0, '127.0.0.2');
      await once(server, 'listening');
      const { store, recognizer } = target().harness;
      open = await createTestApp({ store, recognizer, picturePrivateHosts: ['127.0.0.2'] });
    });
    afterAll(async () => {
      server.close();
      await open.close();
    });

    async function expectRefused(): Promise<void> {
      const { port } = server.address() as AddressInfo;
      const payload = { url: `http://127.0.0.2:${port}/` };
      const response = await open.app.inject({ method: 'POST', url: '/api/v1/pictures', payload });
      expect([response.statusCode, response.json().status]).toEqual([422, 422]);
    }

    test.each([
      '127.0.0.1',
      'localhost',
      '[::1]',
      '2130706433',
      '0x7f.1',
      '[::ffff:127.0.0.1]',
      '169.254.169.254',
      '10.0.0.1',
    ])('may not lead on to %s', async (host) => {
      for (const scheme of ['http:', 'https:', '']) {
        location = `${scheme}//${host}:${target().inside.port}/`;
        await expectRefused();
      }
    });

    test.each([
      'file:///etc/passwd',
      'gopher://127.0.0.1/',
      'http://user:pass@127.0.0.2/',
      'http://127.0.0.2:22/',
      '\\\\127.0.0.1/',
    ])('may not lead on to %s', async (url) => {
      location = url;
      await expectRefused();
    });
  });

  test('nothing inside was asked, and nothing was logged', () => target().expectUnharmed());

  test('there are as many as are counted on', () => {
    expect(HOSTS.length + URLS.length).toBeGreaterThan(120);
  });
}
