// Convolution as a matrix product: each kernel position's pixels are gathered into a row, then filters × rows.
import { type Graph, sizeOf, type Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import type { ConvLayer } from '../layers.js';
import { type PlacedLayer, paddingOf } from '../shapes.js';
import { type FeatureMap, PLAIN, pixelRows, range } from './feature-map.js';

/**
 * The pixels under the kernel at each pixel of the output, one column each: for every part, [channels · kernel · kernel,
 * pixels · N], or with groups [groups, channels / groups · kernel · kernel, pixels · N].
 * @param wanted The output's parts: the pixels of each, numbered row by row.
 */
export function gatherColumns(
  graph: Graph,
  map: FeatureMap,
  { layer, output }: PlacedLayer<ConvLayer>,
  wanted: readonly (readonly number[])[],
): Tensor[] {
  const { kernel, stride, groups = 1 } = layer;
  const [, , width = 1] = output;
  const [before, after] = paddingOf(layer);
  const { rows, rowOf } = pixelRows(graph, map, before + after > 0);
  const batch = rows.shape[1] ?? 1;
  /** The input's pixel under the kernel's (row, column) at an output's pixel; −1 outside of the image. */
  const under = (pixel: number, row: number, column: number): number => {
    const y = Math.floor(pixel / width) * stride + row - before;
    const x = (pixel % width) * stride + column - before;
    return y >= 0 && y < map.height && x >= 0 && x < map.width ? y * map.width + x : -1;
  };
  return wanted.map((pixels) => {
    const numbers: number[] = [];
    for (const channel of range(map.channels)) {
      for (const position of range(kernel * kernel)) {
        const [row, column] = [Math.floor(position / kernel), position % kernel];
        for (const pixel of pixels) numbers.push(rowOf(channel, under(pixel, row, column)));
      }
    }
    const perGroup = (map.channels / groups) * kernel * kernel;
    const shape = [perGroup, pixels.length * batch];
    return op.reshape(graph, op.gatherRows(graph, rows, numbers), groups === 1 ? shape : [groups, ...shape]);
  });
}

/**
 * Convolves gathered columns.
 * @param weight [filters, channels / groups · kernel · kernel].
 * @param wanted What the columns were gathered for.
 */
export function convolve(
  graph: Graph,
  columns: readonly Tensor[],
  { layer, output }: PlacedLayer<ConvLayer>,
  weight: Tensor,
  wanted: readonly (readonly number[])[],
): FeatureMap {
  const { filters, groups = 1 } = layer;
  const [, height = 1, width = 1] = output;
  const perGroup = [groups, filters / groups, weight.shape[1] ?? 1];
  const filterRows = groups === 1 ? weight : op.reshape(graph, weight, perGroup);
  const parts = columns.map((part) => {
    const product = op.matMul(graph, filterRows, part);
    return op.reshape(graph, product, [filters, sizeOf(product.shape) / filters]);
  });
  return { ...PLAIN, parts, pixels: wanted, channels: filters, height, width };
}
