// Interprets a network (a list of layers) as nodes of a graph, inferring every shape on the way.
import { formatShape, Graph, type Shape, type Tensor } from './graph/graph.js';
import * as op from './graph/operators.js';
import type { ConvLayer, DenseLayer, Layer, Network } from './layers.js';
import type { ParameterSpec } from './parameters.js';

/** Gives the tensor that holds a parameter: an input while training, a constant in the exported model. */
export type ParameterSource = (spec: ParameterSpec) => Tensor;

/** Zeros around the input so that stride 1 keeps its sides; an even kernel's odd one goes below and to the right. */
function padsOf({ padding, kernel }: ConvLayer): op.Pads {
  if (padding === 'valid') return [0, 0, 0, 0];
  const before = Math.floor((kernel - 1) / 2);
  const after = kernel - 1 - before;
  return [before, before, after, after];
}

function applyConv(graph: Graph, x: Tensor, layer: ConvLayer, place: number, parameter: ParameterSource): Tensor {
  const [, channels] = op.imageSides('conv', x.shape);
  const { filters, kernel, stride } = layer;
  const fanIn = channels * kernel * kernel;
  const weight = parameter({ name: `${place}.weight`, shape: [filters, channels, kernel, kernel], fanIn });
  const bias = parameter({ name: `${place}.bias`, shape: [filters], fanIn });
  const options = { strides: [stride, stride], pads: padsOf(layer), dilations: [1, 1] } as const;
  return op.conv2d(graph, x, weight, bias, options);
}

function applyDense(graph: Graph, x: Tensor, layer: DenseLayer, place: number, parameter: ParameterSource): Tensor {
  const [, features, ...rest] = x.shape;
  if (features === undefined || rest.length > 0) {
    throw new RangeError(`dense: takes N×features, not ${formatShape(x.shape)}; put flatten() before it.`);
  }
  const weight = parameter({ name: `${place}.weight`, shape: [layer.units, features], fanIn: features });
  const bias = parameter({ name: `${place}.bias`, shape: [layer.units], fanIn: features });
  return op.gemm(graph, x, weight, bias, { transB: true });
}

function applyLayer(graph: Graph, x: Tensor, layer: Layer, place: number, parameter: ParameterSource): Tensor {
  switch (layer.type) {
    case 'conv':
      return applyConv(graph, x, layer, place, parameter);
    case 'maxPool':
      return op.maxPool2d(graph, x, layer.size);
    case 'relu':
      return op.relu(graph, x);
    case 'flatten':
      return op.flatten2d(graph, x);
    case 'dense':
      return applyDense(graph, x, layer, place, parameter);
  }
}

/**
 * Adds the network's forward pass to `graph`.
 * @param x [N, channels, height, width].
 * @returns The last layer's output: the logits [N, classes].
 * @throws RangeError that names the layer, its place in the list and the shapes that do not fit.
 */
export function applyNetwork(graph: Graph, x: Tensor, network: Network, parameter: ParameterSource): Tensor {
  return network.reduce((input, layer, place) => {
    try {
      return applyLayer(graph, input, layer, place, parameter);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new RangeError(`Layer ${place} (${layer.type}) of the network: ${error.message}`);
    }
  }, x);
}

/**
 * The parameters that a network has for inputs of `inputShape` [channels, height, width], in the order of its layers.
 * @throws RangeError when its layers do not fit together.
 */
export function parametersOf(network: Network, inputShape: Shape): ParameterSpec[] {
  const graph = new Graph();
  const specs: ParameterSpec[] = [];
  applyNetwork(graph, graph.input('image', [1, ...inputShape]), network, (spec) => {
    specs.push(spec);
    return graph.input(spec.name, spec.shape);
  });
  return specs;
}
