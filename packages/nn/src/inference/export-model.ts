// A trained network as an ONNX file that any runtime can read.
import type { Shape } from '../graph/graph.js';
import { encodeModel } from '../onnx/encode-model.js';
import type { TrainedNetwork } from './fold-batch-norm.js';
import { buildInferenceGraph, FREE_BATCH } from './inference-graph.js';

/**
 * The bytes of a .onnx file: input `image` [N, …inputShape], output `logits` [N, classes]; N is free.
 * @throws RangeError when the parameters are not the network's.
 */
export function exportModel({ network, parameters }: TrainedNetwork, inputShape: Shape): Uint8Array {
  const graph = buildInferenceGraph(network, inputShape, parameters);
  return encodeModel(graph, { name: 'classifier', freeBatch: FREE_BATCH });
}
