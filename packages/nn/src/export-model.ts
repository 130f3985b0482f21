// A trained network as an ONNX file that any runtime can read.
import type { Shape } from './graph/graph.js';
import { buildInferenceGraph } from './inference-graph.js';
import type { Network } from './layers.js';
import { encodeModel } from './onnx/encode-model.js';
import type { Parameters } from './parameters.js';

/**
 * The bytes of a .onnx file: input `image` [N, …inputShape], output `logits` [N, classes].
 * @throws RangeError when the parameters are not the network's.
 */
export function exportModel(network: Network, inputShape: Shape, parameters: Parameters): Uint8Array {
  return encodeModel(buildInferenceGraph(network, inputShape, parameters), {
    name: 'classifier',
    freeBatch: ['image', 'logits'],
  });
}
