// Batch normalisation in a training step (Ioffe & Szegedy 2015), with the batch's own mean and variance.
import type { Graph, Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';

/** Added to the variance, as in PyTorch. */
export const EPSILON = 1e-5;

/** [channels, 1] each, over the pixels of all images. */
export interface Moments {
  readonly mean: Tensor;
  readonly variance: Tensor;
  /** Values that each channel has. */
  readonly count: number;
}

/** From the means of the values and of their squares: in float32, and one pass over the data less than from differences. */
function momentsFrom(graph: Graph, mean: Tensor, meanSquare: Tensor, count: number): Moments {
  const variance = op.sub(graph, meanSquare, op.mul(graph, mean, mean));
  return { mean, variance: op.max(graph, variance, graph.constant(0)), count };
}

const countColumns = (parts: readonly Tensor[]): number => parts.reduce((sum, { shape }) => sum + (shape[1] ?? 0), 0);

/** The moments of each row of several matrices together. */
export function momentsOf(graph: Graph, parts: readonly Tensor[]): Moments {
  const count = countColumns(parts);
  const meanOf = (tensors: readonly Tensor[]): Tensor => {
    const sums = tensors.map((tensor) => op.reduceSum(graph, tensor, [1]));
    return op.scale(graph, op.addAll(graph, sums), 1 / count);
  };
  return momentsFrom(graph, meanOf(parts), meanOf(parts.map((part) => op.mul(graph, part, part))), count);
}

/**
 * The moments of `weight`·`columns` without a look at the product: its mean is the weight times the columns' mean, its mean
 * square a quadratic form of their second moments, which are few where a filter has few weights.
 */
export function momentsOfProduct(graph: Graph, weight: Tensor, columns: readonly Tensor[]): Moments {
  const count = countColumns(columns);
  const meanOver = (tensors: readonly Tensor[]): Tensor => op.scale(graph, op.addAll(graph, tensors), 1 / count);
  const mean = op.matMul(graph, weight, meanOver(columns.map((part) => op.reduceSum(graph, part, [1]))));
  const second = meanOver(columns.map((part) => op.matMulTransposed(graph, part, part)));
  const meanSquare = op.reduceSum(graph, op.mul(graph, op.matMul(graph, weight, second), weight), [1]);
  return momentsFrom(graph, mean, meanSquare, count);
}

/** What normalised values are multiplied by, and what is added to them then: weight·(x − mean) / deviation + bias. */
export function affineOf(graph: Graph, { mean, variance }: Moments, weight: Tensor, bias: Tensor) {
  const deviation = op.sqrt(graph, op.add(graph, variance, graph.constant(EPSILON)));
  const factor = op.div(graph, weight, deviation);
  return { factor, shift: op.sub(graph, bias, op.mul(graph, factor, mean)) };
}

/** −1 for numbers below 0, else 1. */
export const signOf = (graph: Graph, x: Tensor): Tensor =>
  op.sub(
    graph,
    op.scale(graph, op.toFloat(graph, op.greaterOrEqual(graph, x, graph.constant(0))), 2),
    graph.constant(1),
  );
