// Shape inference: where each layer stands, what goes in and out of it, and which parameters it has.
import { formatShape, type Shape, sizeOf } from './graph/graph.js';
import type { ConvLayer, Layer, Network, PoolLayer } from './layers.js';
import type { ParameterSpec } from './parameters.js';

/** A layer with its place in a network. Shapes are without the batch: [channels, height, width] or [features]. */
export interface PlacedLayer<L extends Layer = Layer> {
  readonly layer: L;
  /** Its number in the list, "3"; inside a residual layer "3.0", as PyTorch names nested modules. */
  readonly place: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Its own parameters; those of layers inside it are theirs. */
  readonly parameters: readonly ParameterSpec[];
  /** The layers of a residual layer, placed. */
  readonly inner: readonly PlacedLayer[];
}

/** [channels, height, width] of a layer's input; refuses features. */
function sidesOf(input: Shape): readonly [number, number, number] {
  const [channels, height, width] = input;
  if (channels === undefined || height === undefined || width === undefined || input.length > 3) {
    throw new RangeError(`takes images (channels×height×width), not ${formatShape(input)}`);
  }
  return [channels, height, width];
}

/** The number of features of a layer's input; refuses images. */
function featuresOf(input: Shape): number {
  const [features] = input;
  if (features === undefined || input.length > 1) {
    throw new RangeError(`takes features, not ${formatShape(input)}: put flatten() or globalAvgPool() before it`);
  }
  return features;
}

function checkWhole(name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new RangeError(`${name} is ${value}; it must be a whole number from 1`);
}

/** Zeros [before, after] each side of the input; an even kernel's odd one goes below and to the right. */
export function paddingOf({ padding, kernel }: ConvLayer): readonly [number, number] {
  const before = padding === 'same' ? Math.floor((kernel - 1) / 2) : 0;
  return [before, padding === 'same' ? kernel - 1 - before : 0];
}

export const poolStride = ({ size, stride }: PoolLayer): number => stride ?? size;

/** How many windows fit along a side. */
function windowsAlong(what: string, height: number, width: number, window: number, stride: number): [number, number] {
  if (height < window || width < window) {
    throw new RangeError(`a ${window}×${window} ${what} does not fit into ${height}×${width}`);
  }
  return [Math.floor((height - window) / stride) + 1, Math.floor((width - window) / stride) + 1];
}

type Inferred = Pick<PlacedLayer, 'output'> & Partial<Pick<PlacedLayer, 'parameters' | 'inner'>>;

function inferConv(layer: ConvLayer, place: string, input: Shape): Inferred {
  const [channels, height, width] = sidesOf(input);
  const { filters, kernel, stride, groups = 1, bias = true, padding } = layer;
  if (padding !== 'valid' && padding !== 'same') {
    throw new RangeError(`padding is "${padding}"; it must be "valid" or "same"`);
  }
  for (const [name, value] of Object.entries({ filters, kernel, stride, groups })) checkWhole(name, value);
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw new RangeError(`${channels} channels and ${filters} filters cannot both be cut into ${groups} groups`);
  }
  const added = paddingOf(layer).reduce((sum, side) => sum + side, 0);
  const [outHeight, outWidth] = windowsAlong('kernel', height + added, width + added, kernel, stride);
  const weightShape = [filters, channels / groups, kernel, kernel];
  const fanIn = sizeOf(weightShape) / filters;
  const weight: ParameterSpec = { name: `${place}.weight`, shape: weightShape, kind: 'weight', initial: { fanIn } };
  const biasSpec: ParameterSpec = { name: `${place}.bias`, shape: [filters], kind: 'bias', initial: 0 };
  return { output: [filters, outHeight, outWidth], parameters: bias ? [weight, biasSpec] : [weight] };
}

