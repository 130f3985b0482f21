// Optimisers as compositions: each transform is a few nodes from a gradient to what becomes of it.
import { given } from './given.js';
import type { Graph, Tensor } from './graph/graph.js';
import * as op from './graph/operators.js';

/** What a transform may look at. The parameter is a stretch of the vector of all parameters; the rest are scalars. */
export interface UpdateContext {
  readonly graph: Graph;
  readonly parameter: Tensor;
  /** Whether the parameter is a weight: biases and batch normalisation's factors do not decay. */
  readonly isWeight: boolean;
  readonly learningRate: Tensor;
  /** 1 at the first step. */
  readonly step: Tensor;
  /** The Euclidean norm of all gradients together. */
  readonly gradientNorm: Tensor;
}

/** From a gradient, and the state, to what is passed on and the next state. */
type Apply = (context: UpdateContext, gradient: Tensor, state: readonly Tensor[]) => readonly [Tensor, ...Tensor[]];

export interface Transform {
  /** One tensor each, of the parameter's shape, 0 before the first step. */
  readonly stateNames: readonly string[];
  readonly needsGradientNorm: boolean;
  readonly apply: Apply;
}

export interface Optimizer extends Transform {
  readonly name: string;
  /** As given, for the record. */
  readonly hyperparameters: Readonly<Record<string, number | boolean>>;
}

const transform = (apply: Apply, stateNames: readonly string[] = [], needsGradientNorm = false): Transform => ({
  stateNames,
  needsGradientNorm,
  apply,
});

/** One transform after another. With a `name` and `hyperparameters` for the record, it is an optimiser. */
export function chain(...transforms: readonly Transform[]): Transform {
  const apply: Apply = (context, first, state) => {
    let gradient = first;
    let start = 0;
    const next = transforms.flatMap((entry) => {
      const own = state.slice(start, start + entry.stateNames.length);
      start += entry.stateNames.length;
      const [passedOn, ...nextOwn] = entry.apply(context, gradient, own);
      gradient = passedOn;
      return nextOwn;
    });
    return [gradient, ...next];
  };
  const all = transforms.flatMap(({ stateNames }) => stateNames);
  // Two of a kind have a state each.
  const names = all.map((name, i) => (all.indexOf(name) === i ? name : `${name}${i}`));
  const needsNorm = transforms.some(({ needsGradientNorm }) => needsGradientNorm);
  return transform(apply, names, needsNorm);
}

/** average·decay + value·weight. */
function decayed(graph: Graph, average: Tensor, decay: number, value: Tensor, weight = 1): Tensor {
  const added = weight === 1 ? value : op.scale(graph, value, weight);
  return op.add(graph, op.scale(graph, average, decay), added);
}

/** Scales all gradients so that their norm is at most `limit` (Pascanu et al. 2013); 0 for no limit. */
export function clipByGlobalNorm(limit: number): Transform {
  if (limit === 0) return chain();
  const apply: Apply = ({ graph, gradientNorm }, gradient) => {
    const factor = op.div(graph, graph.constant(limit), op.max(graph, gradientNorm, graph.constant(limit)));
    return [op.mul(graph, gradient, factor)];
  };
  return transform(apply, [], true);
}

/** Adds `decay` times the weight to a weight's gradient. */
export function addDecayedWeights(decay: number): Transform {
  if (decay === 0) return chain();
  return transform(({ graph, parameter, isWeight }, gradient) => [
    isWeight ? op.add(graph, gradient, op.scale(graph, parameter, decay)) : gradient,
  ]);
}

/** Momentum as PyTorch has it: v ← momentum·v + g; passes on v, or with Nesterov's look ahead g + momentum·v. */
export function trace(momentum: number, nesterov: boolean): Transform {
  if (momentum === 0) return chain();
  const apply: Apply = ({ graph }, gradient, [velocity]) => {
    const next = decayed(graph, velocity as Tensor, momentum, gradient);
    return [nesterov ? decayed(graph, next, momentum, gradient) : next, next];
  };
  return transform(apply, ['velocity']);
}

/** Adam's direction (Kingma & Ba 2015): the gradients' mean over their deviation, both corrected for their start at 0. */
export function scaleByAdam(beta1: number, beta2: number, epsilon: number): Transform {
  const apply: Apply = ({ graph, step }, gradient, [mean, variance]) => {
    const nextMean = decayed(graph, mean as Tensor, beta1, gradient, 1 - beta1);
    const nextVariance = decayed(graph, variance as Tensor, beta2, op.mul(graph, gradient, gradient), 1 - beta2);
    const correction = (beta: number): Tensor =>
      op.sub(graph, graph.constant(1), op.pow(graph, graph.constant(beta), step));
    const deviation = op.div(graph, op.sqrt(graph, nextVariance), op.sqrt(graph, correction(beta2)));
    const direction = op.div(graph, nextMean, op.add(graph, deviation, graph.constant(epsilon)));
    return [op.div(graph, direction, correction(beta1)), nextMean, nextVariance];
  };
  return transform(apply, ['mean', 'variance']);
}

/** Times the learning rate. */
export const scaleByLearningRate = (): Transform =>
  transform(({ graph, learningRate }, gradient) => [op.mul(graph, gradient, learningRate)]);

export interface SgdOptions {
  readonly momentum?: number;
  readonly nesterov?: boolean;
  /** Times each weight, added to its gradient (adamW: to its step). */
  readonly weightDecay?: number;
  /** Largest norm of all gradients together; 0 for no limit. */
  readonly clipNorm?: number;
}

/** Stochastic gradient descent, as PyTorch computes it. */
export function sgd(options: SgdOptions = {}): Optimizer {
  const all = { momentum: 0.9, nesterov: false, weightDecay: 0, clipNorm: 0, ...given(options) };
  const { momentum, nesterov, weightDecay, clipNorm } = all;
  const steps = [clipByGlobalNorm(clipNorm), addDecayedWeights(weightDecay), trace(momentum, nesterov)];
  return { name: 'sgd', hyperparameters: all, ...chain(...steps, scaleByLearningRate()) };
}

export interface AdamOptions extends Pick<SgdOptions, 'weightDecay' | 'clipNorm'> {
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

function adamLike(name: string, options: AdamOptions, weightDecay: number, decoupled: boolean): Optimizer {
  const all = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay, clipNorm: 0, ...given(options) };
  const [decay, direction] = [addDecayedWeights(all.weightDecay), scaleByAdam(all.beta1, all.beta2, all.epsilon)];
  const steps = decoupled ? [direction, decay] : [decay, direction];
  const whole = chain(clipByGlobalNorm(all.clipNorm), ...steps, scaleByLearningRate());
  return { name, hyperparameters: all, ...whole };
}

/** Adam (Kingma & Ba 2015), as PyTorch computes it. */
export const adam = (options: AdamOptions = {}): Optimizer => adamLike('adam', options, 0, false);

/** Adam whose weights decay apart from the gradients (Loshchilov & Hutter 2019), as PyTorch computes it. */
export const adamW = (options: AdamOptions = {}): Optimizer => adamLike('adamW', options, 0.01, true);
