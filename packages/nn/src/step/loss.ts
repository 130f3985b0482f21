// The loss that is trained on.
import type { Graph, Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';

/**
 * Mean softmax cross-entropy of a batch.
 * @param logits [N, classes].
 * @param labels int64 [N], each 0 … classes − 1.
 * @param smoothing Share of each target that is spread evenly over the classes.
 * @returns A tensor of one element, in nats.
 */
export function softmaxCrossEntropy(graph: Graph, logits: Tensor, labels: Tensor, smoothing = 0): Tensor {
  const [batchSize = 1, classes = 1] = logits.shape;
  const hard = op.oneHot(graph, labels, classes);
  const targets =
    smoothing === 0 ? hard : op.add(graph, op.scale(graph, hard, 1 - smoothing), graph.constant(smoothing / classes));
  const likelihoods = op.mul(graph, op.logSoftmax(graph, logits), targets);
  return op.scale(graph, op.sumAll(graph, likelihoods), -1 / batchSize);
}
