// Whose fonts non-digits are drawn with: one that leaked from the held-out ones would make validation say too much.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type * as Glyphs from '../glyphs.js';
import { seededRandom } from '../seeded-random.js';

const asked = vi.hoisted(() => ({ allowed: '', splits: new Set<string | undefined>() }));
vi.mock('../glyphs.js', async (importOriginal) => {
  const { handwritingGlyphs } = await importOriginal<typeof Glyphs>();
  return {
    handwritingGlyphs(split?: Glyphs.GlyphSplit) {
      asked.splits.add(split);
      if (split !== asked.allowed) throw new Error(`Glyphs of ${split ?? 'all fonts'} are asked for.`);
      return handwritingGlyphs(split);
    },
  };
});

describe.each(['training', 'validation'] as const)('randomNonDigit of the %s fonts', (split) => {
  beforeEach(() => {
    // What was read before is kept: without this, nobody would ask for glyphs again.
    vi.resetModules();
    Object.assign(asked, { allowed: split, splits: new Set() });
  });

  it('takes every character of every kind of drawing from them', async () => {
    const { randomNonDigit } = await import('./index.js');
    const random = seededRandom(7);
    for (let i = 0; i < 2_000; i++) randomNonDigit(random, split);
    expect([...asked.splits]).toEqual([split]);
  });
});
