// Convolution as a matrix product: each kernel position's pixels are gathered into a row, then filters × rows.
import { type Graph, sizeOf, type Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import type { ConvLayer } from '../layers.js';
import { type PlacedLayer, paddingOf } from '../shapes.js';
import { type FeatureMap, pixelRows, range } from './feature-map.js';

/**
 * Convolves a map.
 * @param weight [filters, channels / groups · kernel · kernel].
 * @param wanted The output's parts: the pixels of each, numbered row by row.
 */
export function convolve(
  graph: Graph,
  map: FeatureMap,
  { layer, output }: PlacedLayer<ConvLayer>,
  weight: Tensor,
  wanted: readonly (readonly number[])[],
): FeatureMap {
  const { filters, kernel, stride, groups = 1 } = layer;
  const [, height = 1, width = 1] = output;
  const [before, after] = paddingOf(layer);
  const { rows, rowOf } = pixelRows(graph, map, before + after > 0);
  const batch = rows.shape[1] ?? 1;
  const perFilter = (map.channels / groups) * kernel * kernel;
  const grouped = groups === 1 ? [] : [groups];
  const filterRows = op.reshape(graph, weight, [...grouped, filters / groups, perFilter]);

  /** The input's pixel under the kernel's (row, column) at an output's pixel; −1 outside of the image. */
  const under = (pixel: number, row: number, column: number): number => {
    const y = Math.floor(pixel / width) * stride + row - before;
    const x = (pixel % width) * stride + column - before;
    return y >= 0 && y < map.height && x >= 0 && x < map.width ? y * map.width + x : -1;
  };
  const parts = wanted.map((pixels) => {
    const numbers: number[] = [];
    for (const channel of range(map.channels)) {
      for (const position of range(kernel * kernel)) {
        const [row, column] = [Math.floor(position / kernel), position % kernel];
        for (const pixel of pixels) numbers.push(rowOf(channel, under(pixel, row, column)));
      }
    }
    const columns = op.reshape(graph, op.gatherRows(graph, rows, numbers), [
      ...grouped,
      perFilter,
      pixels.length * batch,
    ]);
    const product = op.matMul(graph, filterRows, columns);
    return op.reshape(graph, product, [filters, sizeOf(product.shape) / filters]);
  });
  return { parts, pixels: wanted, channels: filters, height, width, bias: null };
}
