// Recipes: a network and everything that a run of it needs but the seed.
import { conv, dense, flatten, maxPool, type Network, relu } from '@digits/nn';

export interface Recipe {
  readonly network: Network;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: 'sgd' | 'adam';
  /** The highest learning rate; it warms up to it and decays to 0. */
  readonly learningRate: number;
  /** Share of the run that warms up. */
  readonly warmup: number;
}

/** Pooling before ReLU gives the same values as after it, on a quarter of the pixels. */
const smallCnn: Network = [
  conv(24, 5),
  maxPool(2),
  relu(),
  conv(32, 3),
  maxPool(2),
  relu(),
  flatten(),
  dense(128),
  relu(),
  dense(10),
];

const release: Recipe = {
  network: smallCnn,
  epochs: 12,
  batchSize: 100,
  optimizer: 'sgd',
  learningRate: 0.1,
  warmup: 0.1,
};

export const PRESETS = {
  /** Above 99 % in less than a minute on two cores. */
  fast: { ...release, epochs: 3 },
  /** What the released model is made with. */
  release,
} as const satisfies Record<string, Recipe>;

export type PresetName = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as PresetName[];

/** MNIST's images as the network takes them: [channels, height, width], bytes scaled to 0–1. */
export const INPUT_SHAPE = [1, 28, 28] as const;
export const INPUT_SCALE = 1 / 255;
/** Training images held back to validate. */
export const VALIDATION_IMAGES = 5_000;
