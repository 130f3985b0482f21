// From a recipe, which is names and numbers, to what the training engine takes.
import {
  type Augmentation,
  adam,
  adamW,
  constant,
  cosine,
  linearDecay,
  type Optimizer,
  oneCycle,
  type Schedule,
  sgd,
  type TrainOptions,
  warmUp,
} from '@digits/nn';
import type { AffineLimits } from '../augmentation/affine.js';
import { INPUT_SCALE, INPUT_SHAPE, NETWORKS } from '../networks.js';
import type { Recipe } from '../presets.js';

/** Digits stay readable, and a 6 does not become a 9. */
const AFFINE_LIMITS: AffineLimits = { rotation: 12, scale: 0.12, shear: 0.15, shift: 2 };

const OPTIMIZERS: Readonly<Record<Recipe['optimizer'], (recipe: Recipe) => Optimizer>> = {
  sgd: ({ momentum, nesterov, weightDecay, clipNorm }) => sgd({ momentum, nesterov, weightDecay, clipNorm }),
  adam: ({ weightDecay, clipNorm }) => adam({ weightDecay, clipNorm }),
  adamW: ({ weightDecay, clipNorm }) => adamW({ weightDecay, clipNorm }),
};

const SCHEDULES: Readonly<Record<Recipe['schedule'], (peak: number, warmUpShare: number) => Schedule>> = {
  constant: (peak, share) => warmUp(share, constant(peak)),
  linear: (peak, share) => warmUp(share, linearDecay(peak)),
  cosine: (peak, share) => warmUp(share, cosine(peak)),
  oneCycle,
};

const AUGMENTATIONS: Readonly<Record<Recipe['augmentation'], Augmentation | null>> = {
  none: null,
  affine: { module: new URL('../augmentation/affine.js', import.meta.url).href, options: AFFINE_LIMITS },
};

/** Everything that the engine needs of a recipe; the data, the seed and the callbacks are the run's. */
export function engineOptions(recipe: Recipe) {
  const augmentation = AUGMENTATIONS[recipe.augmentation];
  return {
    network: NETWORKS[recipe.network],
    inputShape: INPUT_SHAPE,
    scale: INPUT_SCALE,
    optimizer: OPTIMIZERS[recipe.optimizer](recipe),
    schedule: SCHEDULES[recipe.schedule](recipe.learningRate, recipe.warmUp),
    batchSize: recipe.batchSize,
    epochs: recipe.epochs,
    labelSmoothing: recipe.labelSmoothing,
    emaDecay: recipe.emaDecay,
    patience: recipe.patience,
    ...(augmentation && { augmentation }),
  } satisfies Partial<TrainOptions>;
}
