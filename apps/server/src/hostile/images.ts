// Images that are made to harm: bombs, programs, and files that are several things at once. None is decoded beyond what it may cost.
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { expectRefusal, PREDICTIONS, type Target } from './target.js';

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A PNG that says it is so large, whatever its data are. */
function png(width: number, height: number, data: Uint8Array, ...extra: Buffer[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 0, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    ...extra,
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A GIF of `frames` frames, each `size` a side, with nothing in them. */
function gif(size: number, frames: number): Buffer {
  const screen = Buffer.from('GIF89a\0\0\0\0\x80\0\0\0\0\0\xff\xff\xff', 'latin1');
  screen.writeUInt16LE(size, 6);
  screen.writeUInt16LE(size, 8);
  const frame = Buffer.from(',\0\0\0\0\0\0\0\0\0\x02\x02\x44\x01\0', 'latin1');
  frame.writeUInt16LE(size, 5);
  frame.writeUInt16LE(size, 7);
  return Buffer.concat([screen, ...new Array(frames).fill(frame), Buffer.from(';')]);
}

/** A TIFF whose directory holds `entries`, at `offset`, followed by `next`. */
function tiff(
  entries: readonly (readonly [tag: number, type: number, count: number, value: number])[],
  next = 0,
  offset = 8,
): Buffer {
  const bytes = Buffer.alloc(8 + 2 + 12 * entries.length + 4);
  bytes.write('II*\0', 0, 'latin1');
  bytes.writeUInt32LE(offset, 4);
  bytes.writeUInt16LE(entries.length, 8);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    bytes.writeUInt16LE(tag, 10 + 12 * i);
    bytes.writeUInt16LE(type, 12 + 12 * i);
    bytes.writeUInt32LE(count, 14 + 12 * i);
    bytes.writeUInt32LE(value, 18 + 12 * i);
  }
  bytes.writeUInt32LE(next, 10 + 12 * entries.length);
  return bytes;
}

const HUGE = 0xffff_ffff;

const sized = (width: number, height: number) =>
  [
    [256, 4, 1, width],
    [257, 4, 1, height],
    [258, 3, 1, 8],
    [259, 3, 1, 1],
    [273, 4, 1, 8],
  ] as const;

const zeros = (length: number) => deflateSync(Buffer.alloc(length), { level: 9 });

const text = (content: string) => Buffer.from(content);

const solid = () => sharp({ create: { width: 40, height: 40, channels: 3, background: '#fff' } });

const jpeg = () => solid().jpeg().toBuffer();

const IMAGES: readonly (readonly [what: string, type: string, bytes: () => Buffer | Promise<Buffer>])[] = [
  ['a PNG of 2³¹ pixels a side', 'png', () => png(0x7fff_ffff, 0x7fff_ffff, zeros(100))],
  ['a PNG of 100,000 × 100,000', 'png', () => png(100_000, 100_000, zeros(100))],
  ['a PNG of 50,000,001 pixels in a line', 'png', () => png(50_000_001, 1, zeros(100))],
  ['a PNG of no width', 'png', () => png(0, 10, zeros(100))],
  ['a PNG of negative size', 'png', () => png(HUGE, HUGE, zeros(100))],
  ['a PNG with less data than pixels', 'png', () => png(5_000, 5_000, zeros(100))],
  ['a PNG of 20 MB that fit into 20 kB, all blank', 'png', () => png(4_000, 5_000, zeros(4_001 * 5_000))],
  ['a PNG whose data are no zlib', 'png', () => png(10, 10, text('not compressed'))],
  [
    'a PNG with a text of 100 MB in 100 kB',
    'png',
    () => png(10, 10, zeros(100), chunk('zTXt', Buffer.concat([text('a\0\0'), zeros(100_000_000)]))),
  ],
  [
    'a PNG with a colour profile of 100 MB in 100 kB',
    'png',
    () => png(10, 10, zeros(100), chunk('iCCP', Buffer.concat([text('a\0\0'), zeros(100_000_000)]))),
  ],
  ['a PNG cut after its header', 'png', () => png(10, 10, zeros(110)).subarray(0, 40)],
  ['a PNG of its signature alone', 'png', () => png(1, 1, zeros(2)).subarray(0, 8)],
  [
    'a PNG with wrong checksums',
    'png',
    () => Buffer.from(png(10, 10, zeros(110)).map((byte, i) => (i === 30 ? byte ^ 1 : byte))),
  ],
  ['a GIF of 65,535 × 65,535', 'gif', () => gif(65_535, 1)],
  ['a GIF of 100,000 frames, all blank', 'gif', () => gif(9, 100_000)],
  ['a GIF that does not end', 'gif', () => gif(9, 1).subarray(0, 20)],
  ['a TIFF of 2³²−1 pixels a side', 'tiff', () => tiff(sized(HUGE, HUGE))],
  ['a TIFF of 1,000,000 × 1,000,000', 'tiff', () => tiff(sized(1_000_000, 1_000_000))],
  ['a TIFF whose directory leads to itself', 'tiff', () => tiff(sized(10, 10), 8)],
  ['a TIFF whose directory is outside', 'tiff', () => tiff(sized(10, 10), 0, HUGE)],
  [
    'a TIFF with more samples than there are bytes',
    'tiff',
    () => tiff([...sized(10, 10), [277, 3, 1, 65_535], [279, 4, 1, HUGE]]),
  ],
  [
    'an SVG',
    'svg+xml',
    () => text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M1 1V8"/></svg>'),
  ],
  [
    'an SVG as PNG',
    'png',
    () => text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M1 1V8"/></svg>'),
  ],
  [
    'an SVG that reads a file',
    'svg+xml',
    () =>
      text(
        '<?xml version="1.0"?><!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>',
      ),
  ],
  [
    'an SVG of a billion laughs',
    'svg+xml',
    () =>
      text(
        `<!DOCTYPE s [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]><svg>&j;</svg>`,
      ),
  ],
  [
    'an SVG that is fetched',
    'svg+xml',
    () => text('<svg xmlns="http://www.w3.org/2000/svg"><image href="http://169.254.169.254/"/></svg>'),
  ],
  ['a PDF', 'png', () => text('%PDF-1.7\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj')],
  [
    'PostScript',
    'png',
    () =>
      text(
        '%!PS\nuserdict /setpagedevice undef\nlegal\n{ null restore } stopped { pop } if\nmark /OutputFile (%pipe%id) currentdevice putdeviceprops',
      ),
  ],
  [
    'ImageMagick’s MVG',
    'png',
    () =>
      text(
        'push graphic-context\nviewbox 0 0 640 480\nfill \'url(https://127.0.0.1/x.jpg"|ls "-la)\'\npop graphic-context',
      ),
  ],
  [
    'ImageMagick’s MSL',
    'png',
    () =>
      text(
        '<?xml version="1.0"?><image><read filename="caption:&lt;?php system($_GET[0]); ?&gt;"/><write filename="/tmp/x.php"/></image>',
      ),
  ],
  [
    'a list of files for FFmpeg',
    'png',
    () => text('#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:10.0,\nfile:///etc/passwd\n#EXT-X-ENDLIST'),
  ],
  ['libvips’ own format', 'png', () => Buffer.concat([Buffer.from([0x08, 0xf2, 0xa6, 0xb6]), Buffer.alloc(60, 0xff)])],
  ['a CSV, which libvips could read', 'png', () => text('0,0,0\n0,255,0\n0,0,0\n')],
  ['a PPM', 'png', () => text('P2\n3 3\n255\n0 0 0 0 255 0 0 0 0\n')],
  ['a PPM of a billion a side', 'png', () => text('P5\n1000000000 1000000000\n255\n')],
  ['a Radiance file', 'png', () => text('#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 100000 +X 100000\n')],
  ['an FITS file', 'png', () => text('SIMPLE  =                    T'.padEnd(2_880))],
  [
    'a BMP of 2³¹ a side',
    'bmp',
    () =>
      Buffer.concat([text('BM'), Buffer.alloc(16), Buffer.from([40, 0, 0, 0, 255, 255, 255, 127, 255, 255, 255, 127])]),
  ],
  ['an icon', 'x-icon', () => Buffer.from([0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 32, 0, 4, 0, 0, 0, 22, 0, 0, 0])],
  [
    'a WebP of the largest size without data',
    'webp',
    () => Buffer.concat([text('RIFF\x12\0\0\0WEBPVP8L\x06\0\0\0'), Buffer.from([0x2f, 0xff, 0xff, 0xff, 0x0f, 0])]),
  ],
  ['a WebP that ends in its header', 'webp', () => text('RIFF\xff\xff\xff\x7fWEBPVP8X')],
  [
    'an AVIF of boxes without end',
    'avif',
    () => Buffer.concat([Buffer.from([0, 0, 0, 16]), text('ftypavif\0\0\0\0'), Buffer.alloc(100)]),
  ],
  ['a JPEG that ends in its tables', 'jpeg', async () => (await jpeg()).subarray(0, 100)],
  [
    'a JPEG of 65,535 × 65,535',
    'jpeg',
    async () => {
      const bytes = Buffer.from(await jpeg());
      const frame = bytes.indexOf(Buffer.from([0xff, 0xc0]));
      bytes.fill(0xff, frame + 5, frame + 9);
      return bytes;
    },
  ],
  [
    'a blank JPEG with a page of HTML at its end',
    'jpeg',
    async () => Buffer.concat([await jpeg(), text('<script>alert(1)</script>')]),
  ],
  [
    'a blank PNG with an archive at its end',
    'png',
    async () => Buffer.concat([await solid().png().toBuffer(), text('PK\x05\x06'), Buffer.alloc(18)]),
  ],
  ['a page of HTML', 'png', () => text('<!doctype html><script>alert(1)</script>')],
  ['a program', 'png', () => text('\x7fELF\x02\x01\x01')],
  ['a zip', 'png', () => text('PK\x03\x04')],
  ['a gzip', 'png', () => Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])],
  ['a line of zeros', 'png', () => Buffer.alloc(1_000)],
  [
    'a megabyte of noise',
    'png',
    () => Buffer.from(Array.from({ length: 1_000_000 }, (_, i) => (i * 2_654_435_761) >>> 13)),
  ],
];

