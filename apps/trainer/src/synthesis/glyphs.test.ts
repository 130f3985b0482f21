import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { handwritingGlyphs } from './glyphs.js';

const fontsOf = (split: 'training' | 'validation'): Set<string> =>
  new Set(handwritingGlyphs(split).map(({ font }) => font));

describe('handwritingGlyphs', () => {
  it('has every digit and letter in many styles, held-out ones too', () => {
    for (const [split, styles] of [
      ['training', 50],
      ['validation', 10],
    ] as const) {
      for (const character of '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ') {
        const glyphs = handwritingGlyphs(split).filter((glyph) => glyph.character === character);
        expect(glyphs.length, `${character} in ${split}`).toBeGreaterThanOrEqual(styles);
      }
    }
  });

  it('has no font in both splits', () => {
    expect([...fontsOf('training')].filter((font) => fontsOf('validation').has(font))).toEqual([]);
    expect(handwritingGlyphs()).toHaveLength(
      handwritingGlyphs('training').length + handwritingGlyphs('validation').length,
    );
  });

  it('has no family in both splits: a font’s Cyrillic, Greek or sister styles are no other hand', () => {
    // What these two are named by is their maker; the families are one level below.
    const familyOf = (font: string): string => /^((ems|hershey)-)?[^-]+/.exec(font)?.[0] ?? font;
    const families = (split: 'training' | 'validation') => new Set([...fontsOf(split)].map(familyOf));
    expect(familyOf('ems-readability-italic')).toBe('ems-readability');
    expect(familyOf('marck-script-cyrillic')).toBe('marck');
    expect([...families('training')].filter((family) => families('validation').has(family))).toEqual([]);
  });

  it('stands on the baseline, capitals 120 units high', () => {
    for (const { character, font, strokes } of handwritingGlyphs()) {
      if (character !== 'H') continue;
      const ys = strokes.flat().map(([, y]) => y);
      expect(Math.max(...ys) - Math.min(...ys), font).toBeCloseTo(120, -0.5);
      expect(Math.abs(Math.max(...ys)), font).toBeLessThan(2);
    }
  });

  it('says whose work each font is', () => {
    const notice = readFileSync(new URL('../../assets/handwriting-strokes.NOTICE.md', import.meta.url), 'utf8');
    for (const font of [...fontsOf('training'), ...fontsOf('validation')]) expect(notice).toContain(`| ${font} |`);
  });
});
