import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrayImage } from './gray-image.js';
import { pixelsToImage } from './pixels-to-image.js';
import { pixelsToImages } from './pixels-to-images.js';
import { alter, FIVE, likeness, ONE, picture, roughness, SEVEN, ZERO } from './testing/pictures.js';

const single = (strokes: typeof ONE) => picture(200, 160, [{ strokes, left: 60, top: 40, side: 80 }]);
const paper = (image: GrayImage) => alter(image, (gray) => 40 + (gray * 190) / 255);

/** A row on 400×140, 80 px tall. */
const row = (...digits: (typeof ONE)[]) =>
  picture(
    400,
    140,
    digits.map((strokes, i) => ({ strokes, left: 20 + 90 * i, top: 30, side: 80 })),
  );
const boxes = (image: GrayImage) => pixelsToImages(image).digits.map(({ box }) => box);

describe('a lone digit', () => {
  it.each([
    ['1', ONE],
    ['7', SEVEN],
    ['0', ZERO],
    ['5 in two pieces', FIVE],
  ])('is one: a %s, the same as when it is taken as the whole picture', (_, strokes) => {
    for (const image of [single(strokes), alter(single(strokes), (gray) => 255 - gray)]) {
      const { digits, whole } = pixelsToImages(image);
      expect(digits).toHaveLength(1);
      expect(whole).toEqual(pixelsToImage(image));
      expect(digits[0]?.image).toEqual(whole);
    }
  });

  it('lies where its box says', () => {
    const [box] = boxes(single(SEVEN));
    expect(box).toEqual({ left: 72, top: 42, width: 56, height: 78 });
  });

  it('is itself without specks around it', () => {
    const dusty = alter(single(SEVEN), (gray, x, y) => ((x === 20 || x === 170) && y % 40 < 2 ? 0 : gray));
    expect(pixelsToImages(dusty).digits.map(({ image }) => image)).toEqual([pixelsToImage(single(SEVEN))]);
  });

  it('is itself without a frame around the picture', () => {
    const framed = alter(single(ZERO), (gray, x, y) => (x < 6 || y < 6 || x >= 194 || y >= 154 ? 0 : gray));
    expect(pixelsToImages(framed).digits.map(({ image }) => image)).toEqual([pixelsToImage(single(ZERO))]);
  });

  it('is itself on a slanted page with a table all around', () => {
    const onTable = alter(single(FIVE), (gray, x, y) =>
      x < 20 + 0.05 * y || y < 12 + 0.04 * x || x > 180 + 0.05 * y || y > 138 + 0.04 * x
        ? 50 + 4 * roughness(x, y)
        : 50 + gray * 0.7 + 4 * roughness(x, y),
    );
    const { digits, whole } = pixelsToImages(onTable);
    expect(digits).toHaveLength(1);
    expect(likeness(whole, pixelsToImage(single(FIVE)))).toBeGreaterThan(0.93);
  });

  it('is one in a tiny picture too, where its strokes are faint', () => {
    // A 4 whose bar lies between two rows.
    const isUpright = (x: number, y: number): boolean => (x === 4 && y > 1 && y < 9) || (x === 11 && y > 1 && y < 14);
    const isBar = (x: number, y: number): boolean => x > 4 && x < 11 && (y === 7 || y === 8);
    const image = alter(picture(16, 16, []), (_, x, y) => (isUpright(x, y) ? 0 : isBar(x, y) ? 190 : 255));
    expect(pixelsToImages(image).digits).toHaveLength(1);
    expect(pixelsToImages(image).whole).toEqual(pixelsToImage(image));
  });

  it('may touch the border', () => {
    const image = picture(80, 80, [{ strokes: SEVEN, left: -10, top: -8, side: 92 }]);
    expect(pixelsToImages(image).whole).toEqual(pixelsToImage(image));
  });
});

