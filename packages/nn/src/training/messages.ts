// What the training worker is given and what it reports; plain data, so that it can cross threads.
import type { Shape } from '../graph/graph.js';
import type { Parameters } from '../parameters.js';

/** Labelled images: `images` holds one image after another, bytes; `labels` one class number an image. */
export interface Dataset {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

export interface TrainingJob {
  /** ONNX bytes of the training step and of the forward pass with weights as inputs. */
  readonly trainingModel: Uint8Array;
  readonly forwardModel: Uint8Array;
  readonly parameters: Parameters;
  readonly parameterShapes: Readonly<Record<string, Shape>>;
  /** Optimiser states by name, with their shapes; 0 before the first step. */
  readonly stateShapes: Readonly<Record<string, Shape>>;
  readonly inputShape: Shape;
  /** Factor from bytes to the network's input. */
  readonly scale: number;
  readonly training: Dataset;
  readonly validation: Dataset;
  readonly batchSize: number;
  readonly epochs: number;
  readonly schedule: { readonly peak: number; readonly warmup: number };
  readonly seed: number;
  /** Processor cores for one step. */
  readonly threads: number;
  /** Set its only element to 1 to stop after the step that is running. */
  readonly stop: Int32Array;
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
  readonly imagesPerSecond: number;
}

/** The network as it stands at some step: its weights and how it does on the validation data. */
export interface Snapshot {
  readonly parameters: Parameters;
  readonly validation: Score;
  /** Row by row, one row of class logits an image of the validation data: for calibration. */
  readonly validationLogits: Float32Array;
}

export interface EpochReport extends Snapshot {
  readonly type: 'epoch';
  readonly epoch: number;
  readonly training: Score;
  readonly imagesPerSecond: number;
}

export interface EndReport extends Snapshot {
  readonly type: 'end';
  /** True when it was stopped before its last step. */
  readonly stopped: boolean;
  /** Epochs finished. */
  readonly epochs: number;
}

/** The loss is no longer a number: there is nothing to go on with. */
export interface DivergenceReport {
  readonly type: 'divergence';
  /** What happened and what to change. */
  readonly message: string;
}

export type TrainingReport = StepReport | EpochReport | EndReport | DivergenceReport;
