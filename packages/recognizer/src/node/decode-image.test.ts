// Image files of every kind that is read, and of every kind that is refused; made here by sharp.
import { pixelsToImage } from '@digits/ink';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';
import { ImageError } from './image-file.js';

/** A lying bar on a ground of 60×40. */
const bar = (background: string, ink: string) =>
  sharp({ create: { width: 60, height: 40, channels: 4, background } }).composite([
    { input: { create: { width: 40, height: 6, channels: 4, background: ink } }, left: 10, top: 17 },
  ]);

const at = ({ data, width }: { data: Uint8Array; width: number }, x: number, y: number) => data[y * width + x];

describe('decodeImage', () => {
  it.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)('reads %s', async (format) => {
    const image = await decodeImage(await bar('#fff', '#000').toFormat(format).toBuffer());
    expect([image.width, image.height, image.data.length]).toEqual([60, 40, 2400]);
    expect(at(image, 2, 2)).toBeGreaterThan(240);
    expect(at(image, 30, 20)).toBeLessThan(15);
  });

  it('sees dark and light ink on a transparent ground', async () => {
    for (const ink of ['#000', '#123456', '#fff', '#ffee88']) {
      const image = await decodeImage(await bar('#00000000', ink).png().toBuffer());
      expect(Math.abs((at(image, 2, 2) ?? 0) - (at(image, 30, 20) ?? 0))).toBeGreaterThan(100);
      expect(pixelsToImage(image)).not.toBeNull();
    }
  });

  it('keeps every level of grey, whatever lossless file it comes in', async () => {
    const ramp = Uint8Array.from({ length: 256 }, (_, level) => level);
    const raw = () => sharp(ramp, { raw: { width: 16, height: 16, channels: 1 } });
    const deep = Uint16Array.from(ramp, (level) => level * 257);
    const deepGray = { raw: { width: 16, height: 16, channels: 1 as const, depth: 'ushort' as const } };
    const files = {
      'grey PNG': raw().toColourspace('b-w').png(),
      'RGB PNG': raw().toColourspace('srgb').png(),
      'palette PNG': raw().png({ palette: true }),
      '16-bit PNG': sharp(deep, deepGray).toColourspace('grey16').png(),
      'grey PNG with alpha': raw().toColourspace('b-w').ensureAlpha().png(),
      'black PNG with grey as alpha': sharp(
        Uint8Array.from({ length: 512 }, (_, i) => (i % 2) * (255 - (i >> 1))),
        {
          raw: { width: 16, height: 16, channels: 2 },
        },
      ).png(),
      WebP: raw().webp({ lossless: true }),
      AVIF: raw().avif({ lossless: true }),
      TIFF: raw().toColourspace('b-w').tiff({ compression: 'lzw' }),
    };
    for (const [name, file] of Object.entries(files)) {
      expect([name, ...(await decodeImage(await file.toBuffer())).data]).toEqual([name, ...ramp]);
    }
  });

  it('reads CMYK, and the first picture of an animation', async () => {
    const cmyk = await decodeImage(await bar('#fff', '#000').flatten().toColourspace('cmyk').jpeg().toBuffer());
    expect((at(cmyk, 2, 2) ?? 0) - (at(cmyk, 30, 20) ?? 0)).toBeGreaterThan(150);
    const frames = Buffer.concat([Buffer.alloc(400, 255), Buffer.alloc(400)]);
    const animation = sharp(frames, { raw: { width: 20, height: 40, channels: 1, pageHeight: 20 } });
    const first = await decodeImage(await animation.gif({ loop: 0, delay: [100, 100] }).toBuffer());
    expect([first.height, at(first, 10, 10)]).toEqual([20, 255]);
  });

  it('is blank where all is transparent, and keeps a ground that is not', async () => {
    const clear = await decodeImage(await bar('#00000000', '#ff000000').png().toBuffer());
    expect(new Set(clear.data).size).toBe(1);
    const card = sharp({ create: { width: 80, height: 60, channels: 4, background: '#0000' } }).composite([
      { input: await bar('#fff', '#000').png().toBuffer(), left: 10, top: 10 },
    ]);
    const image = await decodeImage(await card.png().toBuffer());
    expect([at(image, 2, 2), at(image, 15, 15), at(image, 40, 30)]).toEqual([255, 255, 0]);
  });

  it('turns the image upright as the camera said, in all eight ways', async () => {
    // Dark at the upright picture's left, darkest at its top left: what each flag stores where.
    const stored: readonly (readonly [orientation: number, rows: readonly (readonly number[])[]])[] = [
      [
        1,
        [
          [0, 200, 255],
          [80, 200, 255],
        ],
      ],
      [
        2,
        [
          [255, 200, 0],
          [255, 200, 80],
        ],
      ],
      [
        3,
        [
          [255, 200, 80],
          [255, 200, 0],
        ],
      ],
      [
        4,
        [
          [80, 200, 255],
          [0, 200, 255],
        ],
      ],
      [
        5,
        [
          [0, 80],
          [200, 200],
          [255, 255],
        ],
      ],
      [
        6,
        [
          [255, 255],
          [200, 200],
          [0, 80],
        ],
      ],
      [
        7,
        [
          [255, 255],
          [200, 200],
          [80, 0],
        ],
      ],
      [
        8,
        [
          [80, 0],
          [200, 200],
          [255, 255],
        ],
      ],
    ];
    for (const [orientation, rows] of stored) {
      const raw = { width: rows[0]?.length ?? 0, height: rows.length, channels: 1 as const };
      const file = sharp(Uint8Array.from(rows.flat()), { raw }).tiff({ compression: 'lzw' });
      const image = await decodeImage(await file.withMetadata({ orientation }).toBuffer());
      expect([orientation, image.width, image.height, ...image.data]).toEqual([
        orientation,
        3,
        2,
        0,
        200,
        255,
        80,
        200,
        255,
      ]);
      expect([image.sourceWidth, image.sourceHeight]).toEqual([3, 2]);
    }
  });

  it('shrinks what is larger than a digit needs', async () => {
    const large = sharp({ create: { width: 4000, height: 1000, channels: 3, background: '#fff' } });
    const image = await decodeImage(await large.png().toBuffer());
    expect([image.width, image.height]).toEqual([1000, 250]);
    expect([image.sourceWidth, image.sourceHeight]).toEqual([4000, 1000]);
  });

  it.each([
    { width: 1, height: 1, decoded: [1, 1] },
    { width: 9_000, height: 1, decoded: [9_000, 1] },
    { width: 1, height: 10_000, decoded: [1, 10_000] },
    { width: 12_000, height: 200, decoded: [6_000, 100] },
    { width: 300, height: 12_000, decoded: [100, 4_000] },
    { width: 60_000, height: 30, decoded: [10_000, 5] },
    { width: 1, height: 1_000_000, decoded: [1, 10_000] },
  ])('keeps a strip of $width × $height as legible as its length allows', async ({ width, height, decoded }) => {
    const strip = sharp({ create: { width, height, channels: 3, background: '#fff' } });
    const image = await decodeImage(await strip.png().toBuffer());
    expect([image.width, image.height]).toEqual(decoded);
    expect(image.data).toHaveLength(image.width * image.height);
  });

  it('refuses more pixels than memory should be given, without decoding them', async () => {
    const bomb = sharp({
      create: { width: 9000, height: 9000, channels: 3, background: '#fff' },
      limitInputPixels: false,
    });
    await expect(decodeImage(await bomb.png().toBuffer())).rejects.toThrow(
      'The image is 9000 × 9000: send one of at most 50 million pixels.',
    );
  });

  it('refuses what is no image, and what is more program than picture', async () => {
    await expect(decodeImage(Buffer.from('hello'))).rejects.toThrow('This is not an image that can be read');
    await expect(decodeImage(new Uint8Array())).rejects.toThrow('The file is empty: send a PNG');
    await expect(decodeImage(Buffer.from('BM6\0\0\0\0\0'))).rejects.toThrow('"bmp" images are not read here');
    await expect(decodeImage(Buffer.from('%PDF-1.7'))).rejects.toThrow('"pdf" images are not read here');
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>';
    await expect(decodeImage(Buffer.from(svg))).rejects.toThrow('"svg" images are not read here');
  });

  it('fails only with a sentence, wherever a file is cut or damaged', async () => {
    const png = await bar('#fff', '#000').png().toBuffer();
    const jpeg = await bar('#fff', '#000').jpeg().toBuffer();
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(png, jpeg), fc.nat(10_000), fc.nat(255), async (file, place, byte) => {
        const damaged = Buffer.from(file);
        damaged[place % file.length] = byte;
        for (const bytes of [damaged, file.subarray(0, place % file.length)]) {
          await decodeImage(bytes).catch((error) => expect(error).toBeInstanceOf(ImageError));
        }
      }),
      { numRuns: 60 },
    );
  });
});
