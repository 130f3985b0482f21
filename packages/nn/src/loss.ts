// The loss that is trained on, and how many of a batch are right.
import type { Graph, Tensor } from './graph/graph.js';
import * as op from './graph/operators.js';

/**
 * Mean softmax cross-entropy of a batch.
 * @param logits [N, classes].
 * @param labels int64 [N], each 0 … classes − 1.
 * @returns A scalar, in nats.
 */
export function softmaxCrossEntropy(graph: Graph, logits: Tensor, labels: Tensor): Tensor {
  const [batchSize = 1, classes = 1] = logits.shape;
  const chosen = op.mul(graph, op.logSoftmax(graph, logits), op.oneHot(graph, labels, classes));
  return op.mul(graph, op.sumAll(graph, chosen), graph.constant(-1 / batchSize));
}

/** How many of a batch have their largest logit at their label: a scalar. */
export function countCorrect(graph: Graph, logits: Tensor, labels: Tensor): Tensor {
  return op.sumAll(graph, op.toFloat(graph, op.equal(graph, op.argMax(graph, logits), labels)));
}
