// 3×3 convolution by Winograd's minimal filtering F(2×2, 3×3): 16 products for 4 outputs where the plain way has 36.
// Lavin & Gray, "Fast Algorithms for Convolutional Neural Networks", CVPR 2016.
import { type Graph, sizeOf, type Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import type { ConvLayer } from '../layers.js';
import { type PlacedLayer, paddingOf } from '../shapes.js';
import { arrange, type FeatureMap, PLAIN, pixelRows, range, windowPixels } from './feature-map.js';

type Matrix = readonly (readonly number[])[];

/** The transforms of one side, as in the paper: of 4 inputs, of 3 weights, and from 4 products to 2 outputs. */
const INPUT: Matrix = [
  [1, 0, -1, 0],
  [0, 1, 1, 0],
  [0, -1, 1, 0],
  [0, 1, 0, -1],
];
const FILTER: Matrix = [
  [1, 0, 0],
  [0.5, 0.5, 0.5],
  [0.5, -0.5, 0.5],
  [0, 0, 1],
];
const OUTPUT: Matrix = [
  [1, 1, 1, 0],
  [0, 1, -1, -1],
];

/** Transforms both sides of a square at once: the Kronecker product of a matrix with itself, as a constant. */
function bothSides(graph: Graph, matrix: Matrix): Tensor {
  const rows = matrix.flatMap((a) => matrix.map((b) => a.flatMap((p) => b.map((q) => p * q))));
  return graph.constant(Float32Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]);
}

/** Fewer input channels than this do not pay for the transforms (bench/training). */
const LEAST_CHANNELS = 8;

/** Whether this way is possible, and the faster one. */
export function suitsWinograd({ layer, input, output }: PlacedLayer<ConvLayer>): boolean {
  const [channels = 0] = input;
  const large = (output[1] ?? 0) > 1 && (output[2] ?? 0) > 1;
  return layer.kernel === 3 && layer.stride === 1 && (layer.groups ?? 1) === 1 && channels >= LEAST_CHANNELS && large;
}

/**
 * Convolves a map with 3×3 kernels at stride 1.
 * @param weight [filters · channels, 9].
 * @returns A map in four parts, one for each place in windows of 2×2; in one where the output's sides are odd.
 */
export function convolveByWinograd(
  graph: Graph,
  map: FeatureMap,
  { layer, output }: PlacedLayer<ConvLayer>,
  weight: Tensor,
): FeatureMap {
  const { filters } = layer;
  const [, height = 1, width = 1] = output;
  const [before] = paddingOf(layer);
  // Odd sides end in tiles that reach beyond the image, over zeros.
  const [tileRows, tileColumns] = [Math.ceil(height / 2), Math.ceil(width / 2)];
  const tiles = tileRows * tileColumns;
  const odd = height % 2 === 1 || width % 2 === 1;
  const { rows, rowOf } = pixelRows(graph, map, before > 0 || odd);
  const batch = rows.shape[1] ?? 1;

  const numbers = range(16).flatMap((position) =>
    range(map.channels).flatMap((channel) =>
      range(tiles).map((tile) => {
        const y = 2 * Math.floor(tile / tileColumns) + Math.floor(position / 4) - before;
        const x = 2 * (tile % tileColumns) + (position % 4) - before;
        return rowOf(channel, y >= 0 && y < map.height && x >= 0 && x < map.width ? y * map.width + x : -1);
      }),
    ),
  );
  const tileInputs = op.reshape(graph, op.gatherRows(graph, rows, numbers), [16, map.channels * tiles * batch]);
  const inputs = op.matMul(graph, bothSides(graph, INPUT), tileInputs);
  const kernels = op.matMulTransposed(graph, bothSides(graph, FILTER), weight);
  const products = op.matMul(
    graph,
    op.reshape(graph, kernels, [16, filters, map.channels]),
    op.reshape(graph, inputs, [16, map.channels, tiles * batch]),
  );
  const outputs = op.matMul(
    graph,
    bothSides(graph, OUTPUT),
    op.reshape(graph, products, [16, filters * tiles * batch]),
  );
  const parts = op
    .splitRows(graph, outputs, [1, 1, 1, 1])
    .map((part) => op.reshape(graph, part, [filters, sizeOf(part.shape) / filters]));

  const tiled: FeatureMap = {
    parts,
    pixels: windowPixels(2 * tileRows, 2 * tileColumns, 2, 2),
    channels: filters,
    height: 2 * tileRows,
    width: 2 * tileColumns,
    ...PLAIN,
  };
  if (!odd) return tiled;
  const kept = range(height).flatMap((y) => range(width).map((x) => y * tiled.width + x));
  return { ...arrange(graph, tiled, [kept]), pixels: [range(height * width)], height, width };
}
