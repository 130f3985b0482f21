// digits train: from a recipe and a seed to a model folder.
import { join, resolve } from 'node:path';
import { adam, type EpochReport, type Optimizer, type Snapshot, sgd, train } from '@digits/nn';
import { type Manifest, recognitionFromLogits } from '@digits/recognizer';
import { MODEL_NAME } from '@digits/recognizer/node';
import { Command, Option } from 'commander';
import { loadMnistTraining } from '../data/load-mnist.js';
import { splitForValidation } from '../data/split.js';
import { expectedCalibrationError } from '../evaluation/metrics.js';
import { fitTemperature } from '../evaluation/temperature.js';
import { abortOnInterrupt, INTERRUPTED } from '../interruption.js';
import { duration, percent } from '../output/format.js';
import { trainingProgress } from '../output/training-progress.js';
import { makeFolder } from '../output/write-files.js';
import { type ModelFacts, writeModel } from '../output/write-model.js';
import { RUNS_FOLDER } from '../paths.js';
import {
  INPUT_SCALE,
  INPUT_SHAPE,
  PRESET_NAMES,
  PRESETS,
  type PresetName,
  type Recipe,
  VALIDATION_IMAGES,
} from '../presets.js';
import { refuseReleased, UNRELEASED } from '../releases.js';
import { numberAboveZero, wholeNumber } from './options.js';

/** What a flag may change of a recipe. */
type Overrides = Partial<Pick<Recipe, 'epochs' | 'batchSize' | 'learningRate' | 'optimizer'>>;

interface TrainFlags extends Overrides {
  readonly preset: PresetName;
  readonly seed: number;
  readonly out?: string;
  readonly threads: number;
  readonly json?: boolean;
}

const OPTIMIZERS: Readonly<Record<Recipe['optimizer'], () => Optimizer>> = { sgd, adam };

/** The command that makes the same run again. */
function reproduction(preset: PresetName, seed: number, overrides: Overrides): string {
  const flags = Object.entries(overrides).map(
    ([name, value]) => `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)} ${value}`,
  );
  return ['digits train', `--preset ${preset}`, `--seed ${seed}`, ...flags].join(' ');
}

/** Calibrates on the validation split, and says how honest the network then is. */
function validate(
  { validation, validationLogits }: Snapshot,
  labels: Uint8Array,
): Pick<Manifest, 'calibration' | 'validation'> {
  const temperature = fitTemperature(validationLogits, labels);
  const answers = Array.from(labels, (label, i) => {
    const answer = recognitionFromLogits(validationLogits.subarray(10 * i, 10 * i + 10), temperature);
    return { label, digit: answer.digit, confidence: answer.confidence };
  });
  return { calibration: { temperature }, validation: { ...validation, ece: expectedCalibrationError(answers) } };
}

async function runTraining({ preset, seed, out, threads, json = false, ...overrides }: TrainFlags): Promise<void> {
  const recipe: Recipe = { ...PRESETS[preset], ...overrides };
  const [channels, height, width] = INPUT_SHAPE;
  const data = splitForValidation(loadMnistTraining(), VALIDATION_IMAGES, channels * height * width);
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const folder = resolve(out ?? join(RUNS_FOLDER, `${stamp}-${preset}-seed-${seed}`));
  await makeFolder(folder);
  await refuseReleased(folder);

  const optimizer = OPTIMIZERS[recipe.optimizer]();
  const start = performance.now();
  const seconds = (): number => Math.round((performance.now() - start) / 100) / 10;
  const factsOf = (snapshot: Snapshot, epochs: number): ModelFacts => ({
    name: MODEL_NAME,
    version: UNRELEASED,
    network: recipe.network,
    ...validate(snapshot, data.validation.labels),
    training: {
      command: reproduction(preset, seed, overrides),
      seed,
      epochs,
      batchSize: recipe.batchSize,
      optimizer: {
        type: optimizer.type,
        ...optimizer.hyperparameters,
        peakLearningRate: recipe.learningRate,
        warmup: recipe.warmup,
      },
      trainingImages: data.training.labels.length,
      validationImages: data.validation.labels.length,
      seconds: seconds(),
    },
  });

  // Ctrl-C ends the run after the step that is running, and keeps what was learnt.
  const interruption = new AbortController();
  abortOnInterrupt(interruption);

  const progress = trainingProgress(recipe, { json });
  // A checkpoint an epoch, one after another: a slow disk must not mix two of them.
  let checkpoint = Promise.resolve();
  let checkpointError: unknown;
  const onEpoch = (report: EpochReport): void => {
    progress.onEpoch(report);
    const facts = factsOf(report, report.epoch);
    checkpoint = checkpoint
      .then(() => writeModel(folder, report.parameters, facts))
      .catch((error: unknown) => {
        checkpointError = error;
        interruption.abort();
      });
  };
  const result = await train({
    network: recipe.network,
    inputShape: INPUT_SHAPE,
    scale: INPUT_SCALE,
    ...data,
    optimizer,
    schedule: { peak: recipe.learningRate, warmup: recipe.warmup },
    batchSize: recipe.batchSize,
    epochs: recipe.epochs,
    seed,
    threads,
    signal: interruption.signal,
    onStep: progress.onStep,
    onEpoch,
  }).finally(progress.stop);
  await checkpoint;
  if (checkpointError) throw checkpointError;

  const facts = factsOf(result, result.epochs);
  await writeModel(folder, result.parameters, facts);
  const { stopped, epochs } = result;
  const { accuracy, loss, ece } = facts.validation;
  if (json) {
    const event = { event: 'end', folder, stopped, epochs, seconds: seconds(), validation: { accuracy, loss, ece } };
    process.stdout.write(`${JSON.stringify(event)}\n`);
  } else {
    const how = stopped ? `Stopped after ${epochs} of ${recipe.epochs} epochs` : `Trained in ${duration(seconds())}`;
    process.stdout.write(`${how}: validation accuracy ${percent(accuracy)}, ECE ${percent(ece)}\nModel in ${folder}\n`);
  }
  if (stopped) process.exitCode = INTERRUPTED;
}

export function trainCommand(): Command {
  return new Command('train')
    .description('train a network on MNIST and leave model.onnx and manifest.json in a folder')
    .addOption(new Option('--preset <name>', 'recipe').choices(PRESET_NAMES).default('release'))
    .option('--seed <number>', 'the same seed makes the same model', wholeNumber(0, 2 ** 31 - 1), 1)
    .option('--out <folder>', 'where the model goes (default: runs/<time>-<preset>-seed-<seed>)')
    .option('--epochs <number>', 'instead of the recipe’s', wholeNumber(1, 1_000))
    .option('--batch-size <number>', 'instead of the recipe’s', wholeNumber(1, 10_000))
    .option('--learning-rate <number>', 'the highest one, instead of the recipe’s', numberAboveZero(10))
    .addOption(new Option('--optimizer <name>', 'instead of the recipe’s').choices(Object.keys(OPTIMIZERS)))
    .option('--threads <number>', 'processor cores to use', wholeNumber(1, 64), 2)
    .option('--json', 'print events as JSON lines')
    .action(runTraining);
}
