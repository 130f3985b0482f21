// npm run bench -- recipe [--epochs 10] [--only NAME,…] [--seeds 3] --strokes FILE: what each ingredient of the release preset is worth, how far
// seeds spread, and how it reads writers that it did not learn from. Trains a model for each, which takes an hour or more; one that an
// earlier call has left in runs/recipe, whole and of the same recipe, is not trained again, and one that was interrupted is gone on with.
// Writes its part of bench/RESULTS.md.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { loadCheckedPenDigits } from '../../apps/trainer/dist/data/check-pen-digits.js';
import { findPenDigits, strokesFolder } from '../../apps/trainer/dist/data/load-pen-digits.js';
import { PRESETS } from '../../apps/trainer/dist/presets.js';
import { parseRecipeFlags } from '../../apps/trainer/dist/recipe-fields.js';
import { findDigilets } from '../../apps/trainer/dist/testing/find-digilets.js';
import { runStanding } from '../../apps/trainer/dist/training/run-standing.js';
import { FOLDS, writerFold } from '../../apps/trainer/dist/training-set/writer-folds.js';
import { root } from '../../scripts/prepare.js';
import { table, writePart } from '../results-file.js';
import { checkInputs } from './check-inputs.js';

const { values: options } = parseArgs({
  options: {
    epochs: { type: 'string', default: '10' },
    seeds: { type: 'string', default: '3' },
    only: { type: 'string' },
    strokes: { type: 'string' },
  },
});
const drawings = options.strokes ?? findDigilets() ?? '';
const digits = join(root, 'apps', 'trainer', 'dist', 'main.js');

/** @typedef {{ name: string, flags: string[] }} Variant */

const short = ['--epochs', options.epochs];
/** @type {Variant[]} */
const ingredients = [
  { name: 'everything', flags: [] },
  { name: 'without pen digits', flags: ['--pen-repeats', '0'] },
  { name: 'without generated digits', flags: ['--generated-digits', '0'] },
  { name: 'without augmentation', flags: ['--augmentation', 'none'] },
  { name: 'without non-digits', flags: ['--non-digits', '0'] },
  { name: 'MNIST alone', flags: ['--pen-repeats', '0', '--generated-digits', '0', '--non-digits', '0'] },
];
/** @type {Variant[]} */
const folds = Array.from({ length: FOLDS }, (_, fold) => ({
  name: `fold ${fold}`,
  // The preset's own fold is held out anyway: the same model as with everything.
  flags: fold === PRESETS.release.heldOutFold ? [] : ['--held-out-fold', String(fold)],
}));
/** @type {Variant[]} */
const seeds = Array.from({ length: Number(options.seeds) }, (_, i) => ({ name: `seed ${i + 1}`, flags: [] }));

const wanted = options.only?.split(',');
const chosen = (/** @type {Variant[]} */ variants) => variants.filter(({ name }) => !wanted || wanted.includes(name));

/** Runs the command line; what it prints on standard output. @param {readonly string[]} args */
function run(args) {
  const { status, stdout } = spawnSync(process.execPath, [digits, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`digits ${args.join(' ')} ended with ${status}.`);
  return stdout;
}

/** The release preset as the flags change it. @param {string[]} flags */
const recipeOf = (flags) => ({ ...PRESETS.release, ...parseRecipeFlags(flags) });

/**
 * The folder of the variant's model: trained, or gone on with, unless it is there already.
 * @param {Variant} variant @param {string[]} flags @param {number} seed
 */
async function trained({ name, flags: own }, flags, seed) {
  const say = (/** @type {string} */ what) => process.stderr.write(`${name}: ${what}\n`);
  const changes = [...flags, ...own];
  const settings = ['--seed', String(seed), ...changes];
  const folder = join(root, 'runs', 'recipe', settings.join('-').replaceAll('--', ''));
  const standing = await runStanding(folder, seed, recipeOf(changes));
  if (standing.state === 'ended') say(`there already, in ${folder}`);
  else if (standing.state === 'interrupted') {
    say(`digits train --resume ${folder}`);
    run(['train', '--resume', folder, '--json']);
  } else {
    if (standing.reason) say(`trained anew: ${standing.reason}`);
    say(`digits train --preset release ${settings.join(' ')}`);
    run(['train', '--preset', 'release', ...settings, '--out', folder, '--json']);
  }
  return folder;
}

const evaluated = (/** @type {string[]} */ ...args) => JSON.parse(run(['evaluate', '--json', ...args]));
const percent = (/** @type {number | undefined} */ share) =>
  share === undefined ? '–' : `${(100 * share).toFixed(2)} %`;
const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const deviation = (/** @type {number[]} */ values) =>
  Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / Math.max(1, values.length - 1));

