// What the threads of a run are given and what they report; plain data, so that it can cross threads.
import type { ParameterLayout } from '../parameter-layout.js';
import type { Parameters } from '../parameters.js';
import type { MaskSpec } from '../step/gradient-graph.js';
import type { SharedMemory } from './shared-memory.js';

/** Labelled images: `images` holds one image after another, bytes; `labels` one class number an image. */
export interface Dataset {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** A module whose default export makes an `Augment` from `options`. */
export interface Augmentation {
  /** The module's URL. */
  readonly module: string;
  /** Plain data. */
  readonly options?: unknown;
}

/**
 * Writes a changed copy of `image` into `into`; `random` gives numbers from 0 up to 1. `index` is the image's place in the
 * training data: what is known of it beside its pixels can be found by it.
 */
export type Augment = (image: Uint8Array, into: Uint8Array, random: () => number, index: number) => void;

/** What every thread of a run knows. */
export interface TrainingJob {
  /** ONNX bytes: a micro-batch's gradients, the update of each thread's shard, and the forward pass. */
  readonly gradientModel: Uint8Array;
  readonly updateModels: readonly Uint8Array[];
  readonly forwardModel: Uint8Array;
  readonly masks: readonly MaskSpec[];
  readonly layout: ParameterLayout;
  readonly stateNames: readonly string[];
  readonly needsGradientNorm: boolean;
  readonly classes: number;
  /** Bytes an image. */
  readonly pixels: number;
  readonly microBatches: number;
  readonly stepsPerEpoch: number;
  /** One a step of the whole run. */
  readonly learningRates: Float32Array;
  readonly shared: SharedMemory;
  /** What a checkpoint must agree with. */
  readonly identity: string;
  /** Where the run starts: at 0, or where a checkpoint left it. */
  readonly start: Progress;
  /** As in `TrainOptions`. */
  readonly inputShape: readonly number[];
  readonly scale: number;
  readonly training: Dataset;
  readonly validation: Dataset;
  readonly augmentation: Augmentation | null;
  readonly batchSize: number;
  readonly seed: number;
  readonly patience: number;
  readonly emaDecay: number;
  readonly threads: number;
}

/** Where a run stands, beside its parameters. */
export interface Progress {
  /** Steps done since the run's beginning. */
  readonly step: number;
  /** Sums over the steps of the epoch that is under way. */
  readonly tally: { readonly steps: number; readonly loss: number; readonly correct: number };
  readonly best: { readonly epoch: number; readonly loss: number };
}

/** A run as it stands: enough to go on as if it had not been interrupted. */
export interface Checkpoint extends Progress {
  readonly format: 1;
  /** What the run was started with: a run that goes on must be started with the same. */
  readonly identity: string;
  /** The parameters, and each of the optimiser's states, as vectors. */
  readonly parameters: Float32Array;
  readonly states: Readonly<Record<string, Float32Array>>;
  /** With patience: the epoch that was best on the validation data. */
  readonly bestSnapshot?: Snapshot;
}

/** Mean loss (nats) and share of right answers. */
export interface Score {
  readonly loss: number;
  readonly accuracy: number;
}

export interface StepReport {
  readonly type: 'step';
  /** From 1. */
  readonly epoch: number;
  /** Steps done in this epoch, and how many it has. */
  readonly step: number;
  readonly steps: number;
  /** Over this epoch so far. */
  readonly training: Score;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
}

/** The network as it stands at some step, and how it does on the validation data. */
export interface Snapshot {
  /** With an average of the parameters over steps, that average. */
  readonly parameters: Parameters;
  readonly validation: Score;
  /** Row by row, one row of class logits an image of the validation data: for calibration. */
  readonly validationLogits: Float32Array;
}

export interface EpochReport extends Snapshot {
  readonly type: 'epoch';
  readonly epoch: number;
  readonly training: Score;
  readonly learningRate: number;
  readonly imagesPerSecond: number;
  readonly checkpoint: Checkpoint;
}

export interface EndReport extends Snapshot {
  readonly type: 'end';
  /** Why it ended: its last step, the caller's signal, or no better validation loss for `patience` epochs. */
  readonly reason: 'finished' | 'stopped' | 'noImprovement';
  /** Epochs finished. */
  readonly epochs: number;
  readonly checkpoint: Checkpoint;
}

/** The loss grew beyond use: there is nothing to go on with. */
export interface DivergenceReport {
  readonly type: 'divergence';
  /** What happened and what to change. */
  readonly message: string;
}

/** What the first thread sends; the caller adds the parameters, by name, from the checkpoint's vectors. */
export type TrainingReport =
  | StepReport
  | Omit<EpochReport, 'parameters'>
  | Omit<EndReport, 'parameters'>
  | DivergenceReport;
