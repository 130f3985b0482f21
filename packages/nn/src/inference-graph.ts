// The graph of a trained network: image in, logits out.
import { Graph, type Shape } from './graph/graph.js';
import type { Network } from './layers.js';
import { applyNetwork } from './network.js';
import type { Parameters } from './parameters.js';

/**
 * The graph of a forward pass. Input: `image` [N, …inputShape]; output: `logits` [N, classes]; N is free.
 * @param parameters The weights, which become constants of the graph; without them they are inputs too.
 */
export function buildInferenceGraph(network: Network, inputShape: Shape, parameters?: Parameters): Graph {
  const graph = new Graph();
  const image = graph.input('image', [1, ...inputShape]);
  const logits = applyNetwork(graph, image, network, ({ name, shape }) => {
    if (!parameters) return graph.input(name, shape);
    const values = parameters[name];
    if (!values) throw new RangeError(`The parameters lack ${name}; they have ${Object.keys(parameters).join(', ')}.`);
    return graph.constant(values, shape, name);
  });
  graph.output('logits', logits);
  return graph;
}
