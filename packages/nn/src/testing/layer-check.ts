// Layers as a training step computes them, for tests.
import { type Graph, type Shape, sizeOf, type Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import type { Network } from '../layers.js';
import { parametersOf, placeLayers } from '../shapes.js';
import { arrange, wholeMap, wholeTensor, windowPixels } from '../step/feature-map.js';
import { forward } from '../step/forward.js';
import { type CheckedInput, gradientError } from './gradient-check.js';
import { noise, unit } from './values.js';

/** The shape in which a training step holds a batch: channels × pixels of the whole batch. */
export function stepShape([channels = 1, ...sides]: Shape, batch: number): Shape {
  return [channels, sizeOf(sides) * batch];
}

/** What dropout multiplies with: the factor that keeps the mean, and 0 for about a share of `rate`. */
const fixedMask = (graph: Graph, rate: number, shape: Shape): Tensor =>
  graph.constant(
    Float32Array.from({ length: sizeOf(shape) }, (_, i) => (unit(i, 50) < rate ? 0 : 1 / (1 - rate))),
    shape,
  );

/**
 * Adds a network's forward pass.
 * @param parameters By name, of any shape that holds them.
 * @param window As in `LayerCheck`.
 */
export function addForward(
  graph: Graph,
  network: Network,
  inputShape: Shape,
  image: Tensor,
  parameters: ReadonlyMap<string, Tensor>,
  window?: number,
): Tensor {
  const [channels = 1, height = 1, width = 1] = inputShape;
  const parameter = (name: string, rows?: number): Tensor => {
    const tensor = parameters.get(name);
    if (!tensor) throw new Error(`no ${name}`);
    const count = rows ?? tensor.shape[0] ?? 1;
    return op.reshape(graph, tensor, [count, sizeOf(tensor.shape) / count]);
  };
  const mask = (rate: number, shape: Shape): Tensor => fixedMask(graph, rate, shape);
  const context = { graph, parameter, mask, statistic: () => undefined };
  const placed = placeLayers(network, inputShape);
  const whole = wholeMap(image, channels, height, width);
  const input = window === undefined ? whole : arrange(graph, whole, windowPixels(height, width, window, window));
  return wholeTensor(graph, forward(context, input, placed));
}

export interface LayerCheck {
  readonly network: Network;
  /** Without the batch. */
  readonly inputShape: Shape;
  readonly batch: number;
  readonly seed: number;
  readonly epsilon: number;
  /** Makes the batch; default noise. */
  readonly make?: (shape: Shape, seed: number) => CheckedInput;
  /** The input comes in parts, one for each pixel of windows of this size; default in one. */
  readonly window?: number;
}

/** The largest error of the gradients of a network's input and of all its learnt parameters. */
export function layerError({ network, inputShape, batch, seed, epsilon, make = noise, window }: LayerCheck) {
  const specs = parametersOf(network, inputShape).filter(({ kind }) => kind !== 'statistic');
  // Factors of batch normalisation lie around 1, all else around 0.
  const weights = specs.map(({ shape, initial }, i) =>
    initial === 1 ? noise(shape, seed + i + 1, 0.5, 1) : noise(shape, seed + i + 1),
  );
  return gradientError(
    [make(stepShape(inputShape, batch), seed), ...weights],
    (graph, [image, ...tensors]) => {
      const parameters = new Map(specs.map(({ name }, i) => [name, tensors[i] as Tensor]));
      return addForward(graph, network, inputShape, image as Tensor, parameters, window);
    },
    epsilon,
  );
}
