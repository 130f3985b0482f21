// Interprets a network as the forward pass of a training step.
import type { Graph, Shape, Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import type { ConvLayer, Layer, PoolLayer } from '../layers.js';
import { type PlacedLayer, poolStride } from '../shapes.js';
import { affineOf, type Moments, momentsOf, momentsOfProduct, signOf } from './batch-norm.js';
import { convolve, gatherColumns } from './convolution.js';
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
    const last = ordered.findLastIndex(({ layer }) => layer.type !== 'relu') + 1;
    return ordered.toSpliced(entry.layer.type === 'maxPool' ? last : ordered.length, 0, entry);
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
  const bias = layer.bias === false ? null : parameter(`${place}.bias`);
  if (suitsWinograd(placed)) {
    const weight = parameter(`${place}.weight`, layer.filters * map.channels);
    return { ...convolveByWinograd(graph, map, placed, weight), bias };
  }
  const wanted = wantedParts(placed, following);
  const columns = gatherColumns(graph, map, placed, wanted);
  return { ...convolve(graph, columns, placed, parameter(`${place}.weight`), wanted), bias };
}

/** Notes a batch's moments for the running averages. @param bias What is added to the values, and not in the moments. */
function noteMoments({ graph, statistic }: StepContext, place: string, moments: Moments, bias: Tensor | null): void {
  const { mean, variance, count } = moments;
  statistic(`${place}.runningMean`, bias ? op.add(graph, mean, bias) : mean);
  // The unbiased variance, as in PyTorch.
  statistic(`${place}.runningVariance`, op.scale(graph, variance, count / Math.max(1, count - 1)));
}

/**
 * A convolution and the batch normalisation after it, with as few passes over its output as can be: where a filter has few
 * weights, the moments come from the gathered columns, and the factors go into the weights. Elsewhere the factors are left for
 * after pooling, with which they commute when they are not below 0: their signs go into the weights.
 */
function applyNormalisedConv(
  context: StepContext,
  map: FeatureMap,
  placed: PlacedLayer<ConvLayer>,
  normalisation: PlacedLayer,
  following: readonly PlacedLayer[],
): FeatureMap {
  const { graph, parameter } = context;
  const { layer, place } = placed;
  const [gamma, beta] = ['weight', 'bias'].map((name) => parameter(`${normalisation.place}.${name}`)) as [
    Tensor,
    Tensor,
  ];
  // Normalisation takes a convolution's own bias out again: only the running mean has it.
  const bias = layer.bias === false ? null : parameter(`${place}.bias`);
  const weight = parameter(`${place}.weight`);
  const note = (moments: Moments): Moments => {
    noteMoments(context, normalisation.place, moments, bias);
    return moments;
  };
  const wanted = wantedParts(placed, following);
  const [, perFilter = 0] = weight.shape;
  if ((layer.groups ?? 1) === 1 && perFilter <= layer.filters) {
    const columns = gatherColumns(graph, map, placed, wanted);
    const { factor, shift } = affineOf(graph, note(momentsOfProduct(graph, weight, columns)), gamma, beta);
    return { ...convolve(graph, columns, placed, op.mul(graph, weight, factor), wanted), bias: shift };
  }
  const sign = signOf(graph, gamma);
  const signed = op.mul(graph, weight, sign);
  const convolved = suitsWinograd(placed)
    ? convolveByWinograd(graph, map, placed, op.reshape(graph, signed, [layer.filters * map.channels, 9]))
    : convolve(graph, gatherColumns(graph, map, placed, wanted), placed, signed, wanted);
  const moments = momentsOf(graph, convolved.parts);
  note({ ...moments, mean: op.mul(graph, moments.mean, sign) });
  const { factor, shift } = affineOf(graph, moments, op.mul(graph, gamma, sign), beta);
  return { ...convolved, factor, bias: shift };
}

/** Batch normalisation of what is no convolution's output. */
function applyBatchNorm(context: StepContext, map: FeatureMap, place: string): FeatureMap {
  const { graph, parameter } = context;
  const scaled = settle(graph, { ...map, bias: null });
  const moments = momentsOf(graph, scaled.parts);
  noteMoments(context, place, moments, map.bias);
  const { factor, shift } = affineOf(graph, moments, parameter(`${place}.weight`), parameter(`${place}.bias`));
  return { ...mapParts(scaled, (part) => op.mul(graph, part, factor)), bias: shift };
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
  let map = input;
  for (const [i, entry] of layers.entries()) {
    const [before, after] = [layers[i - 1]?.layer.type, layers[i + 1]];
    // Done with the convolution before it.
    if (entry.layer.type === 'batchNorm' && before === 'conv') continue;
    map =
      entry.layer.type === 'conv' && after?.layer.type === 'batchNorm'
        ? applyNormalisedConv(context, map, entry as PlacedLayer<ConvLayer>, after, layers.slice(i + 2))
        : applyLayer(context, map, entry, layers.slice(i + 1));
  }
  return map;
}
