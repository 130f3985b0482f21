// Trains a network, data-parallel over worker threads.
import './without-telemetry.js';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { given } from '../given.js';
import { type Shape, sizeOf } from '../graph/graph.js';
import { buildInferenceGraph, FREE_BATCH } from '../inference/inference-graph.js';
import type { Network } from '../layers.js';
import { encodeModel } from '../onnx/encode-model.js';
import type { Optimizer } from '../optimizers.js';
import { layOut, pack, unpack, zonesOf } from '../parameter-layout.js';
import { initializeParameters, type ParameterSpec, type Parameters } from '../parameters.js';
import type { Schedule } from '../schedules.js';
import { classesOf, parametersOf } from '../shapes.js';
import { buildGradientGraph } from '../step/gradient-graph.js';
import { buildUpdateGraph, EMA_STATE, stateNamesOf } from '../step/update-graph.js';
import { checkOptions } from './check-options.js';
import type {
  Augmentation,
  Checkpoint,
  Dataset,
  EndReport,
  EpochReport,
  StepReport,
  TrainingJob,
  TrainingReport,
} from './messages.js';
import { microBatchSize } from './micro-batch-size.js';
import { allocate, CONTROL, fail, shareDataset } from './shared-memory.js';

/** The loss grew beyond use; the message says what to change. */
export class DivergenceError extends Error {
  override readonly name = 'DivergenceError';
}

export interface TrainOptions {
  readonly network: Network;
  /** [channels, height, width] of one image. */
  readonly inputShape: Shape;
  /** Factor from the data sets' bytes to the network's input; default 1/255. */
  readonly scale?: number;
  readonly training: Dataset;
  readonly validation: Dataset;
  readonly optimizer: Optimizer;
  readonly schedule: Schedule;
  readonly batchSize: number;
  readonly epochs: number;
  /** The same seed makes the same network, with any number of threads. */
  readonly seed: number;
  /** Probability that the targets spread evenly over the classes; default 0. */
  readonly labelSmoothing?: number;
  /** Decay of an exponential moving average of the parameters, which is then what is validated and returned; default 0, for none. */
  readonly emaDecay?: number;
  /** Ends the run after this many epochs without a better validation loss, with the best epoch's network; default 0, for never. */
  readonly patience?: number;
  readonly augmentation?: Augmentation;
  /** Worker threads, at most one a micro-batch; default one a processor core. */
  readonly threads?: number;
  /** Goes on from here, exactly as the interrupted run would have. */
  readonly resume?: Checkpoint;
  readonly onStep?: (report: StepReport) => void;
  /** Not waited for. */
  readonly onEpoch?: (report: EpochReport) => void;
  /** Stops after the step that is running; what was learnt until then is returned. */
  readonly signal?: AbortSignal;
}

export type TrainResult = Omit<EndReport, 'type'>;

/** Fills the shared vectors: the first values of a run, or those of a checkpoint. */
function setStart(
  { shared, layout, stateNames, seed, start }: TrainingJob,
  specs: readonly ParameterSpec[],
  resume?: Checkpoint,
): void {
  if (resume) shared.parameters.set(resume.parameters);
  else pack(layout, initializeParameters(specs, xoroshiro128plus(seed)), shared.parameters);
  for (const [s, name] of stateNames.entries()) {
    const state = resume?.states[name] ?? (name === EMA_STATE ? shared.parameters : undefined);
    if (state) shared.states.set(state, s * layout.length);
  }
  for (const place of [CONTROL.filled, CONTROL.consumed]) Atomics.store(shared.control, place, start.step);
}

function makeJob(options: TrainOptions): TrainingJob {
  const { network, optimizer, schedule, resume, onStep: _s, onEpoch: _e, signal: _a, ...plain } = given(options);
  const defaults = { scale: 1 / 255, labelSmoothing: 0, emaDecay: 0, patience: 0, augmentation: null };
  const settings = { threads: availableParallelism(), ...defaults, ...plain };
  const { inputShape, batchSize, emaDecay, training, validation } = settings;
  const specs = parametersOf(network, inputShape);
  const layout = layOut(specs);
  const stepsPerEpoch = Math.floor(training.labels.length / batchSize);
  const steps = options.epochs * stepsPerEpoch;
  // The rate at the middle of the step: neither the first nor the last step is lost to a rate of 0.
  const learningRates = Float32Array.from({ length: steps }, (_, step) => schedule((step + 0.5) / steps));
  const odd = learningRates.findIndex((rate) => !Number.isFinite(rate));
  if (odd >= 0) throw new RangeError(`The schedule gives ${learningRates[odd]} for step ${odd + 1} of ${steps}.`);
  const size = microBatchSize(batchSize);
  const microBatches = batchSize / size;
  const threads = Math.min(settings.threads, microBatches);
  const { graph, masks } = buildGradientGraph({ ...settings, network, batchSize: size });
  const stateNames = stateNamesOf({ optimizer, emaDecay });
  const pixels = sizeOf(inputShape);
  const classes = classesOf(network, inputShape);
  const counts = [training, validation].map(({ labels }) => labels.length);
  const { name, hyperparameters } = optimizer;
  const augmentation = [settings.augmentation?.module.split('/').at(-1), settings.augmentation?.options];
  const same = { ...settings, ...{ training: counts, validation: 0, threads: 0, augmentation } };
  const identity = JSON.stringify({ ...same, network, name, hyperparameters, learningRates });
  const job: TrainingJob = {
    ...settings,
    training: shareDataset(training),
    validation: shareDataset(validation),
    threads,
    gradientModel: encodeModel(graph, { name: 'gradients' }),
    updateModels: Array.from({ length: threads }, (_, thread) => {
      const zones = zonesOf(layout, thread, threads);
      return encodeModel(buildUpdateGraph({ zones, optimizer, microBatches, emaDecay }), { name: 'update' });
    }),
    forwardModel: encodeModel(buildInferenceGraph(network, inputShape), { name: 'forward', freeBatch: FREE_BATCH }),
    masks,
    layout,
    stateNames,
    needsGradientNorm: optimizer.needsGradientNorm,
    classes,
    pixels,
    microBatches,
    stepsPerEpoch,
    learningRates,
    identity: createHash('sha256').update(identity).digest('hex'),
    shared: allocate({
      parameters: layout.length,
      states: stateNames.length,
      microBatches,
      batchSize,
      pixels,
      validationLogits: validation.labels.length * classes,
    }),
    start: {
      step: resume?.step ?? 0,
      tally: resume?.tally ?? { steps: 0, loss: 0, correct: 0 },
      best: resume?.best ?? { epoch: 0, loss: Number.POSITIVE_INFINITY },
    },
  };
  if (resume && resume.identity !== job.identity) {
    throw new RangeError('The checkpoint is of a run with other settings or other data: go on with the same ones.');
  }
  setStart(job, specs, resume);
  return job;
}

