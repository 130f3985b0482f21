// Batch normalisation in a training step (Ioffe & Szegedy 2015), with the batch's own mean and variance.
import { type Graph, sizeOf, type Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import { type FeatureMap, mapParts } from './feature-map.js';

/** Added to the variance, as in PyTorch. */
export const EPSILON = 1e-5;

export interface Normalised {
  /** Its bias is the layer's, still to be added. */
  readonly map: FeatureMap;
  /** [channels, 1] each: what the running averages take up. The variance is the unbiased one, as in PyTorch. */
  readonly mean: Tensor;
  readonly variance: Tensor;
}

/** @param weight, bias [channels, 1]. */
export function normalise(graph: Graph, map: FeatureMap, weight: Tensor, bias: Tensor): Normalised {
  const count = map.parts.reduce((sum, part) => sum + sizeOf(part.shape) / map.channels, 0);
  const meanOf = (parts: readonly Tensor[]): Tensor =>
    op.scale(
      graph,
      op.addAll(
        graph,
        parts.map((part) => op.reduceSum(graph, part, [1])),
      ),
      1 / count,
    );
  const mean = meanOf(map.parts);
  const centred = mapParts(map, (part) => op.sub(graph, part, mean));
  const variance = meanOf(centred.parts.map((part) => op.mul(graph, part, part)));
  const deviation = op.sqrt(graph, op.add(graph, variance, graph.constant(EPSILON)));
  const factor = op.div(graph, weight, deviation);
  return {
    map: { ...mapParts(centred, (part) => op.mul(graph, part, factor)), bias },
    // A bias that was not added yet moves the mean and nothing else.
    mean: map.bias ? op.add(graph, mean, map.bias) : mean,
    variance: op.scale(graph, variance, count / Math.max(1, count - 1)),
  };
}
