import { describe, expect, it } from 'vitest';
import affine, { type AffineLimits, affineWarp, randomMap } from './affine.js';

const SIDE = 28;
const LIMITS: AffineLimits = { rotation: 12, scale: 0.12, shear: 0.15, shift: 2 };
const IDENTITY = { xx: 1, xy: 0, yx: 0, yy: 1, x0: 0, y0: 0 };

/** Numbers from 0 up to 1, the same ones for the same seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 2 ** 31;
  };
}

const noise = Uint8Array.from(
  { length: SIDE * SIDE },
  (
    (random) => () =>
      256 * random()
  )(numbers(3)),
);
/** A ring within the 20×20 box of MNIST's digits. */
const ring = Uint8Array.from({ length: SIDE * SIDE }, (_, i) => {
  const distance = Math.hypot((i % SIDE) - 13.5, Math.floor(i / SIDE) - 13.5);
  return Math.abs(distance - 7) < 1.5 ? 255 : 0;
});

const ink = (image: Uint8Array): number => image.reduce((total, value) => total + value, 0);
const changed = (image: Uint8Array, random: () => number, limits = LIMITS): Uint8Array => {
  const into = new Uint8Array(image.length).fill(99);
  affine(limits)(image, into, random);
  return into;
};

describe('affineWarp', () => {
  const warped = (image: Uint8Array, map: Partial<typeof IDENTITY>): Uint8Array => {
    const into = new Uint8Array(image.length).fill(99);
    affineWarp(SIDE)(image, into, { ...IDENTITY, ...map });
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

  it('is paper where the map leads far away', () => {
    expect(ink(warped(noise, { x0: 1e4 }))).toBe(0);
    expect(ink(warped(noise, { y0: -1e4 }))).toBe(0);
  });
});

describe('affine', () => {
  it('changes nothing where nothing may change', () => {
    expect(changed(noise, numbers(1), { rotation: 0, scale: 0, shear: 0, shift: 0 })).toEqual(noise);
  });

  it('gives the same image for the same numbers, and another for others', () => {
    expect(changed(ring, numbers(5))).toEqual(changed(ring, numbers(5)));
    expect(changed(ring, numbers(5))).not.toEqual(changed(ring, numbers(6)));
  });

  it('keeps the ink: as much of it as the scale says, whatever is drawn', () => {
    for (const seed of Array.from({ length: 500 }, (_, i) => i)) {
      const { xx, xy, yx, yy } = randomMap(LIMITS, numbers(seed));
      const area = 1 / (xx * yy - xy * yx);
      expect(area).toBeGreaterThan(0.88 ** 2 - 1e-9);
      expect(area).toBeLessThan(1.12 ** 2 + 1e-9);
      expect(ink(changed(ring, numbers(seed))) / ink(ring) / area).toBeCloseTo(1, 1);
    }
  });

  it('keeps all four limits, and uses them to both sides', () => {
    const maps = Array.from({ length: 2_000 }, (_, seed) => randomMap(LIMITS, numbers(seed * 7_919)));
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
