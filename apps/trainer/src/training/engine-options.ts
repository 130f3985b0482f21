// From a recipe, which is names and numbers, to what the training engine takes.
import {
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
import { DIGITS } from '@digits/recognizer';
import { INPUT_SCALE, INPUT_SHAPE, NETWORKS } from '../networks.js';
import type { Recipe } from '../presets.js';

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

/** Ten digits; and one output for what is none, where that is learnt. */
const outputsOf = ({ nonDigits }: Recipe): number => (nonDigits > 0 ? DIGITS + 1 : DIGITS);

/** Everything that the engine needs of a recipe; the data, the seed and the callbacks are the run's. */
export function engineOptions(recipe: Recipe) {
  return {
    network: NETWORKS[recipe.network](outputsOf(recipe)),
    inputShape: INPUT_SHAPE,
    scale: INPUT_SCALE,
    optimizer: OPTIMIZERS[recipe.optimizer](recipe),
    schedule: SCHEDULES[recipe.schedule](recipe.learningRate, recipe.warmUp),
    batchSize: recipe.batchSize,
    epochs: recipe.epochs,
    labelSmoothing: recipe.labelSmoothing,
    emaDecay: recipe.emaDecay,
    patience: recipe.patience,
  } satisfies Partial<TrainOptions>;
}
