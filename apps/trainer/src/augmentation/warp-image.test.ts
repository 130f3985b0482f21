import { describe, expect, it } from 'vitest';
import { seededRandom } from '../synthesis/seeded-random.js';
import { randomMap } from './affine-map.js';
import { type ImageLimits, imageWarp, imageWarper, noDisplacements } from './warp-image.js';

const SIDE = 28;
const AFFINE = { rotation: 12, scale: 0.12, shear: 0.15, shift: 2 };
const LIMITS: ImageLimits = { ...AFFINE, elastic: 0, thickness: 0, blur: 0 };
const STILL: ImageLimits = { rotation: 0, scale: 0, shear: 0, shift: 0, elastic: 0, thickness: 0, blur: 0 };
const IDENTITY = { xx: 1, xy: 0, yx: 0, yy: 1, x0: 0, y0: 0 };

const noiseLevels = seededRandom(3);
const noise = Uint8Array.from({ length: SIDE * SIDE }, () => 256 * noiseLevels());
/** A ring within the 20×20 box of MNIST's digits. */
const ring = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
  const distance = Math.hypot((i % SIDE) - 13.5, Math.floor(i / SIDE) - 13.5);
  return Math.abs(distance - 7) < 1.5 ? 255 : 0;
});

const ink = (image: Uint8Array): number => image.reduce((total, value) => total + value, 0);
const changed = (image: Uint8Array, random: () => number, limits = LIMITS): Uint8Array => {
  const into = new Uint8Array(image.length).fill(99);
  imageWarper(limits)(image, into, random);
  return into;
};

describe('imageWarp', () => {
  const warped = (image: Uint8Array, map: Partial<typeof IDENTITY>, grid = noDisplacements()): Uint8Array => {
    const into = new Uint8Array(image.length).fill(99);
    imageWarp()(image, into, { ...IDENTITY, ...map }, grid);
    return into;
  };

  it('gives the same image through the identity', () => {
    expect(warped(noise, {})).toEqual(noise);
  });

  it('moves by whole pixels, and leaves paper behind', () => {
    const moved = warped(noise, { x0: -3, y0: 2 });
    for (let y = 0; y < SIDE; y++) {
      for (let x = 0; x < SIDE; x++) {
        const inside = x - 3 >= 0 && y + 2 < SIDE;
        expect(moved[y * SIDE + x]).toBe(inside ? noise[(y + 2) * SIDE + x - 3] : 0);
      }
    }
  });

  it('mixes neighbours by their share', () => {
    const image = new Uint8Array(SIDE * SIDE);
    image[10 * SIDE + 10] = 200;
    const moved = warped(image, { x0: 0.25, y0: 0.5 });
    const around = [9, 10].map((y) => [9, 10].map((x) => moved[y * SIDE + x]));
    expect(around).toEqual([
      [25, 75],
      [25, 75],
    ]);
    expect(ink(moved)).toBe(200);
  });

  it('turns about the middle: four quarter turns are none', () => {
    const quarter = { xx: 0, xy: 1, yx: -1, yy: 0 };
    const once = warped(noise, quarter);
    expect(once).not.toEqual(noise);
    expect([1, 2, 3].reduce((image) => warped(image, quarter), once)).toEqual(noise);
  });

  it('bends: where only the middle node moves, the corners stay', () => {
    const grid = noDisplacements();
    grid.right[12] = 3;
    const bent = warped(noise, {}, grid);
    // The node in the grid's middle is at (14, 14).
    expect(bent[14 * SIDE + 14]).toBe(noise[14 * SIDE + 17]);
    for (const [x, y] of [
      [0, 0],
      [27, 0],
      [6, 6],
      [27, 27],
    ] as const)
      expect(bent[y * SIDE + x]).toBe(noise[y * SIDE + x]);
  });

  it('is paper where the map leads far away', () => {
    expect(ink(warped(noise, { x0: 1e4 }))).toBe(0);
    expect(ink(warped(noise, { y0: -1e4 }))).toBe(0);
  });
});

