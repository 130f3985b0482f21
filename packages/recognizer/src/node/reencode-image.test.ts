import sharp from 'sharp';
import { expect, it } from 'vitest';
import { decodeImage } from './decode-image.js';
import { ImageError } from './image-file.js';
import { reencodeImage } from './reencode-image.js';

const solid = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#a0c0e0' } });

it('makes a photograph upright and no larger than shown, and leaves only its pixels', async () => {
  const photo = await solid(4000, 2000)
    .withMetadata({ orientation: 6 })
    .withExif({ IFD0: { Copyright: 'Somebody', ImageDescription: 'where it was taken' } })
    .jpeg()
    .toBuffer();
  const image = await reencodeImage(photo);
  expect([image.type, image.width, image.height]).toEqual(['image/webp', 800, 1600]);
  const metadata = await sharp(image.data).metadata();
  expect(metadata).toMatchObject({ format: 'webp', width: 800, height: 1600 });
  expect([metadata.exif, metadata.orientation, metadata.icc, metadata.xmp]).toEqual(new Array(4).fill(undefined));
  expect(image.data.includes('Somebody')).toBe(false);
});

it('keeps every level of grey and the size of a small image without loss', async () => {
  const pixels = Uint8Array.from({ length: 784 }, (_, i) => i % 256);
  const file = await sharp(pixels, { raw: { width: 28, height: 28, channels: 1 } })
    .png()
    .toBuffer();
  const image = await reencodeImage(file);
  expect([image.type, image.width, image.height]).toEqual(['image/png', 28, 28]);
  expect([...(await decodeImage(image.data)).data]).toEqual([...pixels]);
});

it('refuses what decodeImage refuses', async () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
  await expect(reencodeImage(svg)).rejects.toThrow('"svg" images are not read here');
  await expect(reencodeImage(Buffer.from('<html>'))).rejects.toThrow(ImageError);
  const large = await solid(8000, 7000).png({ palette: true, colours: 2 }).toBuffer();
  await expect(reencodeImage(large)).rejects.toThrow('at most 50 million pixels');
  const whole = await solid(300, 300).jpeg().toBuffer();
  await expect(reencodeImage(whole.subarray(0, whole.length / 2))).rejects.toThrow('damaged or cut short');
});