/** What a model does on both sets. @param {string} folder */
function figuresOf(folder) {
  const { mnist, strokes } = evaluated('--model', folder, '--strokes', drawings);
  return {
    mnist,
    strokes,
    pixels: evaluated('--model', folder, '--strokes', drawings, '--brush', '20').strokes,
  };
}

/** @param {Variant} variant @param {string[]} flags @param {number} seed */
async function rowOf(variant, flags, seed) {
  const { mnist, strokes, pixels } = figuresOf(await trained(variant, flags, seed));
  const worst = Math.min(...strokes.perClass);
  const row = [
    variant.name,
    percent(mnist.accuracy),
    percent(strokes.accuracy),
    percent(worst),
    percent(pixels.accuracy),
    percent(strokes.rejection?.othersRejected),
  ];
  return { row, mnist: mnist.accuracy, strokes: strokes.accuracy };
}

/**
 * Does it for one after another.
 * @template T, R @param {readonly T[]} items @param {(item: T) => Promise<R>} act
 */
async function inTurn(items, act) {
  /** @type {R[]} */
  const results = [];
  for (const item of items) results.push(await act(item));
  return results;
}

const HEAD = ['', 'MNIST test', 'DigiLeTs', 'its worst digit', 'as pixels, brush 20', 'letters refused'];
const parts = [];

try {
  const unknown = wanted?.find(
    (name) => ![...seeds, ...ingredients, ...folds].some((variant) => variant.name === name),
  );
  if (unknown !== undefined) throw new Error(`--only: there is no model called ${unknown}.`);
  const recipes = [...chosen(ingredients), ...chosen(folds)].map(({ flags }) => recipeOf([...short, ...flags]));
  const needsPenDigits = chosen(seeds).length > 0 || recipes.some(({ penRepeats }) => penRepeats > 0);
  await checkInputs(drawings, needsPenDigits);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

const ofSeeds = await inTurn(chosen(seeds), (variant) => rowOf(variant, [], Number(variant.name.split(' ')[1])));
if (ofSeeds.length > 0) {
  const spread = (/** @type {'mnist' | 'strokes'} */ set) => {
    const values = ofSeeds.map((figures) => figures[set]);
    return `${percent(mean(values))} ± ${(100 * deviation(values)).toFixed(2)}`;
  };
  const total = ['mean ± standard deviation', spread('mnist'), spread('strokes'), '', '', ''];
  parts.push(`## The release preset, by seed\n\n${table(HEAD, [...ofSeeds.map(({ row }) => row), total])}`);
}

const ofIngredients = await inTurn(chosen(ingredients), (variant) => rowOf(variant, short, 1));
if (ofIngredients.length > 0) {
  const about = `Each trained with \`--epochs ${options.epochs} --seed 1\`: a share of the preset's length, so the figures are lower than the release's.`;
  parts.push(
    `## What each ingredient is worth\n\n${about}\n\n${table(
      HEAD,
      ofIngredients.map(({ row }) => row),
    )}`,
  );
}

const ofFolds = await inTurn(chosen(folds), async (variant) => {
  const fold = Number(variant.name.split(' ')[1]);
  const all = [...new Set(loadCheckedPenDigits().map(({ writer }) => writer))];
  const writers = all.filter((writer) => writerFold(writer) === fold);
  const folder = await trained(variant, short, 1);
  const penDigits = findPenDigits(strokesFolder()) ?? '';
  const { strokes } = evaluated('--model', folder, '--strokes', penDigits, '--writers', writers.join(','));
  const { writer, accuracy } = strokes.worstWriter;
  return {
    strokes,
    row: [
      variant.name,
      writers.join(', '),
      `${strokes.count}`,
      percent(strokes.accuracy),
      `${writer}, ${percent(accuracy)}`,
    ],
  };
});
if (ofFolds.length > 0) {
  const sum = (/** @type {'count' | 'correct'} */ what) =>
    ofFolds.reduce((total, { strokes }) => total + strokes[what], 0);
  const total = ['together', '', `${sum('count')}`, percent(sum('correct') / sum('count')), ''];
  const about = `Pen digits, learnt from ${FOLDS - 1} fifths of the writers and read of the fifth that is held out, \`--epochs ${options.epochs} --seed 1\`. The fold's writers also fit the temperature and the threshold, which decides what is refused (and counts as wrong).`;
  parts.push(
    `## By writers who were not learnt from\n\n${about}\n\n${table(['', 'writers', 'digits', 'right', 'worst writer'], [...ofFolds.map(({ row }) => row), total])}`,
  );
}

process.stdout.write(`${parts.join('\n\n')}\n`);
if (!wanted) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const date = new Date().toISOString().slice(0, 10);
  writePart(
    'recipe',
    `Written by \`npm run bench -- recipe\` on ${date}, version ${version}.\n\n${parts.join('\n\n')}`,
  );
}
