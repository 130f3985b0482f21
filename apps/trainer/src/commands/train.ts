// digits train: from a recipe and a seed to a folder with a model; or on from where such a run was left.
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { loadCheckedPenDigits } from '../data/check-pen-digits.js';
import { loadMnistTraining } from '../data/load-mnist.js';
import { splitForValidation } from '../data/split.js';
import { INTERRUPTED } from '../interruption.js';
import { INPUT_SHAPE } from '../networks.js';
import { makeFolder } from '../output/write-files.js';
import { RUNS_FOLDER } from '../paths.js';
import { PRESET_NAMES, PRESETS, type PresetName, type Recipe } from '../presets.js';
import { recipeOptions, refuseIdle } from '../recipe-fields.js';
import { refuseReleased } from '../releases.js';
import { performRun, type RunRequest } from '../training/run.js';
import { beginFolder, commandOf, type RunConfig } from '../training/run-folder.js';
import { readRun } from '../training/run-standing.js';
import { withFingerprint } from '../training-set/fingerprint.js';
import { mixTrainingSet } from '../training-set/mix.js';
import { mixValidationSet } from '../training-set/validation-set.js';
import { UserError } from '../user-error.js';
import { wholeNumber } from './options.js';

/** What the flags change of a recipe, and the rest. */
interface TrainFlags extends Partial<Recipe> {
  readonly preset: PresetName;
  readonly seed: number;
  readonly out?: string;
  readonly resume?: string;
  readonly threads: number;
  readonly json?: boolean;
}

/** Flags that say how a run is watched and shared out, not what it is. */
const ALLOWED_WITH_RESUME = new Set(['resume', 'threads', 'json']);

type Prepared = Pick<RunRequest, 'folder' | 'config' | 'data' | 'saved'>;

function loadData(recipe: Recipe): RunRequest['data'] {
  const [channels, height, width] = INPUT_SHAPE;
  const mnist = splitForValidation(loadMnistTraining(), recipe.validationImages, channels * height * width);
  const penDigits = recipe.penRepeats > 0 ? loadCheckedPenDigits() : [];
  return {
    ...withFingerprint(mixTrainingSet(mnist.training, penDigits, recipe)),
    validation: mixValidationSet(mnist.validation, penDigits, recipe),
  };
}

async function prepareNew({
  preset,
  seed,
  out,
  resume: _,
  threads: __,
  json: ___,
  ...overrides
}: TrainFlags): Promise<Prepared> {
  const recipe: Recipe = { ...PRESETS[preset], ...overrides };
  refuseIdle(recipe, overrides);
  const data = loadData(recipe);
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const folder = resolve(out ?? join(RUNS_FOLDER, `${stamp}-${preset}-seed-${seed}`));
  await makeFolder(folder);
  await refuseReleased(folder);
  const config: RunConfig = { preset, seed, recipe, command: commandOf(preset, seed, overrides) };
  await beginFolder(folder, config);
  return { folder, config, data };
}

async function prepareResumed(path: string, command: Command): Promise<Prepared> {
  const refused = command.options.find((option) => {
    const name = option.attributeName();
    const given = command.getOptionValueSource(name) === 'cli' && !ALLOWED_WITH_RESUME.has(name);
    // Of --nesterov and --no-nesterov, which are one setting, the one that was given.
    return given && option.negate === (command.getOptionValue(name) === false);
  });
  if (refused) {
    throw new UserError(
      `${refused.long} does not go with --resume: a run goes on with its own preset, recipe, seed and folder. ` +
        'Only --threads and --json may be given.',
    );
  }
  const folder = resolve(path);
  const { config, saved } = await readRun(folder);
  if (saved.ended) {
    const place = `after ${saved.rows.length} of ${config.recipe.epochs} epochs`;
    throw new UserError(
      `${folder}: this run has ended, ${place}: there is nothing to go on with. Train anew, with other flags.`,
    );
  }
  return { folder, config, saved, data: loadData(config.recipe) };
}

async function runTraining(flags: TrainFlags, command: Command): Promise<void> {
  const { resume, threads, json = false } = flags;
  const prepared = await (resume === undefined ? prepareNew(flags) : prepareResumed(resume, command));
  const { reason } = await performRun({ ...prepared, threads, json });
  if (reason === 'stopped') process.exitCode = INTERRUPTED;
}

/** The command, with a flag for each field of a recipe. */
export function trainCommand(): Command {
  const command = new Command('train')
    .description(
      'train a network on MNIST and on drawings, and leave it in a folder, with its metrics, charts and a checkpoint',
    )
    .showHelpAfterError('(add --help for what is possible)')
    .addOption(new Option('--preset <name>', 'recipe').choices(PRESET_NAMES).default('release'))
    .option('--seed <number>', 'the same seed makes the same model', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--out <folder>', 'where it all goes (default: runs/<time>-<preset>-seed-<seed>)')
    .option('--resume <folder>', 'go on with the run that was left in this folder')
    .option('--threads <number>', 'processor cores to use', wholeNumber(1, 64), availableParallelism())
    .option('--json', 'print events as JSON lines')
    .optionsGroup('Instead of what the preset has:')
    .action(runTraining);
  for (const option of recipeOptions()) command.addOption(option);
  return command;
}
