// manifest.json: what a model folder says of its model.onnx, and what the recogniser needs beside the weights.
import type { Layer } from './network.js';

export interface Manifest {
  /** Version of this file format. */
  readonly format: 1;
  readonly name: string;
  readonly version: string;
  readonly createdAt: string;
  /**
   * The network whose weights model.onnx holds, named `<layer's place>.weight` and `<layer's place>.bias`; a place inside
   * a residual layer is `<the residual layer's place>.<place in it>`.
   */
  readonly network: readonly Layer[];
  /** The input: its shape without the batch [channels, height, width], and the factor from bytes (0 paper … 255 ink). */
  readonly input: { readonly shape: readonly [number, number, number]; readonly scale: number };
  /** Numbers in the network's weights and biases. */
  readonly parameters: number;
  /** SHA-256 of model.onnx, hexadecimal. */
  readonly sha256: string;
  /**
   * weights.bin, the same weights for browsers, int8 a weight; model.onnx then has the rounded values. Absent in models from before
   * there was one.
   */
  readonly weights?: { readonly sha256: string };
  /** Logits are divided by `temperature` before the softmax (Guo et al. 2017); fitted on the validation split. */
  readonly calibration: { readonly temperature: number };
  /**
   * Of a network with an eleventh output, for what is no digit: from which probability of that on it is refused. Chosen on held-out
   * drawings. Absent where there are ten outputs, and nothing but a blank is refused.
   */
  readonly rejection?: { readonly threshold: number };
  /** How it was made: enough to make it again. */
  readonly training: {
    readonly command: string;
    readonly seed: number;
    /** Epochs finished: 0 where it was stopped in the first. */
    readonly epochs: number;
    readonly batchSize: number;
    readonly optimizer: { readonly type: string; readonly [hyperparameter: string]: number | string | boolean };
    /** Every setting of the run but the seed, by name: what `command` stood for when it ran. */
    readonly recipe?: { readonly [setting: string]: number | string | boolean };
    readonly trainingImages: number;
    readonly validationImages: number;
    readonly seconds: number;
  };
  /** On the validation split, which is taken from the training set; the test set decides nothing. Of the weights before rounding. */
  readonly validation: {
    /** Of its digits, whichever way they were made, by the likeliest of the ten: whether they are refused is in `rejection`. */
    readonly accuracy: number;
    /** Cross-entropy over all its samples, non-digits as a class of their own, at temperature 1. */
    readonly loss: number;
    readonly ece: number;
    /** Share of the drawings of held-out writers that are read right, and how many they are. */
    readonly drawings?: { readonly accuracy: number; readonly count: number };
    /** Share of its digits that are not refused, and of its non-digits that are. */
    readonly rejection?: { readonly digitsAccepted: number; readonly nonDigitsRejected: number };
  };
}
