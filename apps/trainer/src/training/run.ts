// A run of the training engine, and what it leaves in its folder: at each epoch, at its end, when it is interrupted.
import { join } from 'node:path';
import {
  type Augmentation,
  countParameters,
  type Dataset,
  type EpochReport,
  parametersOf,
  type Snapshot,
  type TrainResult,
  train,
} from '@digits/nn';
import type { Manifest } from '@digits/recognizer';
import { MODEL_NAME } from '@digits/recognizer/node';
import { abortOnInterrupt } from '../interruption.js';
import { INPUT_SHAPE } from '../networks.js';
import { type TrainingProgress, trainingProgress } from '../output/training-progress.js';
import { writeWhole } from '../output/write-files.js';
import { type ModelFacts, writeModel } from '../output/write-model.js';
import type { Recipe } from '../presets.js';
import { UNRELEASED } from '../releases.js';
import type { ValidationSet } from '../training-set/validation-set.js';
import { UserError } from '../user-error.js';
import { type SavedRun, writeCheckpoint } from './checkpoint-file.js';
import { engineOptions } from './engine-options.js';
import { type EpochRow, epochRow, toCsv } from './epoch-row.js';
import { judgeSnapshot, type SnapshotVerdict } from './judge-snapshot.js';
import { CHECKPOINT, METRICS, type RunConfig } from './run-folder.js';

/** What is told of a run when it starts. */
export interface RunStart {
  readonly folder: string;
  readonly command: string;
  readonly seed: number;
  readonly network: Recipe['network'];
  /** Numbers that are learnt. */
  readonly parameters: number;
  readonly trainingImages: number;
  readonly validationImages: number;
  readonly epochs: number;
  /** Where a run that goes on was: epochs done, and steps of the next. */
  readonly resumed?: { readonly epoch: number; readonly step: number };
}

/** What is told of a run when it ends. */
export interface RunOutcome {
  readonly folder: string;
  readonly reason: TrainResult['reason'];
  /** Epochs done, and how many the recipe has. */
  readonly epochs: number;
  readonly epochsDue: number;
  /** The epoch with the lowest validation loss; 0 before the first one's end. */
  readonly bestEpoch: number;
  readonly patience: number;
  readonly seconds: number;
  /** The most memory that the process has held so far, MB. */
  readonly peakMemory: number;
  readonly validation: Manifest['validation'];
}

/** What a run learns from and is validated on. */
export interface RunData {
  readonly training: Dataset;
  readonly validation: ValidationSet;
  readonly augmentation?: Augmentation;
}

export interface RunRequest {
  /** Ready for the run: see beginFolder and readConfig. */
  readonly folder: string;
  readonly config: RunConfig;
  readonly data: RunData;
  readonly threads: number;
  readonly json: boolean;
  /** Where a run that goes on was left. */
  readonly saved?: SavedRun;
}

/** Does one thing after another: a slow disk must not mix what two epochs write. A failure is told of once. */
function writeQueue(onFailure: () => void) {
  let queue: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;
  return {
    add(write: () => Promise<void>): void {
      queue = queue.then(write).catch((error: unknown) => {
        failure ??= { error };
        onFailure();
      });
    },
    /** Waits for all that was added. @throws The first failure. */
    async done(): Promise<void> {
      await queue;
      if (failure) throw failure.error;
    },
  };
}

function startOf({ folder, config, data, saved }: RunRequest): RunStart {
  const { network } = engineOptions(config.recipe);
  const stepsPerEpoch = Math.floor(data.training.labels.length / config.recipe.batchSize);
  const step = saved?.checkpoint.step ?? 0;
  return {
    folder,
    command: config.command,
    seed: config.seed,
    network: config.recipe.network,
    parameters: countParameters(parametersOf(network, INPUT_SHAPE)),
    trainingImages: data.training.labels.length,
    validationImages: data.validation.labels.length,
    epochs: config.recipe.epochs,
    ...(saved && { resumed: { epoch: Math.floor(step / stepsPerEpoch), step: step % stepsPerEpoch } }),
  };
}

