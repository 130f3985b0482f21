// Pictures from addresses: fetched from a real server on this machine where that is allowed, and never asked where it is not.
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { paintStrokes } from '@digits/ink';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { SEVEN } from '../testing/drawings.js';
import { createTestApp, type TestApp } from '../testing/test-app.js';

const URL = '/api/v1/pictures';
/** What a server inside might answer, and nobody may learn. */
const INSIDE = 'the answer of a server inside';

let server: Server;
let port: number;
let requests: string[] = [];
const pages = new Map<string, RequestListener>();
/** Where only public addresses are allowed; where this machine is; there with less patience, or for less bytes. */
let closed: TestApp;
let open: TestApp;
let hasty: TestApp;
let small: TestApp;
let callers = 0;

const base = () => `http://127.0.0.1:${port}`;

/** Asks for a picture; each time as another client, since one may ask only so often. */
const fetchPicture = ({ app }: TestApp, url: unknown) =>
  app.inject({ method: 'POST', url: URL, payload: { url }, remoteAddress: `10.0.0.${(callers++ % 250) + 1}` });

async function expectProblem(harness: TestApp, url: unknown, status: number, detail: RegExp) {
  const response = await fetchPicture(harness, url);
  const problem = response.json();
  expect(problem).toMatchObject({ status, detail: expect.stringMatching(detail) });
  expect([response.statusCode, response.headers['content-type']]).toEqual([status, 'application/problem+json']);
  expect(problem.detail).toMatch(/^[A-Z0-9].*\.$/);
  expect(response.body).not.toMatch(new RegExp(`${INSIDE}|\\bat .*:\\d+:\\d+|node_modules|ECONN`));
}

beforeAll(async () => {
  const { data, width, height } = paintStrokes(SEVEN, 280, 16);
  const raw = () => sharp(data, { raw: { width, height, channels: 1 } });
  const png = await raw().png().toBuffer();
  const photo = await raw().resize(2000, 1000, { fit: 'fill' }).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const send =
    (body: Uint8Array | string, headers: Record<string, string> = {}): RequestListener =>
    (_request, response) =>
      void response.writeHead(200, headers).end(body);
  const redirect =
    (location: string, status = 302): RequestListener =>
    (_request, response) =>
      void response.writeHead(status, { location }).end(INSIDE);

  pages.set('/seven.png', send(png, { 'content-type': 'text/plain' }));
  pages.set('/photo.jpg', send(photo));
  pages.set('/gzip', send(gzipSync(png), { 'content-encoding': 'gzip' }));
  pages.set('/br', send(brotliCompressSync(png), { 'content-encoding': 'BR' }));
  pages.set('/damaged', send(gzipSync(png).subarray(0, 200), { 'content-encoding': 'gzip' }));
  pages.set('/zstd', send(png, { 'content-encoding': 'zstd' }));
  pages.set('/bomb', send(gzipSync(Buffer.alloc(30_000_000)), { 'content-encoding': 'gzip' }));
  pages.set('/page', send(`<!doctype html><title>${INSIDE}</title>`, { 'content-type': 'image/png' }));
  pages.set('/svg', send('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'));
  pages.set('/half', send(png.subarray(0, png.length / 2)));
  pages.set('/nothing', send(''));
  pages.set('/long', (_request, response) => {
    response.writeHead(200, { 'content-length': '99000000' }).write(INSIDE);
  });
  pages.set('/endless', (_request, response) => {
    const chunk = Buffer.alloc(16_384, 7);
    const write = () => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once('drain', write);
    };
    write();
  });
  pages.set('/slow', (_request, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('.'), 20);
    response.once('close', () => clearInterval(timer));
  });
  pages.set('/silent', () => {});
  pages.set('/upgrade', ({ socket }) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n');
  });
  pages.set('/hang-up', ({ socket }) => void socket.destroy());
  pages.set('/broken-off', (_request, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('half', () => response.socket?.destroy());
  });
  pages.set('/gone', (_request, response) => void response.writeHead(404).end(INSIDE));
  pages.set('/once', redirect('/seven.png'));
  for (const [i, status] of [301, 303, 307, 308].entries()) pages.set(`/hop-${i}`, redirect(`/hop-${i + 1}`, status));
  pages.set('/hop-4', redirect('/seven.png'));

  server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const page = pages.get(path);
    if (page) page(request, response);
    else response.writeHead(404).end(INSIDE);
  }).listen(0, '0.0.0.0');
  await once(server, 'listening');
  const address = server.address();
  port = typeof address === 'object' && address !== null ? address.port : 0;
  pages.set('/to-inside', redirect(`http://127.0.0.2:${port}/seven.png`));
  pages.set('/to-mapped', redirect(`http://[::ffff:127.0.0.2]:${port}/seven.png`));
  pages.set('/to-file', redirect('file:///etc/passwd'));
  pages.set('/to-port', redirect('http://127.0.0.1:22/'));
  pages.set('/to-login', redirect(`http://user:password@127.0.0.1:${port}/seven.png`));

  closed = await createTestApp();
  const { store, recognizer } = closed;
  const shared = { store, recognizer, picturePrivateHosts: ['127.0.0.1/32'] };
  open = await createTestApp({ ...shared, pictureLimits: { timeout: 60_000, bytes: 9_000_000 } });
  small = await createTestApp({ ...shared, pictureLimits: { timeout: 60_000, bytes: 100_000 } });
  hasty = await createTestApp({ ...shared, pictureLimits: { timeout: 300, bytes: 9_000_000 } });
});
afterAll(async () => {
  for (const harness of [open, small, hasty, closed]) await harness.close();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  requests = [];
});

