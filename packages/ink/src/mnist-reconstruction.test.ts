// Normalising MNIST's own images must give them back: so a picture goes through what MNIST's images went through.
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { inkBoundingBox } from './bounding-box.js';
import { pixelsToImage } from './pixels-to-image.js';
import { pixelsToImages } from './pixels-to-images.js';

const TEST_FILE = 't10k-images-idx3-ubyte.gz';
const TRAINING_FILE = 'train-images-idx3-ubyte.gz';
const root = resolve(import.meta.dirname, '../../..');
const folders = [process.env.MNIST_DIR, join(root, 'data/mnist'), join(root, '../shared/data/mnist')];
const has = (folder: string, file: string): boolean => existsSync(join(folder, file));
const folder = folders.find((path) => path && has(path, TEST_FILE) && has(path, TRAINING_FILE));
if (!folder) {
  console.warn(
    'Skipped: MNIST\'s images are in neither MNIST_DIR nor data/mnist. Run "npm run digits -- data download".',
  );
}

/** An IDX file of images has 16 bytes of header: magic number, count, rows, columns. */
function readImages(file: string): Uint8Array[] {
  if (!folder) return [];
  const bytes = gunzipSync(readFileSync(join(folder, file)));
  return Array.from(
    { length: bytes.readUInt32BE(4) },
    (_, i) => new Uint8Array(bytes.subarray(16 + i * 784, 800 + i * 784)),
  );
}

function largestDifference(a: Uint8Array, b: Uint8Array | null): number {
  if (!b) return 255;
  return a.reduce((largest, level, i) => Math.max(largest, Math.abs(level - (b[i] ?? 0))), 0);
}

/** The image enlarged by a whole factor, off-centre on a larger canvas. */
function enlarge(image: Uint8Array, factor: number, inverted: boolean) {
  const width = 28 * factor + 57;
  const height = 28 * factor + 91;
  const data = new Uint8Array(width * height).fill(inverted ? 255 : 0);
  for (let y = 0; y < 28 * factor; y++) {
    for (let x = 0; x < 28 * factor; x++) {
      const level = image[Math.floor(y / factor) * 28 + Math.floor(x / factor)] ?? 0;
      data[(y + 41) * width + x + 13] = inverted ? 255 - level : level;
    }
  }
  return { width, height, data };
}

describe.runIf(folder || process.env.CI)("MNIST's 70,000 images", () => {
  const images = [...readImages(TEST_FILE), ...readImages(TRAINING_FILE)];

  it('are all there', () => {
    expect(images).toHaveLength(70_000);
  });

  it.each([false, true])('reach the network byte for byte (inverted: %s)', (inverted) => {
    const changed = images.filter((image) => {
      const data = inverted ? image.map((gray) => 255 - gray) : image;
      const { digits, whole } = pixelsToImages({ width: 28, height: 28, data });
      return digits.length !== 1 || !whole || Buffer.compare(whole, image) !== 0;
    });
    expect(changed).toEqual([]);
  });
});

describe.runIf(folder || process.env.CI)("MNIST's test images", () => {
  const images = readImages(TEST_FILE);

  it('are all there', () => {
    expect(images).toHaveLength(10_000);
  });

  it('are one digit each when they are enlarged, but for those whose strokes are broken far apart or that have a scanner’s lines', () => {
    const several = images.filter((image) => pixelsToImages(enlarge(image, 4, false)).digits.length !== 1);
    expect(several.length).toBeLessThanOrEqual(images.length / 300);
  }, 600_000);

  it('come back from being normalised, to within a grey level or two', () => {
    // Three of them lost a row at the frame's edge when they were made, so that their box is not 20 pixels long.
    const whole = images.filter((data) => {
      const box = inkBoundingBox(data, 28, 28);
      return Math.max(box?.width ?? 0, box?.height ?? 0) === 20;
    });
    expect(whole.length).toBeGreaterThan(9990);
    const differences = whole.map((data) => largestDifference(data, pixelsToImage({ width: 28, height: 28, data })));
    // The rest lie so near to a whole pixel that their centre of mass was rounded over it in single precision.
    expect(differences.filter((levels) => levels <= 2).length).toBeGreaterThan(whole.length - 5);
  });

  it.each([
    { factor: 10, inverted: false },
    { factor: 10, inverted: true },
    { factor: 3, inverted: true },
  ])(
    'come back enlarged $factor times, off-centre on a larger canvas (inverted: $inverted)',
    ({ factor, inverted }) => {
      const some = images.filter((_, i) => i % 40 === 0);
      const differences = some.map((image) =>
        largestDifference(image, pixelsToImage(enlarge(image, factor, inverted))),
      );
      expect(differences.filter((levels) => levels <= 2).length).toBeGreaterThanOrEqual(some.length - 2);
    },
  );
});