/** What a run writes into its folder. @param seconds Training time so far. */
function folderWriter({ folder, config, data, saved }: RunRequest, seconds: () => number) {
  const { recipe, seed, command } = config;
  const { network, optimizer } = engineOptions(recipe);
  const rows: EpochRow[] = [...(saved?.rows ?? [])];

  const factsOf = ({ calibration, rejection, validation }: SnapshotVerdict, epochs: number): ModelFacts => ({
    name: MODEL_NAME,
    version: UNRELEASED,
    calibration,
    ...(rejection && { rejection }),
    validation,
    training: {
      command,
      seed,
      epochs,
      batchSize: recipe.batchSize,
      optimizer: { type: optimizer.name, ...optimizer.hyperparameters },
      recipe: { ...recipe },
      trainingImages: data.training.labels.length,
      validationImages: data.validation.labels.length,
      seconds: seconds(),
    },
  });

  return {
    rows,
    /** The model, calibrated; returns what the validation images say of it. */
    async model(snapshot: Snapshot, epochs: number): Promise<SnapshotVerdict> {
      const verdict = judgeSnapshot(snapshot, data.validation);
      await writeModel(folder, { network, parameters: snapshot.parameters }, factsOf(verdict, epochs));
      return verdict;
    },
    /** The figures of the epochs so far, and where to go on from. */
    async state(current: Omit<SavedRun, 'command'>): Promise<void> {
      await writeWhole(join(folder, METRICS), toCsv(current.rows));
      await writeCheckpoint(join(folder, CHECKPOINT), { command, ...current });
    },
    async charts({ confusion }: SnapshotVerdict): Promise<void> {
      const { writeRunCharts } = await import('../charts/write-run-charts.js');
      await writeRunCharts(folder, rows, confusion);
    },
  };
}

/**
 * Trains, tells of it, and leaves model, manifest, metrics, charts and a checkpoint in the folder. Ctrl-C ends the run
 * after the step that is running, and keeps what was learnt.
 * @throws UserError in a line; DivergenceError of the engine
 */
export async function performRun(request: RunRequest): Promise<RunOutcome> {
  const { folder, config, data, threads, json, saved } = request;
  const { recipe, seed } = config;
  const progress: TrainingProgress = trainingProgress(recipe.epochs, { json });
  const began = performance.now() - 1_000 * (saved?.seconds ?? 0);
  const seconds = (): number => Math.round((performance.now() - began) / 100) / 10;
  const write = folderWriter(request, seconds);
  const interruption = new AbortController();
  abortOnInterrupt(interruption, progress.onInterrupt, progress.stop);
  const queue = writeQueue(() => interruption.abort());

  const onEpoch = (report: EpochReport): void => {
    const row = epochRow(report, seconds());
    write.rows.push(row);
    progress.onEpoch(row);
    const { patience } = recipe;
    const idle = report.epoch - report.checkpoint.best.epoch;
    // What the last epoch leaves, the run's end does.
    if (report.epoch === recipe.epochs || (patience > 0 && idle >= patience)) return;
    // As they are now: by the time they are written, another epoch may have ended.
    const current = { checkpoint: report.checkpoint, rows: [...write.rows], seconds: row.seconds, ended: false };
    queue.add(async () => {
      await write.state(current);
      // With patience, the best epoch's network is the model.
      if (patience === 0 || idle === 0) await write.model(report, report.epoch);
    });
  };

  progress.onStart(startOf(request));
  const result = await train({
    ...engineOptions(recipe),
    ...data,
    seed,
    threads,
    ...(saved && { resume: saved.checkpoint }),
    signal: interruption.signal,
    onStep: progress.onStep,
    onEpoch,
  })
    .catch((error: unknown) => {
      // The engine's way to say that the options, or a checkpoint, do not fit.
      if (error instanceof RangeError) throw new UserError(saved ? `${folder}: ${error.message}` : error.message);
      throw error;
    })
    .finally(progress.stop);
  await queue.done();

  const { reason, epochs, checkpoint } = result;
  // With patience, the model is that of an earlier epoch.
  const verdict = await write.model(result, recipe.patience > 0 ? checkpoint.best.epoch : epochs);
  await write.state({ checkpoint, rows: write.rows, seconds: seconds(), ended: reason !== 'stopped' });
  await write.charts(verdict);
  const outcome: RunOutcome = {
    folder,
    reason,
    epochs,
    epochsDue: recipe.epochs,
    bestEpoch: checkpoint.best.epoch,
    patience: recipe.patience,
    seconds: seconds(),
    peakMemory: Math.round(process.resourceUsage().maxRSS / 1_000),
    validation: verdict.validation,
  };
  progress.onEnd(outcome);
  return outcome;
}
