import { describe, expect, it } from 'vitest';
import { mnistNative } from './mnist-native.js';
import { pixelsToImages } from './pixels-to-images.js';
import { strokesToImage } from './strokes-to-image.js';
import { alter, SEVEN, ZERO } from './testing/pictures.js';

const image = (data: Uint8Array | null, side = 28) => ({ width: side, height: side, data: data ?? new Uint8Array() });
const seven = image(strokesToImage(SEVEN));

/** Everything moved by some columns. */
const moved = (by: number) => image(seven.data.map((_, i) => (i % 28 >= by ? (seven.data[i - by] ?? 0) : 0)));

describe("an image in MNIST's frame", () => {
  it('is taken as it is, with its faintest pixels, and so is its negative', () => {
    for (const strokes of [SEVEN, ZERO]) {
      const { data } = image(strokesToImage(strokes));
      const faint = data.map((level, i) => (i === 14 * 28 + 12 ? Math.max(level, 1) : level));
      for (const whole of [data, faint]) {
        expect(mnistNative(image(whole))).toEqual(whole);
        expect(mnistNative(alter(image(whole), (gray) => 255 - gray))).toEqual(whole);
      }
    }
  });

  it('is the one digit of its picture, boxed by its ink', () => {
    const at = (index: number) => [index % 28, Math.floor(index / 28)] as const;
    const ink = [...seven.data.keys()].filter((index) => (seven.data[index] ?? 0) > 0).map(at);
    const [columns, rows] = [ink.map(([x]) => x), ink.map(([, y]) => y)];
    const [left, top] = [Math.min(...columns), Math.min(...rows)];
    const [width, height] = [Math.max(...columns) - left + 1, Math.max(...rows) - top + 1];
    expect(height).toBe(20);
    expect(pixelsToImages(seven).digits).toEqual([{ box: { left, top, width, height }, image: seven.data }]);
  });
});

describe('another image of 28×28', () => {
  it.each([
    ['off-centre', moved(3)],
    ['pale', alter(seven, (gray) => gray / 2)],
    ['on grey', alter(seven, (gray) => Math.max(gray, 20))],
    ['blank', image(new Uint8Array(784))],
    ['full', image(new Uint8Array(784).fill(255))],
    ['too large', alter(seven, (gray, x, y) => (x > 1 && x < 26 && y === 14 ? 255 : gray))],
  ])('is normalised: one that is %s', (_, other) => {
    expect(mnistNative(other)).toBeNull();
  });

  it('is normalised when it is of another size', () => {
    expect(mnistNative(image(new Uint8Array(400), 20))).toBeNull();
  });
});
