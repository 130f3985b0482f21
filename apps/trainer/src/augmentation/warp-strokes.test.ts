import { type Stroke, strokesToImage } from '@digits/ink';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dice } from '../synthesis/dice.js';
import { seededRandom } from '../synthesis/seeded-random.js';
import { STROKE_LIMITS } from './limits.js';
import { type StrokeLimits, warpStrokes } from './warp-strokes.js';

const STILL: StrokeLimits = {
  rotation: 0,
  shear: 0,
  stretch: 1,
  elastic: 0,
  tremble: 0,
  misplacement: 0,
  ends: 0,
  stray: 0,
};
const L_SHAPE: Stroke[] = [
  [
    [100, 100],
    [100, 300],
    [200, 300],
  ],
];
const warped = (limits: Partial<StrokeLimits>, seed: number, strokes = L_SHAPE): Stroke[] =>
  warpStrokes(strokes, { ...STILL, ...limits }, dice(seededRandom(seed)));

const seeds = Array.from({ length: 200 }, (_, seed) => seed);

/** Direction from a stroke's first point to its last, degrees. */
function direction([stroke = []]: readonly Stroke[]): number {
  const [[ax, ay], [bx, by]] = [stroke[0] ?? [0, 0], stroke.at(-1) ?? [0, 0]];
  return (Math.atan2(by - ay, bx - ax) * 180) / Math.PI;
}

describe('warpStrokes', () => {
  it('turns to both sides, up to the limit', () => {
    const turns = seeds.map((seed) =>
      direction(
        warped({ rotation: 10 }, seed, [
          [
            [0, 0],
            [50, 0],
          ],
        ]),
      ),
    );
    expect(Math.max(...turns)).toBeLessThanOrEqual(10 + 1e-9);
    expect(Math.min(...turns)).toBeGreaterThanOrEqual(-10 - 1e-9);
    expect(Math.max(...turns)).toBeGreaterThan(6);
    expect(Math.min(...turns)).toBeLessThan(-6);
  });

  it('bends straight lines, by no more than the waves may', () => {
    const offs = seeds.map((seed) => {
      const [stroke = []] = warped({ elastic: 0.05 }, seed, [
        [
          [0, 0],
          [0, 100],
        ],
      ]);
      return Math.max(...stroke.map(([x]) => Math.abs(x)));
    });
    // Three waves: of the whole amplitude, two thirds and a half.
    expect(Math.max(...offs)).toBeLessThanOrEqual(0.05 * (1 + 2 / 3 + 1 / 2));
    expect(offs.filter((off) => off > 0.01).length).toBeGreaterThan(100);
  });

  it('cuts ends short and draws them out', () => {
    const lengths = seeds.map((seed) => {
      const [stroke = []] = warped({ ends: 0.1 }, seed, [
        [
          [0, 0],
          [0, 100],
        ],
      ]);
      const ys = stroke.map(([, y]) => y);
      return Math.max(...ys) - Math.min(...ys);
    });
    expect(Math.min(...lengths)).toBeLessThan(0.98);
    expect(Math.min(...lengths)).toBeGreaterThan(0.7);
    expect(Math.max(...lengths)).toBeGreaterThan(1.02);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1.2);
  });

  it('leaves a drawing as it is, but for its unit, where nothing may change and the hand is neither hasty nor slow', () => {
    const original = strokesToImage(L_SHAPE);
    const same = seeds.filter(
      (seed) => Buffer.compare(strokesToImage(warped({}, seed)) ?? Buffer.of(), original ?? Buffer.of()) === 0,
    );
    // A hasty hand rounds the corner, a slow pointer misses it: one in four is either.
    expect(same.length).toBeGreaterThan(120);
    expect(same.length).toBeLessThan(190);
  });

  it('adds a stray dot where asked', () => {
    for (const seed of seeds)
      expect(warped({ stray: 1 }, seed).map((stroke) => stroke.length === 1)).toEqual([false, true]);
  });

  it('gives the same drawing for the same numbers, and another for others', () => {
    expect(warped(STROKE_LIMITS, 3)).toEqual(warped(STROKE_LIMITS, 3));
    expect(warped(STROKE_LIMITS, 3)).not.toEqual(warped(STROKE_LIMITS, 4));
  });

  it('takes any drawing: dots, doubled points, empty strokes', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(fc.array(fc.array(point, { maxLength: 6 }), { maxLength: 4 }), fc.nat(), (strokes, seed) => {
        const result = warpStrokes(strokes, { ...STROKE_LIMITS, stray: 0 }, dice(seededRandom(seed)));
        expect(result).toHaveLength(strokes.length);
        expect(result.flat().every(([x, y]) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
        strokes.forEach((stroke, i) => void expect((result[i]?.length ?? 0) > 0).toBe(stroke.length > 0));
      }),
    );
  });
});
