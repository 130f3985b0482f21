// Addresses that are made to harm: ways out of the page's folder, SQL and more in each parameter of the query, ids that are none.
import { expect, test } from 'vitest';
import { BESIDE_THE_PAGE, expectRefusal, PREDICTIONS, type Target } from './target.js';

/** Ways out of the page's folder. */
const PATHS = [
  ...[
    '/../secret.txt',
    '/../../secret.txt',
    '/assets/../../secret.txt',
    '/./../secret.txt',
    '/..;/secret.txt',
    '//../secret.txt',
    '/..//secret.txt',
  ],
  ...[
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%2fsecret.txt',
    '/%2e./secret.txt',
    '/.%2e/secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
  ],
  ...[
    '/%252e%252e/secret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..%252fsecret.txt',
    '/%25252e%25252e/secret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/%c0%ae%c0%ae%c0%afsecret.txt',
  ],
  ...[
    '/..%c0%afsecret.txt',
    '/..%e0%80%afsecret.txt',
    '/..%f0%80%80%afsecret.txt',
    '/..%u2215secret.txt',
    '/%uff0e%uff0e/secret.txt',
    '/．．/secret.txt',
    '/%ef%bc%8e%ef%bc%8e/secret.txt',
  ],
  ...[
    '/..\\secret.txt',
    '/..%5csecret.txt',
    '/%2e%2e%5csecret.txt',
    '/assets\\..\\..\\secret.txt',
    '/..%5c%2fsecret.txt',
    '/....//secret.txt',
    '/....\\\\secret.txt',
  ],
  ...[
    '/secret.txt',
    '/secret.txt%00.html',
    '/%00',
    '/index.html%00.js',
    '/..%00/secret.txt',
    '/assets/..%00/..%00/secret.txt',
    '/%0d%0aSet-Cookie:a=b',
    '/%0aX: y',
  ],
  ...[
    '/etc/passwd',
    '//etc/passwd',
    '/file:///etc/passwd',
    '/proc/self/environ',
    '/%2fetc%2fpasswd',
    '/assets/%2fetc%2fpasswd',
    '/c:/windows/win.ini',
    '/~root',
  ],
  ...[
    '/.git/config',
    '/.env',
    '/package.json',
    '/node_modules/',
    '/cookie-secret',
    '/data/cookie-secret',
    '/assets/',
    '/assets',
    '/assets/.',
    '/index.html/..',
    '/index.html/',
  ],
  ...[
    '/api/docs/static/../../../package.json',
    '/api/docs/static/%2e%2e/%2e%2e/package.json',
    '/api/docs/static/..%2f..%2fpackage.json',
    '/api/docs/static/%00',
  ],
  ...[
    '/%',
    '/%zz',
    '/%f',
    '/\u00ff',
    '/%ff%fe',
    `/${'a/'.repeat(3_000)}`,
    `/${'../'.repeat(2_000)}secret.txt`,
    'http://127.0.0.1/secret.txt',
    '*',
    '/?/../secret.txt#/../secret.txt'.slice(2),
  ],
];

const SQL = [
  "'",
  "''",
  "' OR '1'='1",
  '1; DROP TABLE predictions',
  '1 UNION SELECT * FROM predictions',
  "0'||pg_sleep(9)||'",
  '1)--',
  '$1',
  '\\',
  '/**/',
  '0x27',
  '1e0; --',
];

const FIELDS = [
  'limit',
  'cursor',
  'order',
  'digit',
  'label',
  'labelled',
  'verdict',
  'rejected',
  'minConfidence',
  'maxConfidence',
  'from',
  'to',
  'source',
  'visitor',
];

/** Tests that hostile addresses lead nowhere. @param target What they are sent to; there once the tests run. */
export function testAddresses(target: () => Target): void {
  test.each(PATHS)('the path %s leads nowhere', async (path) => {
    const answer = await target().send(Buffer.from(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`));
    expect(answer.body).not.toContain(BESIDE_THE_PAGE);
    expect(answer.body).not.toMatch(/root:|\[core\]|"dependencies"/);
    expect(answer.headers).not.toHaveProperty('set-cookie');
    expectRefusal(answer, [400, 404, 414]);
  });

  test.each(FIELDS)('SQL in the query’s %s is refused', async (field) => {
    for (const sql of SQL) {
      for (const path of [PREDICTIONS, `${PREDICTIONS}/export`]) {
        expectRefusal(await target().request('GET', `${path}?${field}=${encodeURIComponent(sql)}`), 422);
      }
    }
  });

  test.each([
    '__proto__=1',
    '__proto__[polluted]=1',
    'constructor[prototype][polluted]=1',
    'limit[]=1',
    'limit[$gt]=1',
    'limit=1&limit=2',
    'limit=1%00',
    'limit=%ff',
    'limit=%',
    'limit=%D9%A3',
    'limit=1_000',
    'digit=0x7',
    'digit=7.0',
    'from=0000-00-00T00:00:00Z',
    'from=2026-01-01T00:00:00%2B99:99',
    'from=999999-01-01T00:00:00Z',
    'minConfidence=1e999',
    'minConfidence=NaN',
    'minConfidence=-1',
    'cursor=%00',
    'cursor=../../etc/passwd',
    'cursor=bmV3ZXN0Ojk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ',
    'callback=alert',
    'debug=true',
    Array.from({ length: 900 }, (_, i) => `p${i}=1`).join('&'),
  ])('the query %s is refused', async (query) => {
    expectRefusal(await target().request('GET', `${PREDICTIONS}?${query}`), 422);
  });

  test.each([
    "'",
    "' OR '1'='1",
    '7a1f5c1e-3b0a-4f6e-9d59-0d7d1e8b2c11%27--',
    '%00',
    '..%2f..%2fexport',
    '*',
    '{}',
    'null',
    '-1',
    '__proto__',
    'constructor',
    '%ff',
    '７ａ１ｆ５ｃ１ｅ',
  ])('the id %s is nobody’s', async (id) => {
    const path = `${PREDICTIONS}/${encodeURI(id).replaceAll('%25', '%')}`;
    expectRefusal(await target().request('GET', path), [400, 404]);
    expectRefusal(await target().request('DELETE', path), [400, 404]);
    const label = await target().request('PUT', `${path}/label`, { 'Content-Type': 'application/json' }, '{"label":1}');
    expectRefusal(label, [400, 404]);
  });
}
