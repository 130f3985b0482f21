// The other half of a training step: from the micro-batches' gradients and the optimiser's state to the next of each.
import { Graph, type Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import type { Optimizer } from '../optimizers.js';
import type { Zone } from '../parameter-layout.js';

/** Share of a running average that each step's value takes over, as in PyTorch. */
const STATISTIC_MOMENTUM = 0.1;

/** Names of the graph's tensors for zone `z`. */
export const zoneNames = {
  parameter: (z: number): string => `${z}.parameter`,
  gradient: (z: number, microBatch: number): string => `${z}.gradient.${microBatch}`,
  state: (z: number, name: string): string => `${z}.state.${name}`,
  next: (name: string): string => `next.${name}`,
};

/** What every update is told. */
export const UPDATE_SCALARS = ['learningRate', 'step', 'gradientNorm', 'emaDecay'] as const;

/** The state that holds the moving average of the parameters. */
export const EMA_STATE = 'ema';

export interface UpdateOptions {
  readonly zones: readonly Zone[];
  readonly optimizer: Optimizer;
  /** Gradients to be averaged. */
  readonly microBatches: number;
  /** Whether the parameters have an exponential moving average: above 0. Its decay is an input. */
  readonly emaDecay: number;
}

/** The states that every parameter has. */
export const stateNamesOf = ({
  optimizer,
  emaDecay,
}: Pick<UpdateOptions, 'optimizer' | 'emaDecay'>): readonly string[] =>
  emaDecay > 0 ? [...optimizer.stateNames, EMA_STATE] : optimizer.stateNames;

/** The mean of the micro-batches' gradients. */
function meanGradient(graph: Graph, z: number, length: number, microBatches: number): Tensor {
  const gradients = Array.from({ length: microBatches }, (_, m) => graph.input(zoneNames.gradient(z, m), [length]));
  return microBatches === 1
    ? op.addAll(graph, gradients)
    : op.scale(graph, op.addAll(graph, gradients), 1 / microBatches);
}

/**
 * Inputs: `learningRate`, `step`, `gradientNorm`, `emaDecay` (scalars), and for each zone its parameters, its gradients, one a
 * micro-batch, and its states. Outputs: `next.<name>` for the parameters and the states.
 */
export function buildUpdateGraph({ zones, optimizer, microBatches, emaDecay }: UpdateOptions): Graph {
  const graph = new Graph();
  const [learningRate, step, gradientNorm, decay] = UPDATE_SCALARS.map((name) => graph.input(name, [])) as [
    Tensor,
    Tensor,
    Tensor,
    Tensor,
  ];
  zones.forEach(({ kind, length }, z) => {
    const parameter = graph.input(zoneNames.parameter(z), [length]);
    const gradient = meanGradient(graph, z, length, microBatches);
    let next: Tensor;
    if (kind === 'statistic') {
      next = op.add(
        graph,
        op.scale(graph, parameter, 1 - STATISTIC_MOMENTUM),
        op.scale(graph, gradient, STATISTIC_MOMENTUM),
      );
    } else {
      const state = optimizer.stateNames.map((name) => graph.input(zoneNames.state(z, name), [length]));
      const context = { graph, parameter, isWeight: kind === 'weight', learningRate, step, gradientNorm };
      const [delta, ...nextState] = optimizer.apply(context, gradient, state);
      next = op.sub(graph, parameter, delta);
      for (const [i, tensor] of nextState.entries()) {
        graph.output(zoneNames.next(zoneNames.state(z, optimizer.stateNames[i] ?? '')), tensor);
      }
    }
    graph.output(zoneNames.next(zoneNames.parameter(z)), next);
    if (emaDecay > 0) {
      const name = zoneNames.state(z, EMA_STATE);
      const ema = graph.input(name, [length]);
      const distance = op.sub(graph, ema, next);
      graph.output(zoneNames.next(name), op.add(graph, next, op.mul(graph, distance, decay)));
    }
  });
  return graph;
}