describe('imageWarper', () => {
  it('changes nothing where nothing may change', () => {
    expect(changed(noise, seededRandom(1), STILL)).toEqual(noise);
  });

  it('gives the same image for the same numbers, and another for others', () => {
    expect(changed(ring, seededRandom(5))).toEqual(changed(ring, seededRandom(5)));
    expect(changed(ring, seededRandom(5))).not.toEqual(changed(ring, seededRandom(6)));
  });

  it('keeps the ink: as much of it as the scale says, whatever is drawn', () => {
    for (const seed of Array.from({ length: 500 }, (_, i) => i)) {
      const { xx, xy, yx, yy } = randomMap(LIMITS, seededRandom(seed));
      const area = 1 / (xx * yy - xy * yx);
      expect(area).toBeGreaterThan(0.88 ** 2 - 1e-9);
      expect(area).toBeLessThan(1.12 ** 2 + 1e-9);
      expect(ink(changed(ring, seededRandom(seed))) / ink(ring) / area).toBeCloseTo(1, 1);
    }
  });

  it('makes lines thicker or thinner, and blurs them', () => {
    const inks = Array.from({ length: 200 }, (_, seed) =>
      ink(changed(ring, seededRandom(seed), { ...STILL, thickness: 1 })),
    );
    expect(inks.filter((value) => value > 1.1 * ink(ring)).length).toBeGreaterThan(20);
    expect(inks.filter((value) => value < 0.9 * ink(ring)).length).toBeGreaterThan(20);
    const blurred = changed(ring, seededRandom(5), { ...STILL, blur: 1 });
    expect(ink(blurred) / ink(ring)).toBeCloseTo(1, 1);
    expect(blurred.filter((value) => value > 0).length).toBeGreaterThan(ring.filter((value) => value > 0).length);
  });

  it('bends images differently each time, within the limit', () => {
    const bent = (seed: number) => changed(ring, seededRandom(seed), { ...STILL, elastic: 2 });
    expect(bent(3)).not.toEqual(bent(4));
    const far = bent(3).filter(
      (value, i) => value > 0 && Math.abs(Math.hypot((i % SIDE) - 13.5, Math.floor(i / SIDE) - 13.5) - 7) > 5.5,
    );
    expect(far).toHaveLength(0);
  });

  it('keeps all four limits, and uses them to both sides', () => {
    const maps = Array.from({ length: 2_000 }, (_, seed) => randomMap(LIMITS, seededRandom(seed)));
    // From the inverse back to the map itself.
    const figures = maps.map(({ xx, xy, yx, yy, x0, y0 }) => {
      const determinant = xx * yy - xy * yx;
      const [a, b, c, d] = [yy / determinant, -xy / determinant, -yx / determinant, xx / determinant];
      const angle = Math.atan2(c, a);
      const width = Math.hypot(a, c);
      const height = (a * d - b * c) / width;
      const slant = (b * Math.cos(angle) + d * Math.sin(angle)) / height;
      return {
        rotation: (angle * 180) / Math.PI,
        scale: width - 1,
        otherScale: height - 1,
        shear: slant,
        right: -(a * x0 + b * y0),
        down: -(c * x0 + d * y0),
      };
    });
    const limits = { rotation: 12, scale: 0.12, otherScale: 0.12, shear: 0.15, right: 2, down: 2 };
    for (const [name, limit] of Object.entries(limits)) {
      const values = figures.map((figure) => figure[name as keyof typeof limits]);
      expect(Math.max(...values)).toBeLessThanOrEqual(limit + 1e-9);
      expect(Math.max(...values)).toBeGreaterThan(0.8 * limit);
      expect(Math.min(...values)).toBeGreaterThanOrEqual(-limit - 1e-9);
      expect(Math.min(...values)).toBeLessThan(-0.8 * limit);
    }
  });
});
