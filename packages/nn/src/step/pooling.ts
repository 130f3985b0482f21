// Pooling: the windows' first pixels in one tensor, their second ones in the next, and so on; then element by element.
import type { Graph, Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import type { PoolLayer } from '../layers.js';
import { type PlacedLayer, poolStride } from '../shapes.js';
import { arrange, type FeatureMap, range, settle, windowPixels } from './feature-map.js';

/** The largest of several tensors, element by element, as a knock-out: of equals the earlier one wins. */
function largest(graph: Graph, tensors: readonly Tensor[]): Tensor {
  const [first, second] = tensors;
  if (!first) throw new RangeError('A window has at least one pixel.');
  if (!second) return first;
  const winners = range(Math.ceil(tensors.length / 2)).map((i) => {
    const [a, b] = tensors.slice(2 * i, 2 * i + 2);
    return a && b ? op.max(graph, a, b) : (a ?? first);
  });
  return largest(graph, winners);
}

/** Pools a map; its factor and bias are left for after. */
export function pool(graph: Graph, map: FeatureMap, { layer, output }: PlacedLayer<PoolLayer>): FeatureMap {
  const { size } = layer;
  const [, height = 1, width = 1] = output;
  const { parts, factor, bias } = arrange(graph, map, windowPixels(map.height, map.width, size, poolStride(layer)));
  const pooled =
    layer.type === 'maxPool' ? largest(graph, parts) : op.scale(graph, op.addAll(graph, parts), 1 / (size * size));
  return { parts: [pooled], pixels: [range(height * width)], channels: map.channels, height, width, factor, bias };
}

/** The mean of each channel over all pixels: [channels, N]. */
export function globalAverage(graph: Graph, map: FeatureMap): Tensor {
  const settled = settle(graph, map);
  const pixels = map.height * map.width;
  const sums = settled.parts.map((part, i) => {
    const count = map.pixels[i]?.length ?? 1;
    const batch = (part.shape[1] ?? 1) / count;
    const sum = op.reduceSum(graph, op.reshape(graph, part, [map.channels, count, batch]), [1]);
    return op.reshape(graph, sum, [map.channels, batch]);
  });
  return op.scale(graph, op.addAll(graph, sums), 1 / pixels);
}
