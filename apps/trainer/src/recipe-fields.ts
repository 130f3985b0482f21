// What each field of a recipe may be: the flags that override it, and the check of one that was written to a file.
import { Command, InvalidArgumentError, Option } from 'commander';
import { numberAboveZero, numberFrom, wholeNumber } from './commands/options.js';
import { NETWORKS } from './networks.js';
import { PRESET_NAMES, PRESETS, type Recipe } from './presets.js';
import { FOLDS } from './training-set/writer-folds.js';
import { UserError } from './user-error.js';

type Field =
  | { readonly about: string; readonly choices: readonly string[] }
  | { readonly about: string; readonly parse: (text: string) => number }
  | { readonly about: string; readonly flag: true };

const FIELDS: { readonly [Name in keyof Recipe]: Field } = {
  network: { about: 'the layers', choices: Object.keys(NETWORKS) },
  epochs: { about: 'passes over the training samples', parse: wholeNumber(1, 1_000) },
  batchSize: { about: 'images a step', parse: wholeNumber(1, 10_000) },
  optimizer: { about: 'how gradients become steps', choices: ['sgd', 'adam', 'adamW'] satisfies Recipe['optimizer'][] },
  learningRate: { about: 'the highest one: about 0.1 for sgd, 0.001 for adam', parse: numberAboveZero(10) },
  momentum: { about: 'of sgd', parse: numberFrom(0, 0.9999) },
  nesterov: { about: 'of sgd: momentum that looks ahead', flag: true },
  weightDecay: { about: 'pull of the weights to 0', parse: numberFrom(0, 1) },
  clipNorm: { about: 'largest norm of the gradients, 0 for no limit', parse: numberFrom(0, 1_000) },
  schedule: {
    about: 'of the learning rate, after its warm-up',
    choices: ['constant', 'linear', 'cosine', 'oneCycle'] satisfies Recipe['schedule'][],
  },
  warmUp: { about: 'share of the run', parse: numberFrom(0, 0.9) },
  labelSmoothing: { about: 'share of a target that all digits have', parse: numberFrom(0, 0.9) },
  emaDecay: { about: 'of the weights’ moving average, 0 for none', parse: numberFrom(0, 0.9999) },
  patience: {
    about: 'epochs without a better validation loss until it ends, 0 for never',
    parse: wholeNumber(0, 1_000),
  },
  augmentation: {
    about: 'changes to images and drawings, each time they are shown',
    choices: ['none', 'affine', 'full'] satisfies Recipe['augmentation'][],
  },
  penRepeats: { about: 'times an epoch has each pen digit', parse: wholeNumber(0, 100) },
  heldOutFold: { about: 'fifth of the pen digits’ writers that validates', parse: wholeNumber(0, FOLDS - 1) },
  generatedDigits: {
    about: 'an epoch, in many styles: drawn by rule, and of handwriting fonts',
    parse: wholeNumber(0, 1_000_000),
  },
  nonDigits: { about: 'an epoch: letters, scribbles, …, to tell from digits', parse: wholeNumber(0, 1_000_000) },
  validationImages: { about: 'of MNIST’s 60,000, held back', parse: wholeNumber(100, 50_000) },
};

const NAMES = Object.keys(FIELDS) as (keyof Recipe)[];

const kebab = (name: string): string => name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

/** What each preset has, for the help, with commas between. */
const presetValues = (name: keyof Recipe): string =>
  PRESET_NAMES.map((preset) => `${preset} ${PRESETS[preset][name]}`).join(', ');

/** The flags of all fields; without a default, so that only what a person gave is there. */
export function recipeOptions(): Option[] {
  return NAMES.flatMap((name) => {
    const field = FIELDS[name];
    const about = `${field.about} (${presetValues(name)})`;
    const flag = `--${kebab(name)}`;
    if ('flag' in field) return [new Option(flag, about), new Option(`--no-${kebab(name)}`, 'without it')];
    if ('choices' in field) return [new Option(`${flag} <name>`, about).choices(field.choices)];
    return [new Option(`${flag} <number>`, about).argParser(field.parse)];
  });
}