/** Starts a thread of the run, by package name: the built file, also when these sources run under a test runner. */
function startThread(file: string, workerData: unknown): Worker {
  return new Worker(createRequire(import.meta.url).resolve(`@digits/nn/${file}`), { workerData });
}

/**
 * Trains a classifier on softmax cross-entropy.
 * @returns The network after the last step; with patience, the one that was best on the validation data.
 * @throws RangeError when the network's layers, the data or a checkpoint do not fit; DivergenceError when the loss does.
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  checkOptions(options);
  const job = makeJob(options);
  const { control } = job.shared;
  const abort = (): void => void Atomics.store(control, CONTROL.stopRequested, 1);
  if (options.signal?.aborted) abort();
  options.signal?.addEventListener('abort', abort, { once: true });
  const threads = Array.from({ length: job.threads }, (_, index) => startThread('training-worker', { job, index }));
  const loader = startThread('training-loader', job);
  const exits = [...threads, loader].map((thread) => new Promise((resolve) => thread.once('exit', resolve)));
  try {
    return await new Promise((resolve, reject) => {
      const listen = makeListener(options, job, resolve, reject);
      threads[0]?.on('message', (report: TrainingReport) => {
        try {
          listen(report);
        } catch (error) {
          // A caller's onStep or onEpoch.
          abort();
          reject(error);
        }
      });
      for (const thread of [...threads, loader]) {
        thread.on('error', (error) => {
          fail(control);
          reject(error);
        });
      }
      for (const thread of [...threads, loader]) {
        thread.on('exit', (code) => {
          // After a result, the promise is settled; the others may end a moment before the first.
          if (code === 0 && thread !== threads[0]) return;
          fail(control);
          reject(new Error(`A thread of the training ended early, with exit code ${code}.`));
        });
      }
    });
  } finally {
    options.signal?.removeEventListener('abort', abort);
    // They end by themselves, after what they are at: ONNX Runtime does not survive its thread's being terminated.
    fail(control);
    await Promise.all(exits);
  }
}

/**
 * The network that a checkpoint would give if the run ended there: its moving average, where it has one.
 * @throws RangeError when the checkpoint is another network's.
 */
export function checkpointParameters(
  { network, inputShape }: Pick<TrainOptions, 'network' | 'inputShape'>,
  { parameters, states }: Checkpoint,
): Parameters {
  const layout = layOut(parametersOf(network, inputShape));
  if (parameters.length !== layout.length) {
    throw new RangeError(`The checkpoint has ${parameters.length} parameters, the network ${layout.length}.`);
  }
  return unpack(layout, states[EMA_STATE] ?? parameters);
}

/** Passes reports on, and ends the run. */
function makeListener(
  { network, inputShape, onStep, onEpoch, resume }: TrainOptions,
  { patience }: TrainingJob,
  resolve: (result: TrainResult) => void,
  reject: (error: Error) => void,
): (report: TrainingReport) => void {
  let bestSnapshot = resume?.bestSnapshot;
  const withBest = (checkpoint: Checkpoint): Checkpoint =>
    bestSnapshot ? { ...checkpoint, bestSnapshot } : checkpoint;
  return (report) => {
    if (report.type === 'step') return onStep?.(report);
    if (report.type === 'divergence') return reject(new DivergenceError(report.message));
    const { validation, validationLogits } = report;
    const snapshot = {
      parameters: checkpointParameters({ network, inputShape }, report.checkpoint),
      validation,
      validationLogits,
    };
    if (report.type === 'epoch') {
      if (patience > 0 && report.checkpoint.best.epoch === report.epoch) bestSnapshot = snapshot;
      return onEpoch?.({ ...report, ...snapshot, checkpoint: withBest(report.checkpoint) });
    }
    const { reason, epochs } = report;
    resolve({ reason, epochs, ...(bestSnapshot ?? snapshot), checkpoint: withBest(report.checkpoint) });
  };
}
