// Recipes: everything that a run needs but the seed, as plain data; and those of them that have a name.
import type { NetworkName } from './networks.js';

export interface Recipe {
  readonly network: NetworkName;
  /** Passes over the training samples. */
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: 'sgd' | 'adam' | 'adamW';
  /** The highest one. */
  readonly learningRate: number;
  /** Of sgd. */
  readonly momentum: number;
  /** Of sgd: whether momentum looks ahead. */
  readonly nesterov: boolean;
  readonly weightDecay: number;
  /** Largest norm of all gradients together; 0 for no limit. */
  readonly clipNorm: number;
  /** What the learning rate does after its warm-up. */
  readonly schedule: 'constant' | 'linear' | 'cosine' | 'oneCycle';
  /** Share of the run that warms up. */
  readonly warmUp: number;
  /** Probability that a target spreads evenly over the digits. */
  readonly labelSmoothing: number;
  /** Decay of the moving average of the weights, which is then the model; 0 for none. */
  readonly emaDecay: number;
  /** Epochs without a better validation loss that end the run; 0 for never. */
  readonly patience: number;
  /** Of MNIST's images and, with all but none, of drawings: see augmentation/limits.ts. */
  readonly augmentation: 'none' | 'affine' | 'full';
  /** Times that an epoch has each pen digit of the writers who are not held out; with 0 no pen digits are needed. */
  readonly penRepeats: number;
  /** Which fifth of the pen digits' writers is held back to validate, 0–4. */
  readonly heldOutFold: number;
  /** Generated digits an epoch. */
  readonly generatedDigits: number;
  /** Generated non-digits an epoch; with 0 the network does not learn to tell them. */
  readonly nonDigits: number;
  /** Images of MNIST held back to validate. */
  readonly validationImages: number;
}

const fast: Recipe = {
  network: 'small',
  epochs: 2,
  batchSize: 128,
  optimizer: 'sgd',
  learningRate: 0.2,
  momentum: 0.9,
  nesterov: true,
  weightDecay: 5e-4,
  clipNorm: 0,
  schedule: 'linear',
  warmUp: 0.2,
  labelSmoothing: 0.05,
  emaDecay: 0,
  patience: 0,
  augmentation: 'none',
  penRepeats: 0,
  heldOutFold: 0,
  generatedDigits: 0,
  nonDigits: 0,
  validationImages: 5_000,
};

export const PRESETS = {
  /** 99 % in some ten seconds on two cores. */
  fast,
  /** As accurate as we know how. */
  release: {
    ...fast,
    network: 'deep',
    epochs: 45,
    learningRate: 0.1,
    schedule: 'cosine',
    warmUp: 0.1,
    labelSmoothing: 0,
    emaDecay: 0.999,
    augmentation: 'full',
    penRepeats: 3,
    generatedDigits: 15_000,
    nonDigits: 15_000,
  },
} as const satisfies Record<string, Recipe>;

export type PresetName = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];
