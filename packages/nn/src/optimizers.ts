// Optimisers as nodes of the training-step graph: from a parameter, its gradient and its state to the next of each.
import type { Graph, Tensor } from './graph/graph.js';
import * as op from './graph/operators.js';

export interface UpdateInputs {
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** One tensor a name in `stateNames`, of the parameter's shape, 0 before the first step. */
  readonly state: readonly Tensor[];
  /** A scalar. */
  readonly learningRate: Tensor;
  /** A scalar: 1 at the first step. */
  readonly step: Tensor;
}

export interface Optimizer {
  readonly type: 'sgd' | 'adam';
  /** As given, for the record. */
  readonly hyperparameters: Readonly<Record<string, number>>;
  readonly stateNames: readonly string[];
  /** Adds one parameter's update to the graph. */
  update(graph: Graph, inputs: UpdateInputs): { parameter: Tensor; state: readonly Tensor[] };
}

/**
 * Stochastic gradient descent with momentum, as PyTorch computes it (no dampening):
 * v ← momentum·v + g; w ← w − learningRate·v.
 */
export function sgd({ momentum = 0.9 }: { momentum?: number } = {}): Optimizer {
  return {
    type: 'sgd',
    hyperparameters: { momentum },
    stateNames: ['velocity'],
    update(graph, { parameter, gradient, state: [velocity], learningRate }) {
      if (!velocity) throw new Error('sgd: the velocity is missing.');
      const next = op.add(graph, op.mul(graph, velocity, graph.constant(momentum)), gradient);
      return { parameter: op.sub(graph, parameter, op.mul(graph, next, learningRate)), state: [next] };
    },
  };
}

/** Adam (Kingma & Ba 2015), as PyTorch computes it. */
export function adam({ beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = {}): Optimizer {
  return {
    type: 'adam',
    hyperparameters: { beta1, beta2, epsilon },
    stateNames: ['mean', 'variance'],
    update(graph, { parameter, gradient, state: [mean, variance], learningRate, step }) {
      if (!mean || !variance) throw new Error('adam: the moments are missing.');
      const decay = (average: Tensor, beta: number, value: Tensor): Tensor =>
        op.add(graph, op.mul(graph, average, graph.constant(beta)), op.mul(graph, value, graph.constant(1 - beta)));
      const nextMean = decay(mean, beta1, gradient);
      const nextVariance = decay(variance, beta2, op.mul(graph, gradient, gradient));
      const correction = (beta: number): Tensor =>
        op.sub(graph, graph.constant(1), op.pow(graph, graph.constant(beta), step));
      const stepSize = op.div(graph, learningRate, correction(beta1));
      const spread = op.sqrt(graph, op.div(graph, nextVariance, correction(beta2)));
      const direction = op.div(graph, nextMean, op.add(graph, spread, graph.constant(epsilon)));
      return {
        parameter: op.sub(graph, parameter, op.mul(graph, direction, stepSize)),
        state: [nextMean, nextVariance],
      };
    },
  };
}
