import { describe, expect, it } from 'vitest';
import { PRESETS, type Recipe } from './presets.js';
import { parseRecipe, parseRecipeFlags, recipeFlags, recipeOptions, refuseIdle } from './recipe-fields.js';

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

it('reads flags back', () => {
  const overrides: Partial<Recipe> = { network: 'small', epochs: 3, nesterov: false, penRepeats: 0 };
  expect(parseRecipeFlags(recipeFlags(overrides).flatMap((flag) => flag.split(' ')))).toEqual(overrides);
  expect(parseRecipeFlags([])).toEqual({});
  expect(() => parseRecipeFlags(['--epochs', '0'])).toThrow('It must be a whole number from 1 to 1000.');
  expect(() => parseRecipeFlags(['--epoch', '1'])).toThrow("unknown option '--epoch'");
});

describe('refuseIdle', () => {
  const refuse = (overrides: Partial<Recipe>, preset: keyof typeof PRESETS = 'release') =>
    refuseIdle({ ...PRESETS[preset], ...overrides }, overrides);

  it('refuses a fold of writers where there are no pen digits', () => {
    const message = '--held-out-fold 2 goes with pen digits, which are not learnt from: --pen-repeats is 0.';
    expect(() => refuse({ heldOutFold: 2, penRepeats: 0 })).toThrow(message);
    expect(() => refuse({ heldOutFold: 2 }, 'fast')).toThrow(message);
    expect(() => refuse({ heldOutFold: 2 })).not.toThrow();
    expect(() => refuse({ penRepeats: 0 })).not.toThrow();
  });

  it('refuses what another optimiser does not have', () => {
    expect(() => refuse({ optimizer: 'adam', learningRate: 0.001, momentum: 0.5 })).toThrow('adam has none');
    expect(() => refuse({ optimizer: 'adam' })).toThrow('needs a --learning-rate of its own');
    expect(() => refuse({ momentum: 0.5 })).not.toThrow();
  });
});

describe('parseRecipe', () => {
  it.each(Object.entries(PRESETS))('takes the preset %s as it is, without what it does not know', (_, recipe) => {
    expect(parseRecipe('file', { ...recipe, unknown: 1 })).toEqual(recipe);
  });

  it.each(FIELDS)('refuses a recipe without %s, or with nonsense in it', (name) => {
    const { [name]: _, ...rest } = PRESETS.release;
    expect(() => parseRecipe('file', rest)).toThrow(
      `file: is of an older version of digits: its recipe has no ${name}. Train anew.`,
    );
    expect(() => parseRecipe('file', { ...rest, [name]: '1' })).toThrow(`file: recipe.${name} is "1". It must be `);
    expect(() => parseRecipe('file', { ...rest, [name]: -1 })).toThrow(`file: recipe.${name} is -1. It must be `);
  });

  it('refuses what is no recipe at all', () => {
    for (const json of [undefined, null, 3, []])
      expect(() => parseRecipe('file', json)).toThrow(/^file: recipe\.network/);
  });
});
