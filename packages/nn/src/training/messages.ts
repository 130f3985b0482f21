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

export interface EpochReport {
  readonly type: 'epoch';
  readonly epoch: number;
  readonly training: Score;
  readonly validation: Score;
  readonly imagesPerSecond: number;
  readonly parameters: Parameters;
}

export interface EndReport {
  readonly type: 'end';
  /** True when it was stopped before its last step. */
  readonly stopped: boolean;
  /** Epochs finished. */
  readonly epochs: number;
  readonly parameters: Parameters;
}

export type TrainingReport = StepReport | EpochReport | EndReport;
