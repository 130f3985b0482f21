// Trains a network in a worker thread.
import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { type Shape, sizeOf } from '../graph/graph.js';
import { buildInferenceGraph } from '../inference-graph.js';
import type { Network } from '../layers.js';
import { parametersOf } from '../network.js';
import { encodeModel } from '../onnx/encode-model.js';
import type { Optimizer } from '../optimizers.js';
import { initializeParameters } from '../parameters.js';
import { buildTrainingGraph, stateName } from '../training-graph.js';
import type { Dataset, EpochReport, Snapshot, StepReport, TrainingJob, TrainingReport } from './messages.js';

/** The loss grew until it was no longer a number; the message says what to change. */
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
  /** Linear warm-up to `peak` over the first `warmup` (share of all steps), then linear decay to 0. */
  readonly schedule: { readonly peak: number; readonly warmup: number };
  readonly batchSize: number;
  readonly epochs: number;
  /** Same seed, same first weights and same order of images. */
  readonly seed: number;
  /** Processor cores to use; default 2. */
  readonly threads?: number;
  readonly onStep?: (report: StepReport) => void;
  readonly onEpoch?: (report: EpochReport) => void;
  /** Stops after the step that is running; what was learnt until then is returned. */
  readonly signal?: AbortSignal;
}

export interface TrainResult extends Snapshot {
  /** Epochs finished. */
  readonly epochs: number;
  /** True when the signal stopped it early. */
  readonly stopped: boolean;
}

function checkDataset(name: string, data: Dataset, inputShape: Shape): void {
  const expected = data.labels.length * sizeOf(inputShape);
  if (data.images.length !== expected) {
    throw new RangeError(
      `The ${name} data have ${data.labels.length} labels, so ${expected} bytes of images are due, not ${data.images.length}.`,
    );
  }
}

function makeJob(options: TrainOptions, stop: Int32Array): TrainingJob {
  const { network, inputShape, training, validation, optimizer, schedule, batchSize, epochs, seed } = options;
  checkDataset('training', training, inputShape);
  checkDataset('validation', validation, inputShape);
  if (training.labels.length < batchSize) {
    throw new RangeError(`${training.labels.length} training images do not fill one batch of ${batchSize}.`);
  }
  const specs = parametersOf(network, inputShape);
  const states = specs.flatMap(({ name, shape }) =>
    optimizer.stateNames.map((state) => [stateName(name, state), shape] as const),
  );
  const trainingGraph = buildTrainingGraph(network, inputShape, optimizer, batchSize);
  return {
    trainingModel: encodeModel(trainingGraph, { name: 'training-step' }),
    forwardModel: encodeModel(buildInferenceGraph(network, inputShape), {
      name: 'forward',
      freeBatch: ['image', 'logits'],
    }),
    parameters: initializeParameters(specs, xoroshiro128plus(seed)),
    parameterShapes: Object.fromEntries(specs.map(({ name, shape }) => [name, shape])),
    stateShapes: Object.fromEntries(states),
    inputShape,
    scale: options.scale ?? 1 / 255,
    training,
    validation,
    batchSize,
    epochs,
    schedule,
    seed,
    threads: options.threads ?? 2,
    stop,
  };
}

/**
 * Trains a classifier on softmax cross-entropy.
 * @returns The network after the last step.
 * @throws RangeError when the network's layers or the data do not fit; DivergenceError when the loss does.
 */
export function train(options: TrainOptions): Promise<TrainResult> {
  const stop = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const job = makeJob(options, stop);
  // By package name, so that it is the built worker, also when these sources run under a test runner.
  const workerFile = createRequire(import.meta.url).resolve('@digits/nn/training-worker');

  return new Promise((resolve, reject) => {
    const worker = new Worker(workerFile, { workerData: job });
    const abort = (): void => void Atomics.store(stop, 0, 1);
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    worker.on('message', (report: TrainingReport) => {
      if (report.type === 'step') options.onStep?.(report);
      else if (report.type === 'epoch') options.onEpoch?.(report);
      else if (report.type === 'divergence') reject(new DivergenceError(report.message));
      else resolve(report);
    });
    worker.on('error', reject);
    worker.on('exit', (code) => {
      options.signal?.removeEventListener('abort', abort);
      reject(new Error(`The training thread ended early, with exit code ${code}.`));
    });
  });
}
