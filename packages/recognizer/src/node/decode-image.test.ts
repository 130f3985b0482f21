// Image files of every kind that is read, and of every kind that is refused; made here by sharp.
import { pixelsToImage } from '@digits/ink';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decodeImage, ImageError } from './decode-image.js';

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

  it('turns the image upright as the camera said', async () => {
    const sideways = await bar('#fff', '#000').jpeg().withMetadata({ orientation: 6 }).toBuffer();
    const image = await decodeImage(sideways);
    expect([image.width, image.height]).toEqual([40, 60]);
  });

  it('shrinks what is larger than a digit needs', async () => {
    const large = sharp({ create: { width: 4000, height: 1000, channels: 3, background: '#fff' } });
    const image = await decodeImage(await large.png().toBuffer());
    expect([image.width, image.height]).toEqual([1000, 250]);
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
    await expect(decodeImage(new Uint8Array())).rejects.toThrow('This is not an image that can be read');
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