describe('a photographed digit', () => {
  const lights: readonly (readonly [string, (x: number, y: number) => number])[] = [
    ['a slope of light', (x) => 1 - 0.65 * (x / 200)],
    ['a vignette', (x, y) => 1 - 0.6 * (((x - 100) / 100) ** 2 + ((y - 80) / 80) ** 2) * 0.5],
    ["a shadow's edge through it", (x, y) => (x + 0.3 * y > 125 ? 0.55 : 1)],
    ["a shadow's corner beside it", (x, y) => (x + y < 60 ? 0.5 : 1)],
  ];
  it.each(lights)('in %s is the same as in even light', (_, light) => {
    for (const strokes of [ZERO, SEVEN, FIVE]) {
      const image = alter(paper(single(strokes)), (gray, x, y) => gray * light(x, y) + 5 * roughness(x, y));
      const { digits, whole } = pixelsToImages(image);
      expect(digits).toHaveLength(1);
      expect(likeness(whole, pixelsToImage(single(strokes)))).toBeGreaterThan(0.93);
    }
  });

  it('may be chalk on a board', () => {
    const board = alter(single(ZERO), (gray, x, y) => (gray < 128 ? 220 : 60) * (1 - x / 400) + 4 * roughness(x, y));
    const { digits, whole } = pixelsToImages(board);
    expect(digits).toHaveLength(1);
    expect(likeness(whole, pixelsToImage(single(ZERO)))).toBeGreaterThan(0.93);
  });

  it('keeps out the lines of the paper', () => {
    const ruled = alter(
      paper(single(SEVEN)),
      (gray, x, y) => (y % 24 === 7 ? Math.min(gray, 190) : gray) + 4 * roughness(x, y),
    );
    const { digits, whole } = pixelsToImages(ruled);
    expect(digits).toHaveLength(1);
    expect(likeness(whole, pixelsToImage(single(SEVEN)))).toBeGreaterThan(0.93);
  });

  it('is none on bare paper, whatever the light', () => {
    const bare = alter(single([]), (_, x, y) => 220 * (1 - 0.5 * (x / 200)) + 6 * roughness(x, y));
    expect(pixelsToImages(bare)).toEqual({ digits: [], whole: null });
  });
});

describe('a row', () => {
  it('is read from left to right, each digit as if it were alone', () => {
    const { digits, whole } = pixelsToImages(row(SEVEN, ZERO, FIVE, ONE));
    const alone = [SEVEN, ZERO, FIVE, ONE].map((strokes) =>
      pixelsToImage(picture(120, 140, [{ strokes, left: 20, top: 30, side: 80 }])),
    );
    expect(digits.map(({ image }) => image)).toEqual(alone);
    expect(whole).toHaveLength(784);
  });

  it('is read alike in a slope of light', () => {
    const image = alter(paper(row(SEVEN, ZERO, FIVE)), (gray, x, y) => gray * (1 - x / 600) + 4 * roughness(x, y));
    expect(boxes(image)).toHaveLength(3);
  });

  it('may be one of several: from top to bottom', () => {
    const at = (left: number, top: number, strokes: typeof ONE) => ({ strokes, left, top, side: 60 });
    const image = picture(200, 220, [at(10, 20, ZERO), at(90, 26, SEVEN), at(20, 130, ONE), at(100, 124, ZERO)]);
    const centers = boxes(image).map(({ left, top, width, height }) => [left + width / 2 < 90, top + height / 2 < 110]);
    expect(centers).toEqual([
      [true, true],
      [false, true],
      [true, false],
      [false, false],
    ]);
  });

  it('holds digits whose boxes overlap, but not their neighbour’s ink', () => {
    const slanted = [
      [
        [0.9, 0.05],
        [0.1, 0.95],
      ],
    ] as const;
    const at = (left: number) => ({ strokes: slanted, left, top: 20, side: 80 });
    const { digits } = pixelsToImages(picture(200, 120, [at(10), at(44)]));
    expect(digits).toHaveLength(2);
    expect(digits[0]?.image).toEqual(digits[1]?.image);
  });

  it('is cut where two digits touch in one thin place', () => {
    const touching = picture(
      260,
      140,
      [0, 53, 106].map((left) => ({ strokes: ZERO, left: 20 + left, top: 20, side: 80 })),
      0.08,
    );
    expect(boxes(touching)).toHaveLength(3);
  });

  it('is not cut where a wide shape is one', () => {
    const bar = picture(300, 60, [
      {
        strokes: [
          [
            [0.1, 0.1],
            [2.9, 0.15],
          ],
        ],
        left: 10,
        top: 10,
        side: 90,
      },
    ]);
    expect(boxes(bar)).toHaveLength(1);
    const wideZero = ZERO.map((stroke) => stroke.map(([x, y]) => [x * 3 - 1, y] as const));
    expect(boxes(picture(300, 140, [{ strokes: wideZero, left: 110, top: 30, side: 80 }]))).toHaveLength(1);
  });
});

