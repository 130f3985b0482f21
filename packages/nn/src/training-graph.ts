// One graph that is a whole training step: forward, loss, backward, optimiser.
import { differentiate } from './graph/gradients.js';
import { Graph, type Shape } from './graph/graph.js';
import type { Network } from './layers.js';
import { countCorrect, softmaxCrossEntropy } from './loss.js';
import { applyNetwork } from './network.js';
import type { Optimizer } from './optimizers.js';
import type { ParameterSpec } from './parameters.js';

/** Name of a parameter's optimiser state among the inputs and outputs of the training step. */
export const stateName = (parameter: string, state: string): string => `${parameter}.${state}`;

/** The name under which the next value of an input leaves the graph. */
export const nextName = (name: string): string => `next.${name}`;

/**
 * The graph of a training step.
 *
 * Inputs: `image` [batchSize, …inputShape], `label` int64 [batchSize], `learningRate` and `step` (scalars), every
 * parameter, and every optimiser state. Outputs: `loss` and `correct` (scalars), and `next.<name>` for every parameter
 * and state, to be fed to the next step.
 */
export function buildTrainingGraph(
  network: Network,
  inputShape: Shape,
  optimizer: Optimizer,
  batchSize: number,
): Graph {
  const graph = new Graph();
  const image = graph.input('image', [batchSize, ...inputShape]);
  const labels = graph.input('label', [batchSize], 'int64');
  const learningRate = graph.input('learningRate', []);
  const step = graph.input('step', []);
  const specs: ParameterSpec[] = [];
  const parameters = new Map<string, ReturnType<Graph['input']>>();
  const logits = applyNetwork(graph, image, network, (spec) => {
    const tensor = graph.input(spec.name, spec.shape);
    specs.push(spec);
    parameters.set(spec.name, tensor);
    return tensor;
  });
  const loss = softmaxCrossEntropy(graph, logits, labels);
  const correct = countCorrect(graph, logits, labels);
  const targets = [...parameters.values()];
  const gradients = differentiate(graph, loss, targets);

  graph.output('loss', loss);
  graph.output('correct', correct);
  targets.forEach((parameter, i) => {
    const gradient = gradients[i];
    if (!gradient) throw new Error(`There is no gradient for ${parameter.name}.`);
    const state = optimizer.stateNames.map((name) => graph.input(stateName(parameter.name, name), parameter.shape));
    const next = optimizer.update(graph, { parameter, gradient, state, learningRate, step });
    graph.output(nextName(parameter.name), next.parameter);
    next.state.forEach((tensor, s) => {
      graph.output(nextName(stateName(parameter.name, optimizer.stateNames[s] ?? '')), tensor);
    });
  });
  return graph;
}
