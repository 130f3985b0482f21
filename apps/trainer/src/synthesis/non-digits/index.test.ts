import type { Point, Stroke } from '@digits/ink';
import { describe, expect, it } from 'vitest';
import { FOREIGN_LETTERS, LETTERS, SIGNS } from '../characters.js';
import { handwritingGlyphs } from '../glyphs.js';
import { seededRandom } from '../seeded-random.js';
import { extent } from './extent.js';
import { randomNonDigit, WEIGHTS } from './index.js';
import { windingness } from './path.js';

const COUNT = 20_000;

function drawings(seed: number): Stroke[][] {
  const random = seededRandom(seed);
  return Array.from({ length: COUNT }, () => randomNonDigit(random));
}

/** The area within a closed stroke, over that of a circle of its length: 1 for a circle, 0.79 for a square. */
function roundness(stroke: Stroke): number {
  const { width, height } = extent([stroke]);
  const length = windingness(stroke) * Math.max(width, height);
  const area = stroke.reduce((sum, [x, y], at) => {
    const [nextX, nextY]: Point = stroke[(at + 1) % stroke.length] ?? [x, y];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
  return (4 * Math.PI * Math.abs(area)) / length ** 2;
}

function isClosed(stroke: Stroke): boolean {
  const [first, last] = [stroke[0], stroke.at(-1)];
  const { width, height } = extent([stroke]);
  return !!first && !!last && Math.hypot(first[0] - last[0], first[1] - last[1]) < 0.15 * Math.max(width, height);
}

describe('randomNonDigit', () => {
  it('draws the same from the same random numbers', () => {
    expect(drawings(1).slice(0, 500)).toEqual(drawings(1).slice(0, 500));
    expect(drawings(1)[0]).not.toEqual(drawings(2)[0]);
  });

  it('draws at least one point, all of them finite', () => {
    for (const strokes of drawings(3)) {
      expect(strokes.flat().length).toBeGreaterThan(0);
      expect(strokes.flat(2).every(Number.isFinite)).toBe(true);
    }
  });

  it('never draws a line that stands alone, which is a 1', () => {
    const standing = drawings(4).filter(([stroke, ...others]) => {
      if (!stroke || others.length > 0 || stroke.length < 2) return false;
      const { width, height } = extent([stroke]);
      return width < 0.4 * height && windingness(stroke) < 1.4;
    });
    expect(standing).toEqual([]);
  });

  it('never draws a round line alone, which is a 0', () => {
    const round = drawings(5).filter(
      ([stroke, ...others]) => stroke && others.length === 0 && isClosed(stroke) && roundness(stroke) > 0.84,
    );
    expect(round).toEqual([]);
  });

  it('draws single characters of the allowed ones only, letters as often as their weight says', () => {
    const characterOf = new Map(handwritingGlyphs().map(({ strokes, character }) => [strokes[0], character]));
    const counts = new Map<string, number>();
    for (const strokes of drawings(6)) {
      const character = characterOf.get(strokes[0] ?? []);
      // A digit's own strokes come with others over them.
      if (character === undefined || /\d/.test(character)) continue;
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
    expect([...counts.keys()].filter((character) => !(LETTERS + SIGNS + FOREIGN_LETTERS).includes(character))).toEqual(
      [],
    );
    const letters = [...LETTERS].map((letter) => counts.get(letter) ?? 0);
    expect(Math.abs(letters.reduce((sum, count) => sum + count, 0) / COUNT - WEIGHTS.letter / 100)).toBeLessThan(0.02);
    expect(Math.min(...letters)).toBeGreaterThan((0.7 * COUNT * WEIGHTS.letter) / 100 / letters.length);
  });

  it('has weights that are percent', () => {
    expect(Object.values(WEIGHTS).reduce((sum, weight) => sum + weight, 0)).toBe(100);
  });
});