describe('a picture', () => {
  test('comes as a data URL that is recognised as an upload', async () => {
    const response = await fetchPicture(open, `${base()}/seven.png`);
    expect(response.statusCode).toBe(200);
    expect(response.headers['cache-control']).toBe('no-store');
    const { image, ...size } = response.json();
    expect(size).toEqual({ width: 280, height: 280 });
    expect(image).toMatch(/^data:image\/png;base64,/);
    const uploaded = await open.app.inject({ method: 'POST', url: '/api/v1/predictions', payload: { image } });
    expect(uploaded.json()).toMatchObject({ digit: 7 });
  });

  test('is upright and no larger than is shown', async () => {
    const { image, width, height } = (await fetchPicture(open, `${base()}/photo.jpg`)).json();
    expect([width, height]).toEqual([800, 1600]);
    expect(image).toMatch(/^data:image\/webp;base64,/);
  });

  test.each(['/gzip', '/br', '/once', '/hop-2'])('is found at %s, too', async (path) => {
    expect((await fetchPicture(open, base() + path)).json()).toMatchObject({ width: 280, height: 280 });
  });
});

describe('an address inside is refused, and nothing there is asked', () => {
  test.each([
    '127.0.0.1',
    '127.1',
    '2130706433',
    '0x7f000001',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '017700000001',
    '127.0.0.1.',
    '①②⑦.0.0.1',
    'localhost',
    'LOCALHOST',
    '0.0.0.0',
    '0',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::127.0.0.1]',
    '[64:ff9b::127.0.0.1]',
    '[fd00:ec2::254]',
    '169.254.169.254',
    '10.0.0.1',
    '192.168.0.1',
    '100.64.0.1',
    '224.0.0.1',
  ])('%s', async (host) => {
    await expectProblem(closed, `http://${host}:${port}/seven.png`, 422, /only from the public internet/);
    expect(requests).toEqual([]);
  });

  test('as where another on the same machine is allowed', async () => {
    await expectProblem(
      open,
      `http://127.0.0.2:${port}/seven.png`,
      422,
      /only from the public internet, and 127\.0\.0\.2 is not on it/,
    );
    expect(requests).toEqual([]);
  });

  test.each([
    ['/to-inside', /only from the public internet/],
    ['/to-mapped', /only from the public internet/],
    ['/to-file', /not file:/],
    ['/to-port', /not fetched from port 22/],
    ['/to-login', /a user name or a password/],
    ['/hop-0', /more than 3 times/],
  ])('by the redirect %s', async (path, detail) => {
    await expectProblem(open, base() + path, 422, detail);
    expect(requests).not.toContain('/seven.png');
  });
});

