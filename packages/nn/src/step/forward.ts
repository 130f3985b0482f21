// Interprets a network as the forward pass of a training step.
import type { Graph, Shape, Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import type { ConvLayer, Layer, PoolLayer } from '../layers.js';
import { type PlacedLayer, poolStride } from '../shapes.js';
import { normalise } from './batch-norm.js';
import { convolve } from './convolution.js';
import { type FeatureMap, mapParts, range, settle, wholeMap, wholeTensor, windowPixels } from './feature-map.js';
import { globalAverage, pool } from './pooling.js';
import { convolveByWinograd, suitsWinograd } from './winograd.js';

/** What the layers of one step share. */
export interface StepContext {
  readonly graph: Graph;
  /** The tensor of a parameter as a matrix of `rows`; by default its first side. */
  parameter(name: string, rows?: number): Tensor;
  /** A tensor of the kept values' factor, 1 / (1 − rate), and of 0, at random: for dropout. */
  mask(rate: number, shape: Shape): Tensor;
  /** Takes note of this batch's value of a running average. */
  statistic(name: string, value: Tensor): void;
}

const POINTWISE: readonly Layer['type'][] = ['batchNorm', 'relu', 'silu', 'gelu', 'dropout'];

/** max(x, 0) and max-pooling give the same in either order; pooled first, it has fewer pixels to work on. */
function poolBeforeRelu(placed: readonly PlacedLayer[]): PlacedLayer[] {
  return placed.reduce<PlacedLayer[]>((ordered, entry) => {
    if (entry.layer.type !== 'maxPool') return [...ordered, entry];
    const place = ordered.findLastIndex(({ layer }) => layer.type !== 'relu') + 1;
    return ordered.toSpliced(place, 0, entry);
  }, []);
}

/** The parts that a convolution's output is wanted in: what the pooling layer that comes next compares. */
function wantedParts({ output }: PlacedLayer, following: readonly PlacedLayer[]): number[][] {
  const [, height = 1, width = 1] = output;
  const next = following.find(({ layer }) => !POINTWISE.includes(layer.type))?.layer;
  if (next?.type === 'maxPool' || next?.type === 'avgPool') {
    const { size } = next;
    const tiled = poolStride(next) === size && height % size === 0 && width % size === 0;
    if (tiled) return windowPixels(height, width, size, size);
  }
  return [range(height * width)];
}

function applyConv(
  { graph, parameter }: StepContext,
  map: FeatureMap,
  placed: PlacedLayer<ConvLayer>,
  following: readonly PlacedLayer[],
): FeatureMap {
  const { layer, place } = placed;
  const convolved = suitsWinograd(placed)
    ? convolveByWinograd(graph, map, placed, parameter(`${place}.weight`, layer.filters * map.channels))
    : convolve(graph, map, placed, parameter(`${place}.weight`), wantedParts(placed, following));
  return { ...convolved, bias: layer.bias === false ? null : parameter(`${place}.bias`) };
}

function applyBatchNorm({ graph, parameter, statistic }: StepContext, map: FeatureMap, place: string): FeatureMap {
  const normalised = normalise(graph, map, parameter(`${place}.weight`), parameter(`${place}.bias`));
  statistic(`${place}.runningMean`, normalised.mean);
  statistic(`${place}.runningVariance`, normalised.variance);
  return normalised.map;
}

/** The rows of a map as its channels, of one pixel each. */
function flatten(graph: Graph, map: FeatureMap): FeatureMap {
  const whole = wholeTensor(graph, map);
  const pixels = map.height * map.width;
  const batch = (whole.shape[1] ?? 1) / pixels;
  return wholeMap(op.reshape(graph, whole, [map.channels * pixels, batch]), map.channels * pixels, 1, 1);
}

function applyLayer(
  context: StepContext,
  map: FeatureMap,
  placed: PlacedLayer,
  following: readonly PlacedLayer[],
): FeatureMap {
  const { graph, parameter, mask } = context;
  const { layer, place } = placed;
  const each = (change: (x: Tensor) => Tensor): FeatureMap => mapParts(settle(graph, map), change);
  switch (layer.type) {
    case 'conv':
      return applyConv(context, map, placed as PlacedLayer<ConvLayer>, following);
    case 'maxPool':
    case 'avgPool':
      return pool(graph, map, placed as PlacedLayer<PoolLayer>);
    case 'globalAvgPool':
      return wholeMap(globalAverage(graph, map), map.channels, 1, 1);
    case 'batchNorm':
      return applyBatchNorm(context, map, place);
    case 'relu':
      return each((x) => op.relu(graph, x));
    case 'silu':
      return each((x) => op.silu(graph, x));
    case 'gelu':
      return each((x) => op.gelu(graph, x));
    case 'dropout':
      return layer.rate === 0 ? map : each((x) => op.mul(graph, x, mask(layer.rate, x.shape)));
    case 'residual': {
      const inner = forward(context, map, placed.inner);
      const sum = op.add(graph, wholeTensor(graph, map), wholeTensor(graph, inner));
      return wholeMap(sum, map.channels, map.height, map.width);
    }
    case 'flatten':
      return flatten(graph, map);
    case 'dense': {
      const product = op.matMul(graph, parameter(`${place}.weight`), wholeTensor(graph, map));
      return { ...wholeMap(product, layer.units, 1, 1), bias: parameter(`${place}.bias`) };
    }
  }
}

/** Adds the layers' forward pass to the graph. A batch of feature vectors is a map of one pixel. */
export function forward(context: StepContext, input: FeatureMap, placed: readonly PlacedLayer[]): FeatureMap {
  const layers = poolBeforeRelu(placed);
  return layers.reduce((map, layer, i) => applyLayer(context, map, layer, layers.slice(i + 1)), input);
}
