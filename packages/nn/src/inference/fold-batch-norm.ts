// A trained network without what only training needs: batch normalisation becomes part of the layer before it.
// Jacob et al., "Quantization and Training of Neural Networks…", CVPR 2018, section 3.2.
import type { Shape } from '../graph/graph.js';
import { conv, type Layer, type Network } from '../layers.js';
import { type Parameters, parameterNamed } from '../parameters.js';
import { type PlacedLayer, placeLayers } from '../shapes.js';
import { EPSILON } from '../step/batch-norm.js';

export interface TrainedNetwork {
  readonly network: Network;
  readonly parameters: Parameters;
}

/** A layer and its own parameters by their names in it, "weight"; a residual layer has its inner ones instead. */
interface Piece {
  readonly layer: Layer;
  readonly own: Readonly<Record<string, Float32Array>>;
  readonly inner: readonly Piece[];
}

/** Batch normalisation as `factor`·x + `shift`, channel by channel. */
function affine(own: Piece['own']): { factor: Float32Array; shift: Float32Array } {
  const of = (name: string): Float32Array => parameterNamed(own, name);
  const variance = of('runningVariance');
  const factor = of('weight').map((weight, c) => weight / Math.sqrt((variance[c] ?? 0) + EPSILON));
  const shift = of('bias').map((bias, c) => bias - (factor[c] ?? 0) * (of('runningMean')[c] ?? 0));
  return { factor, shift };
}

/** factor·(weight·x + bias) + shift as one layer of the same kind. */
function fold(piece: Piece, batchNorm: Piece): Piece {
  const { factor, shift } = affine(batchNorm.own);
  const weight = parameterNamed(piece.own, 'weight');
  const perOutput = weight.length / factor.length;
  const layer = piece.layer.type === 'conv' ? { ...piece.layer, bias: true } : piece.layer;
  return {
    layer,
    own: {
      weight: weight.map((w, i) => w * (factor[Math.floor(i / perOutput)] ?? 0)),
      bias: shift.map((s, c) => s + (factor[c] ?? 0) * (piece.own.bias?.[c] ?? 0)),
    },
    inner: [],
  };
}

/** Batch normalisation with nothing before it to become part of: a convolution of each channel by one number. */
function standingAlone({ own }: Piece): Piece {
  const { factor, shift } = affine(own);
  const layer = conv(factor.length, 1, { groups: factor.length });
  return { layer, own: { weight: factor, bias: shift }, inner: [] };
}

function simplify(pieces: readonly Piece[]): Piece[] {
  const kept: Piece[] = [];
  for (const piece of pieces) {
    const { layer, own, inner } = piece;
    const previous = kept.at(-1);
    if (layer.type === 'dropout') continue;
    if (layer.type !== 'batchNorm') kept.push({ layer, own, inner: simplify(inner) });
    else if (previous?.layer.type === 'conv' || previous?.layer.type === 'dense')
      kept.splice(-1, 1, fold(previous, piece));
    else kept.push(standingAlone(piece));
  }
  return kept;
}

const toPieces = (placed: readonly PlacedLayer[], parameters: Parameters): Piece[] =>
  placed.map(({ layer, place, parameters: specs, inner }) => ({
    layer,
    own: Object.fromEntries(specs.map(({ name }) => [name.slice(place.length + 1), parameterNamed(parameters, name)])),
    inner: toPieces(inner, parameters),
  }));

const toLayers = (pieces: readonly Piece[]): Layer[] =>
  pieces.map(({ layer, inner }) => (layer.type === 'residual' ? { ...layer, layers: toLayers(inner) } : layer));

const toEntries = (pieces: readonly Piece[], prefix: string): (readonly [string, Float32Array])[] =>
  pieces.flatMap(({ own, inner }, i) => [
    ...Object.entries(own).map(([name, values]) => [`${prefix}${i}.${name}`, values] as const),
    ...toEntries(inner, `${prefix}${i}.`),
  ]);

/**
 * The same network for use: batch normalisation folded into the convolution or dense layer before it, dropout left out.
 * @throws RangeError when the parameters are not the network's.
 */
export function foldBatchNorm({ network, parameters }: TrainedNetwork, inputShape: Shape): TrainedNetwork {
  const placed = placeLayers(network, inputShape);
  const pieces = simplify(toPieces(placed, parameters));
  return { network: toLayers(pieces), parameters: Object.fromEntries(toEntries(pieces, '')) };
}