/**
 * What flags change of a recipe: the opposite of recipeFlags.
 * @param flags One argument each, as a shell splits them.
 * @throws CommanderError that says what is wrong with one
 */
export function parseRecipeFlags(flags: readonly string[]): Partial<Recipe> {
  const command = new Command('recipe').exitOverride().configureOutput({ writeErr: () => undefined });
  for (const option of recipeOptions()) command.addOption(option);
  return command.parse([...flags], { from: 'user' }).opts<Partial<Recipe>>();
}

/** The flags that say `overrides`, as a person would type them. */
export function recipeFlags(overrides: Partial<Recipe>): string[] {
  return NAMES.flatMap((name) => {
    const value = overrides[name];
    if (value === undefined) return [];
    if (typeof value === 'boolean') return [value ? `--${kebab(name)}` : `--no-${kebab(name)}`];
    return [`--${kebab(name)} ${value}`];
  });
}

/** What of `overrides` would do nothing, or nothing good, in `recipe`, which has them. @throws UserError that says so */
export function refuseIdle(recipe: Recipe, overrides: Partial<Recipe>): void {
  const { heldOutFold } = overrides;
  if (heldOutFold !== undefined && recipe.penRepeats === 0) {
    const [flag] = recipeFlags({ heldOutFold });
    throw new UserError(`${flag} goes with pen digits, which are not learnt from: --pen-repeats is 0.`);
  }
  if (recipe.optimizer === 'sgd') return;
  const [idle] = recipeFlags({
    ...(overrides.momentum !== undefined && { momentum: overrides.momentum }),
    ...(overrides.nesterov !== undefined && { nesterov: overrides.nesterov }),
  });
  if (idle) throw new UserError(`${idle} goes with --optimizer sgd: ${recipe.optimizer} has none.`);
  if (overrides.optimizer !== undefined && overrides.learningRate === undefined) {
    const usual = `${recipe.learningRate} is for sgd, 0.001 is usual for ${recipe.optimizer}`;
    throw new UserError(`--optimizer ${recipe.optimizer} needs a --learning-rate of its own: the preset’s ${usual}.`);
  }
}

/** What is wrong with a value that a file has for a field; undefined when nothing is. */
function faultOf(field: Field, value: unknown): string | undefined {
  if ('flag' in field) return typeof value === 'boolean' ? undefined : 'It must be true or false.';
  if ('choices' in field) {
    return typeof value === 'string' && field.choices.includes(value)
      ? undefined
      : `It must be one of ${field.choices.join(', ')}.`;
  }
  try {
    field.parse(typeof value === 'number' ? String(value) : '');
    return undefined;
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error.message;
    throw error;
  }
}

/**
 * Checks a recipe that was read from `path`.
 * @throws UserError that names the field and what is allowed, or the fields that a recipe of an older version lacks
 */
export function parseRecipe(path: string, json: unknown): Recipe {
  const values = (typeof json === 'object' ? json : null) as Readonly<Record<string, unknown>> | null;
  const lacking = NAMES.filter((name) => values?.[name] === undefined);
  if (lacking.length > 0 && lacking.length < NAMES.length) {
    throw new UserError(
      `${path}: is of an older version of digits: its recipe has no ${lacking.join(', ')}. Train anew.`,
    );
  }
  for (const name of NAMES) {
    const fault = faultOf(FIELDS[name], values?.[name]);
    if (fault) throw new UserError(`${path}: recipe.${name} is ${JSON.stringify(values?.[name])}. ${fault}`);
  }
  // Each field of it was looked at.
  return Object.fromEntries(NAMES.map((name) => [name, values?.[name]])) as unknown as Recipe;
}
