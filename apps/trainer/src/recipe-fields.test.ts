import { describe, expect, it } from 'vitest';
import { PRESETS, type Recipe } from './presets.js';
import { parseRecipe, recipeFlags, recipeOptions } from './recipe-fields.js';

const FIELDS = Object.keys(PRESETS.fast) as (keyof Recipe)[];

it('has a flag for every field of a recipe, whose help says what the presets have', () => {
  const options = recipeOptions();
  expect(options.filter(({ negate }) => !negate).map((option) => option.attributeName())).toEqual(FIELDS);
  expect(options.find(({ long }) => long === '--weight-decay')?.description).toContain('(fast 0.0005, release 0.0005)');
  expect(options.every(({ defaultValue }) => defaultValue === undefined)).toBe(true);
});

it('says overrides as flags, in the order of the fields', () => {
  expect(recipeFlags({ nesterov: false, epochs: 3, weightDecay: 1e-7 })).toEqual([
    '--epochs 3',
    '--no-nesterov',
    '--weight-decay 1e-7',
  ]);
  expect(recipeFlags({ nesterov: true })).toEqual(['--nesterov']);
  expect(recipeFlags({})).toEqual([]);
});

describe('parseRecipe', () => {
  it.each(Object.entries(PRESETS))('takes the preset %s as it is, without what it does not know', (_, recipe) => {
    expect(parseRecipe('file', { ...recipe, unknown: 1 })).toEqual(recipe);
  });

  it.each(FIELDS)('refuses a recipe without %s, or with nonsense in it', (name) => {
    const { [name]: _, ...rest } = PRESETS.release;
    expect(() => parseRecipe('file', rest)).toThrow(`file: recipe.${name} is undefined. It must be `);
    expect(() => parseRecipe('file', { ...rest, [name]: '1' })).toThrow(`file: recipe.${name} is "1". It must be `);
    expect(() => parseRecipe('file', { ...rest, [name]: -1 })).toThrow(`file: recipe.${name} is -1. It must be `);
  });

  it('refuses what is no recipe at all', () => {
    for (const json of [undefined, null, 3, []])
      expect(() => parseRecipe('file', json)).toThrow(/^file: recipe\.network/);
  });
});