const dataUrl = (type: string, bytes: Buffer) => `data:image/${type};base64,${bytes.toString('base64')}`;

/** Tests that hostile images are refused. @param target What they are sent to; there once the tests run. */
export function testImages(target: () => Target): void {
  test.each(IMAGES)('%s is refused', async (_what, type, bytes) => {
    const image = dataUrl(type, await bytes());
    expectRefusal(await target().post(PREDICTIONS, JSON.stringify({ image })), 422);
  });

  test('what is refused for its size, or for what is wrong in it, would be an image otherwise', async () => {
    for (const bytes of [png(10, 10, zeros(110)), gif(9, 1), await jpeg()]) {
      const answer = await target().post(PREDICTIONS, JSON.stringify({ image: dataUrl('png', bytes) }));
      expect([answer.status, JSON.parse(answer.body).detail]).toEqual([422, expect.stringMatching(/blank/)]);
    }
  });

  test('all of them in one batch are as many problems', async () => {
    const items = await Promise.all(IMAGES.map(async ([, type, bytes]) => ({ image: dataUrl(type, await bytes()) })));
    const answer = await target().post(`${PREDICTIONS}/batch`, JSON.stringify({ items }));
    expect(answer.status).toBe(200);
    const statuses = JSON.parse(answer.body).items.map(
      ({ problem }: { problem?: { status: number } }) => problem?.status,
    );
    expect(new Set(statuses)).toEqual(new Set([422]));
  });

  describe('a data URL', () => {
    test.each([
      'data:image/png;base64,',
      'data:image/png;base64,!!!!',
      'data:image/png;base64,AA AA',
      'data:image/png,AAAA',
      'data:image/png;charset=utf-8;base64,AAAA',
      'data:text/html;base64,AAAA',
      'DATA:image/../../x;base64,AAAA',
      'data:image/png;base64,AAAA\u0000',
      'data:image/png;base64,AAAA\n',
      'file:///etc/passwd',
      'http://169.254.169.254/',
      '/etc/passwd',
      '=1+1',
      '\ud800',
    ])('%j is refused', async (image) => {
      expectRefusal(await target().post(PREDICTIONS, JSON.stringify({ image })), 422);
    });
  });

  test('the server answers, and nothing was logged', () => target().expectUnharmed());
}
