// One graph that is a training step but for the optimiser: forward, loss, backward.
import { differentiate } from '../graph/gradients.js';
import { Graph, type Shape, sizeOf, type Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import type { Network } from '../layers.js';
import { classesOf, parametersOf, placeLayers } from '../shapes.js';
import { wholeMap, wholeTensor } from './feature-map.js';
import { forward } from './forward.js';
import { softmaxCrossEntropy } from './loss.js';

/** A dropout mask, to be fed to each run: the kept values' factor, or 0 with probability `rate`. */
export interface MaskSpec {
  readonly name: string;
  readonly shape: Shape;
  readonly size: number;
  readonly rate: number;
}

export interface GradientGraph {
  readonly graph: Graph;
  readonly masks: readonly MaskSpec[];
}

/** Before a parameter's name: the output that is its gradient, or this batch's value of a running average. */
export const GRADIENT = 'gradient.';

export interface GradientOptions {
  readonly network: Network;
  /** [channels, height, width] of one image. */
  readonly inputShape: Shape;
  /** Images in one run. */
  readonly batchSize: number;
  /** Factor from bytes to the network's input. */
  readonly scale: number;
  /** Probability that the targets take from the true class and spread evenly (Szegedy et al. 2016). */
  readonly labelSmoothing: number;
}

/**
 * Inputs: `image` uint8 [N, …inputShape], `label` int64 [N], every parameter that is learnt, as a matrix, and the
 * dropout masks. Outputs: `loss` (the mean, nats), `logits` [N, classes], and for every parameter `gradient.<name>`.
 * @throws RangeError when the layers do not fit together.
 */
export function buildGradientGraph(options: GradientOptions): GradientGraph {
  const { network, inputShape, batchSize, scale, labelSmoothing } = options;
  // Refuses a network that ends in images.
  classesOf(network, inputShape);
  const graph = new Graph();
  const image = graph.input('image', [batchSize, ...inputShape], 'uint8');
  const label = graph.input('label', [batchSize], 'int64');
  const learnt = parametersOf(network, inputShape).filter(({ kind }) => kind !== 'statistic');
  const parameters = new Map<string, Tensor>();
  const masks: MaskSpec[] = [];
  const statistics = new Map<string, Tensor>();
  const [channels = 1, height = 1, width = 1] = inputShape;
  const pixels = op.reshape(graph, op.scale(graph, op.toFloat(graph, image), scale), [batchSize, sizeOf(inputShape)]);
  const rows = op.reshape(graph, op.transpose(graph, pixels, [1, 0]), [channels, height * width * batchSize]);
  const last = forward(
    {
      graph,
      parameter(name, rows) {
        const spec = learnt.find((candidate) => candidate.name === name);
        if (!spec) throw new RangeError(`The network has no parameter ${name}.`);
        const length = sizeOf(spec.shape);
        const tensor = graph.input(name, [rows ?? spec.shape[0] ?? 1, length / (rows ?? spec.shape[0] ?? 1)]);
        parameters.set(name, tensor);
        return tensor;
      },
      mask(rate, shape) {
        const name = `mask.${masks.length}`;
        masks.push({ name, shape, size: sizeOf(shape), rate });
        return graph.input(name, shape);
      },
      statistic: (name, value) => void statistics.set(name, value),
    },
    wholeMap(rows, channels, height, width),
    placeLayers(network, inputShape),
  );
  const logits = op.transposeMatrix(graph, wholeTensor(graph, last));
  const loss = softmaxCrossEntropy(graph, logits, label, labelSmoothing);
  graph.output('loss', loss);
  graph.output('logits', logits);
  const targets = [...parameters.values()];
  const gradients = differentiate(graph, loss, targets);
  targets.forEach(({ name, shape }, i) => {
    // A bias that batch normalisation takes out again has none.
    graph.output(GRADIENT + name, gradients[i] ?? graph.constant(new Float32Array(sizeOf(shape)), shape));
  });
  for (const [name, value] of statistics) graph.output(GRADIENT + name, value);
  return { graph, masks };
}