describe('what is no row', () => {
  const dots = alter(picture(300, 300, []), (gray, x, y) => (x % 30 > 22 && y % 30 > 22 ? 0 : gray));

  it('is a texture where there are more parts than digits in a picture', () => {
    const { digits, whole } = pixelsToImages(dots);
    expect(digits).toEqual([]);
    expect(whole).toHaveLength(784);
  });

  it('is a texture in a frame too, not one digit as large as the page', () => {
    const framed = alter(picture(340, 340, []), (_, x, y) => {
      const isPage = x >= 20 && y >= 20 && x < 320 && y < 320;
      return isPage ? (dots.data[(y - 20) * 300 + x - 20] ?? 0) : 0;
    });
    const { digits, whole } = pixelsToImages(framed);
    expect(digits).toEqual([]);
    expect(whole).toHaveLength(784);
  });

  it('is nothing where nothing stands out', () => {
    for (const [width, height] of [
      [0, 0],
      [1, 1],
      [28, 28],
      [300, 1],
    ] as const) {
      const data = new Uint8Array(width * height).fill(77);
      expect(pixelsToImages({ width, height, data })).toEqual({ digits: [], whole: null });
    }
  });

  it.each([
    [28, 28],
    [3, 400],
    [400, 3],
    [640, 480],
  ])('is nothing in noise of %i×%i', (width, height) => {
    const noise = alter(picture(width, height, []), (_, x, y) => 128 + 127 * roughness(x, y));
    expect(pixelsToImages(noise)).toEqual({ digits: [], whole: null });
  });

  it('lies within its picture and reaches full ink, whatever the pixels', () => {
    const sides = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }));
    const pictures = sides.chain(([width, height]) =>
      fc
        .uint8Array({ minLength: width * height, maxLength: width * height })
        .chain((data) =>
          fc.constantFrom(
            data,
            data.map((gray) => (gray < 60 ? gray : 255)),
          ),
        )
        .map((data) => ({ width, height, data })),
    );
    fc.assert(
      fc.property(pictures, (image) => {
        const { digits, whole } = pixelsToImages(image);
        for (const { box, image: shape } of digits) {
          expect([box.left, box.top, box.width - 1, box.height - 1].every((pixels) => pixels >= 0)).toBe(true);
          expect(box.left + box.width).toBeLessThanOrEqual(image.width);
          expect(box.top + box.height).toBeLessThanOrEqual(image.height);
          expect([shape.length, Math.max(...shape)]).toEqual([784, 255]);
        }
        if (digits.length > 0) expect(whole).toHaveLength(784);
      }),
    );
  });

  it('says when the data do not fit the sides', () => {
    expect(() => pixelsToImages({ width: 3, height: 2, data: new Uint8Array(5) })).toThrow('A 3×2 image needs 6 bytes');
  });
});