describe('an address that cannot be one of a picture is refused', () => {
  test.each([
    ['', /not an address/],
    ['seven.png', /not an address/],
    ['//example.com/7.png', /not an address/],
    ['http://', /not an address/],
    ['http://256.1.1.1/', /not an address/],
    ['http://[::1', /not an address/],
    ['file:///etc/passwd', /not file:/],
    ['ftp://example.com/7.png', /not ftp:/],
    ['data:image/png;base64,AAAA', /not data:/],
    ['javascript:alert(1)', /not javascript:/],
    ['https://user@example.com/7.png', /user name or a password/],
    ['https://user:secret@example.com/7.png', /user name or a password/],
    ['http://example.com:22/', /port 22: only/],
    ['http://example.com:0/', /port 0: only/],
    ['https://example.com:1023/', /port 1023: only/],
    [`https://example.com/${'a'.repeat(2_000)}`, /at most 2,000 characters/],
    [7, /url: .*expected string/],
    ['http://nowhere.invalid/7.png', /nowhere\.invalid is not on it|could not be looked up/],
  ])('%j', async (url, detail) => {
    const response = await fetchPicture(closed, url);
    expect(response.json().detail).toMatch(detail);
    expect(response.body).not.toContain('secret');
    // Without a way to a name server there is no telling whether there is such a name.
    expect(response.statusCode).toBe(/looked up/.test(response.body) ? 502 : 422);
  });
});

describe('what is there', () => {
  test.each([
    ['/page', 422, /cannot be used\. This is not an image that can be read/],
    ['/svg', 422, /"svg" images are not read here/],
    ['/half', 422, /damaged or cut short/],
    ['/nothing', 422, /The file is empty/],
    ['/long', 422, /more than 9 MB/],
    ['/bomb', 422, /more than 9 MB/],
    ['/endless', 422, /more than 9 MB/],
    ['/zstd', 502, /an encoding that was not asked for/],
    ['/damaged', 502, /is damaged/],
    ['/gone', 502, /answered with status 404/],
    ['/hang-up', 502, /cannot be reached, or broke off/],
    ['/upgrade', 502, /did not answer as a web server does/],
    ['/broken-off', 502, /cannot be reached, or broke off/],
  ])('%s is no picture to use: %d', async (path, status, detail) => {
    await expectProblem(open, base() + path, status, detail);
  });

  test('may have as many bytes as a limit says, after decompression', async () => {
    pages.set('/compressed', (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100_001)));
    });
    await expectProblem(small, `${base()}/compressed`, 422, /more than 0\.1 MB/);
    pages.set('/compressed', (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(100_000)));
    });
    await expectProblem(small, `${base()}/compressed`, 422, /not an image/);
  });

  test.each(['/slow', '/silent'])('%s takes too long: 504', async (path) => {
    await expectProblem(hasty, base() + path, 504, /took longer than 0\.3 s/);
  });

  test('nothing listens there: 502', async () => {
    const unused = createServer().listen(0, '127.0.0.1');
    await once(unused, 'listening');
    const address = unused.address();
    unused.close();
    await once(unused, 'close');
    const free = typeof address === 'object' && address !== null ? address.port : 0;
    await expectProblem(open, `http://127.0.0.1:${free}/`, 502, /cannot be reached/);
    await expectProblem(open, `https://127.0.0.1:${port}/`, 502, /certificate|cannot be reached/);
  });
});

test('one address may ask for twenty a minute, however many other requests it may make', async () => {
  const { app, close } = await createTestApp({ store: closed.store, recognizer: closed.recognizer, rateLimit: 300 });
  const ask = () => app.inject({ method: 'POST', url: URL, payload: { url: 'nowhere' }, remoteAddress: '203.0.113.9' });
  for (let i = 0; i < 20; i++) expect((await ask()).statusCode).toBe(422);
  const refused = await ask();
  expect(refused.statusCode).toBe(429);
  expect(refused.json().detail).toMatch(/at most 20 pictures from addresses a minute: try again in \d+ s\.$/);
  expect((await app.inject({ url: '/api/v1/predictions', remoteAddress: '203.0.113.9' })).statusCode).toBe(200);
  await close();
});