function inferLayer(layer: Layer, place: string, input: Shape, previous: Layer | undefined): Inferred {
  switch (layer.type) {
    case 'conv':
      return inferConv(layer, place, input);
    case 'maxPool':
    case 'avgPool': {
      const [channels, height, width] = sidesOf(input);
      for (const value of [layer.size, poolStride(layer)]) checkWhole('size or stride', value);
      return { output: [channels, ...windowsAlong('window', height, width, layer.size, poolStride(layer))] };
    }
    case 'globalAvgPool':
      return { output: sidesOf(input).slice(0, 1) };
    case 'batchNorm': {
      if (input.length === 1 && previous?.type !== 'dense') {
        throw new RangeError(`takes images, or the features of the dense() right before it, not ${formatShape(input)}`);
      }
      const shape = input.slice(0, 1);
      const spec = (name: string, kind: ParameterSpec['kind'], initial: number): ParameterSpec => ({
        name: `${place}.${name}`,
        shape,
        kind,
        initial,
      });
      const trained = [spec('weight', 'bias', 1), spec('bias', 'bias', 0)];
      return {
        output: input,
        parameters: [...trained, spec('runningMean', 'statistic', 0), spec('runningVariance', 'statistic', 1)],
      };
    }
    case 'dropout':
      if (!(layer.rate >= 0 && layer.rate < 1))
        throw new RangeError(`rate is ${layer.rate}; it must be from 0 up to 1`);
      return { output: input };
    case 'residual': {
      const inner = placeLayers(layer.layers, input, `${place}.`);
      const output = inner.at(-1)?.output ?? input;
      if (formatShape(output) !== formatShape(input)) {
        throw new RangeError(
          `its layers make ${formatShape(output)} of ${formatShape(input)}, which cannot be added to it`,
        );
      }
      return { output, inner };
    }
    case 'flatten':
      return { output: [sizeOf(input)] };
    case 'dense': {
      checkWhole('units', layer.units);
      const features = featuresOf(input);
      return {
        output: [layer.units],
        parameters: [
          { name: `${place}.weight`, shape: [layer.units, features], kind: 'weight', initial: { fanIn: features } },
          { name: `${place}.bias`, shape: [layer.units], kind: 'bias', initial: 0 },
        ],
      };
    }
    case 'relu':
    case 'silu':
    case 'gelu':
      return { output: input };
    default:
      throw new RangeError('there is no such layer');
  }
}

/**
 * Infers the shapes of a network for inputs of `inputShape` [channels, height, width].
 * @throws RangeError that names the layer, its place in the list and the shapes that do not fit.
 */
export function placeLayers(network: Network, inputShape: Shape, prefix = ''): PlacedLayer[] {
  let input = inputShape;
  return network.map((layer, i) => {
    const place = `${prefix}${i}`;
    try {
      const placed = {
        layer,
        place,
        input,
        parameters: [],
        inner: [],
        ...inferLayer(layer, place, input, network[i - 1]),
      };
      input = placed.output;
      return placed;
    } catch (error) {
      // One from a layer inside this one says already where it is.
      if (!(error instanceof RangeError) || error.message.startsWith('Layer ')) throw error;
      throw new RangeError(`Layer ${place} (${layer.type}) of the network: ${error.message}.`);
    }
  });
}

/** Everything that a network learns or keeps, in the order of its layers. @throws RangeError as placeLayers does. */
export const parametersOf = (network: Network, inputShape: Shape): ParameterSpec[] =>
  flattenPlaced(placeLayers(network, inputShape)).flatMap(({ parameters }) => parameters);

/** All layers, those inside residual layers too. */
const flattenPlaced = (placed: readonly PlacedLayer[]): PlacedLayer[] =>
  placed.flatMap((entry) => [entry, ...flattenPlaced(entry.inner)]);

/** How many classes a network tells apart: its last layer's features. @throws RangeError when it ends in images. */
export function classesOf(network: Network, inputShape: Shape): number {
  const output = placeLayers(network, inputShape).at(-1)?.output ?? inputShape;
  if (output.length === 1) return output[0] ?? 0;
  throw new RangeError(`The network ends in images of ${formatShape(output)}: end it with flatten() and dense().`);
}
