// The graph of a network in use: images in, logits out, in the operators and the layout (N,C,H,W) that every runtime knows.
import { type Attributes, Graph, type Shape, sizeOf, type Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import type { ConvLayer, Layer, Network, PoolLayer } from '../layers.js';
import { type Parameters, parameterNamed } from '../parameters.js';
import { type PlacedLayer, paddingOf, parametersOf, placeLayers, poolStride } from '../shapes.js';
import { EPSILON } from '../step/batch-norm.js';

/** What of the graph has one entry an image. */
export const FREE_BATCH = ['image', 'logits'];

/** Gives the tensor of a parameter. */
type ParameterSource = (name: string) => Tensor;

function applyConv(graph: Graph, x: Tensor, placed: PlacedLayer<ConvLayer>, parameter: ParameterSource): Tensor {
  const { layer, place, output } = placed;
  const [before, after] = paddingOf(layer);
  const inputs = [x, parameter(`${place}.weight`)];
  if (layer.bias !== false) inputs.push(parameter(`${place}.bias`));
  return graph.add('Conv', inputs, [1, ...output], {
    attributes: {
      strides: [layer.stride, layer.stride],
      pads: [before, before, after, after],
      group: layer.groups ?? 1,
    },
  });
}

function applyPool(graph: Graph, x: Tensor, { layer, output }: PlacedLayer<PoolLayer>): Tensor {
  const stride = poolStride(layer);
  const attributes: Attributes = { kernel_shape: [layer.size, layer.size], strides: [stride, stride] };
  return graph.add(layer.type === 'maxPool' ? 'MaxPool' : 'AveragePool', [x], [1, ...output], { attributes });
}

function applyLayer(graph: Graph, x: Tensor, placed: PlacedLayer, parameter: ParameterSource): Tensor {
  const { place, output } = placed;
  const layer: Layer = placed.layer;
  const named = (name: string): Tensor => parameter(`${place}.${name}`);
  const shape = [1, ...output];
  switch (layer.type) {
    case 'conv':
      return applyConv(graph, x, placed as PlacedLayer<ConvLayer>, parameter);
    case 'maxPool':
    case 'avgPool':
      return applyPool(graph, x, placed as PlacedLayer<PoolLayer>);
    case 'globalAvgPool':
    case 'flatten': {
      const pooled = layer.type === 'flatten' ? x : graph.add('GlobalAveragePool', [x], [...shape, 1, 1]);
      return graph.add('Flatten', [pooled], shape, { attributes: { axis: 1 } });
    }
    case 'batchNorm': {
      const inputs = [x, named('weight'), named('bias'), named('runningMean'), named('runningVariance')];
      return graph.add('BatchNormalization', inputs, shape, { attributes: { epsilon: { float: EPSILON } } });
    }
    case 'relu':
      return op.relu(graph, x);
    case 'silu':
      return op.silu(graph, x);
    case 'gelu':
      return op.gelu(graph, x);
    case 'dropout':
      return x;
    case 'residual':
      return op.add(graph, x, applyLayers(graph, x, placed.inner, parameter));
    case 'dense':
      return graph.add('Gemm', [x, named('weight'), named('bias')], shape, { attributes: { transB: 1 } });
  }
}

const applyLayers = (graph: Graph, x: Tensor, placed: readonly PlacedLayer[], parameter: ParameterSource): Tensor =>
  placed.reduce((input, layer) => applyLayer(graph, input, layer, parameter), x);

/**
 * The graph of a network's forward pass. Input: `image` [N, …inputShape]; output: `logits` [N, classes]; N is free.
 * @param parameters The weights, which become constants of the graph; without them they are inputs too.
 * @throws RangeError when the layers do not fit together, or a parameter is missing.
 */
export function buildInferenceGraph(network: Network, inputShape: Shape, parameters?: Parameters): Graph {
  const placed = placeLayers(network, inputShape);
  const graph = new Graph();
  const image = graph.input('image', [1, ...inputShape]);
  const tensors = new Map(
    parametersOf(network, inputShape).map(({ name, shape }) => {
      if (!parameters) return [name, graph.input(name, shape)] as const;
      const values = parameterNamed(parameters, name);
      if (values.length !== sizeOf(shape)) {
        throw new RangeError(`${name} has ${values.length} values; the network needs ${sizeOf(shape)}.`);
      }
      return [name, graph.constant(values, shape, name)] as const;
    }),
  );
  const logits = applyLayers(graph, image, placed, (name) => {
    const tensor = tensors.get(name);
    if (!tensor) throw new RangeError(`The network has no parameter ${name}.`);
    return tensor;
  });
  graph.output('logits', logits);
  return graph;
}
