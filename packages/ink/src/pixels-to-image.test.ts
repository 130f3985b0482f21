import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inkBoundingBox } from './bounding-box.js';
import type { GrayImage } from './gray-image.js';
import { paintStrokes } from './paint-strokes.js';
import { pixelsToImage } from './pixels-to-image.js';
import type { Stroke } from './stroke.js';

const seven: Stroke[] = [
  [
    [120, 100],
    [380, 110],
    [220, 420],
  ],
  [
    [170, 260],
    [330, 255],
  ],
];

const picture: fc.Arbitrary<GrayImage> = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }))
  .chain(([width, height]) => {
    const length = { minLength: width * height, maxLength: width * height };
    const twoGrays = fc
      .tuple(fc.nat(255), fc.nat(255), fc.array(fc.boolean(), length))
      .map(([paper, ink, places]) => Uint8Array.from(places, (inked) => (inked ? ink : paper)));
    return fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      data: fc.oneof(fc.uint8Array(length), twoGrays),
    });
  });

const drawing = fc.array(
  fc.array(fc.tuple(fc.integer({ min: 60, max: 440 }), fc.integer({ min: 60, max: 440 })), {
    minLength: 1,
    maxLength: 8,
  }),
  { minLength: 1, maxLength: 3 },
);

function normalise(image: GrayImage): Uint8Array {
  const normalised = pixelsToImage(image);
  if (!normalised) throw new Error('Nothing stands out from the background.');
  return normalised;
}

function alter({ width, height, data }: GrayImage, f: (gray: number) => number): GrayImage {
  return { width, height, data: data.map(f) };
}

/** How alike two images are, one of them moved by a pixel where that helps: 1 when they are the same but for brightness. */
function likeness(a: Uint8Array, b: Uint8Array): number {
  const product = (x: Uint8Array, y: Uint8Array, by: number): number =>
    x.reduce((sum, level, i) => sum + level * (y[i + by] ?? 0), 0);
  const norms = Math.sqrt(product(a, a, 0) * product(b, b, 0));
  // The outermost pixels are paper, so that moving by index does not wrap ink around.
  return Math.max(...[-29, -28, -27, -1, 0, 1, 27, 28, 29].map((by) => product(a, b, by) / norms));
}

describe('pixelsToImage', () => {
  it("fills MNIST's box, with full ink somewhere, whatever the picture", () => {
    fc.assert(
      fc.property(picture, (image) => {
        const normalised = pixelsToImage(image);
        if (!normalised) return;
        expect(normalised).toHaveLength(784);
        expect(Math.max(...normalised)).toBe(255);
        const box = inkBoundingBox(normalised, 28, 28);
        expect(Math.max(box?.width ?? 0, box?.height ?? 0)).toBeLessThanOrEqual(20);
      }),
      { numRuns: 300 },
    );
  });

  it('is the same for dark ink on light and light ink on dark', () => {
    fc.assert(
      fc.property(drawing, fc.integer({ min: 6, max: 30 }), (strokes, brush) => {
        const image = paintStrokes(strokes, 500, brush, 140);
        expect(normalise(alter(image, (gray) => 255 - gray))).toEqual(normalise(image));
      }),
    );
  });

  it('is the same wherever on the picture the drawing is', () => {
    fc.assert(
      fc.property(drawing, fc.nat(60), fc.nat(60), (strokes, x, y) => {
        const image = paintStrokes(strokes, 500, 10, 100);
        const [width, height] = [100 + x, 100 + y + 7];
        const data = new Uint8Array(width * height).fill(255);
        for (let row = 0; row < 100; row++) {
          data.set(image.data.subarray(row * 100, (row + 1) * 100), (row + y) * width + x);
        }
        expect(normalise({ width, height, data })).toEqual(normalise(image));
      }),
    );
  });

  it('gives its own result back', () => {
    fc.assert(
      fc.property(drawing, fc.integer({ min: 8, max: 30 }), (strokes, brush) => {
        const once = normalise(paintStrokes(strokes, 500, brush));
        const box = inkBoundingBox(once, 28, 28);
        // An edge that the ink hardly touches may have rounded to paper.
        fc.pre(Math.max(box?.width ?? 0, box?.height ?? 0) === 20);
        expect(normalise({ width: 28, height: 28, data: once })).toEqual(once);
      }),
    );
  });

  it('hardly depends on contrast and size', () => {
    const original = normalise(paintStrokes(seven, 500, 20));
    const pale = alter(paintStrokes(seven, 500, 20), (gray) => Math.round(90 + gray / 4));
    expect(likeness(original, normalise(pale))).toBeGreaterThan(0.999);
    for (const side of [56, 140, 1000]) {
      expect(likeness(original, normalise(paintStrokes(seven, 500, (20 * side) / 280, side)))).toBeGreaterThan(0.97);
    }
  });

  it('keeps the drawing recognisable with a thin brush and a thick one', () => {
    const thin = normalise(paintStrokes(seven, 500, 12));
    const thick = normalise(paintStrokes(seven, 500, 28));
    const sum = (image: Uint8Array): number => image.reduce((total, level) => total + level, 0);
    expect(likeness(thin, thick)).toBeGreaterThan(0.8);
    expect(sum(thick)).toBeGreaterThan(1.3 * sum(thin));
  });

  it('does not let noise into the picture or its box', () => {
    const noise = fc.array(fc.integer({ min: -8, max: 8 }), { minLength: 19_600, maxLength: 19_600 });
    const clean = alter(paintStrokes(seven, 500, 10, 140), (gray) => 30 + Math.round((gray * 190) / 255));
    const expected = normalise(clean);
    fc.assert(
      fc.property(noise, fc.integer({ min: 1, max: 1e6 }), (small, seed) => {
        // fast-check's arrays are mostly alike within; the seed makes the noise rough.
        const rough = small.map((value, i) => (value + (((i + 1) * seed) % 17)) % 9);
        const noisy = { ...clean, data: clean.data.map((gray, i) => gray + (rough[i] ?? 0)) };
        fc.pre(new Set(rough).size > 5);
        expect(likeness(normalise(noisy), expected)).toBeGreaterThan(0.95);
      }),
      { numRuns: 20 },
    );
  });

  it('is null where nothing stands out', () => {
    expect(pixelsToImage({ width: 0, height: 0, data: new Uint8Array(0) })).toBeNull();
    expect(pixelsToImage({ width: 1, height: 1, data: Uint8Array.of(9) })).toBeNull();
    expect(pixelsToImage({ width: 30, height: 20, data: new Uint8Array(600).fill(200) })).toBeNull();
  });

  it('says when the data do not fit the sides', () => {
    expect(() => pixelsToImage({ width: 3, height: 2, data: new Uint8Array(5) })).toThrow(
      'A 3×2 image needs 6 bytes, not 5.',
    );
    expect(() => pixelsToImage({ width: 2.5, height: 2, data: new Uint8Array(5) })).toThrow(
      "An image's sides must be whole numbers of pixels, not 2.5×2.",
    );
  });
});
