// Shape inference for the browser's half: what goes in and out of each layer, and which parameters it has. It says what
// packages/nn's shapes.ts says of the same layers, without importing it; the trainer's tests hold the two to each other.
import type { ConvLayer, Layer, PoolLayer } from './network.js';

/** Without the batch: [channels, height, width] or [features]. */
export type Shape = readonly number[];

/** A parameter's name and shape, first side one row an output: [filters, …] or [units, …]; a bias has no other side. */
export interface ParameterSpec {
  /** "3.weight"; inside a residual layer "3.0.weight". */
  readonly name: string;
  readonly shape: Shape;
  readonly kind: 'weight' | 'bias';
}

/** A layer with its place in a network. */
export interface PlacedLayer<L extends Layer = Layer> {
  readonly layer: L;
  /** Its number in the list, "3"; inside a residual layer "3.0". */
  readonly place: string;
  readonly input: Shape;
  readonly output: Shape;
  /** Its own parameters; those of layers inside it are theirs. */
  readonly parameters: readonly ParameterSpec[];
  /** The layers of a residual layer, placed. */
  readonly inner: readonly PlacedLayer[];
}

export const sizeOf = (shape: Shape): number => shape.reduce((product, side) => product * side, 1);

export const formatShape = (shape: Shape): string => shape.join('×');

/** Zeros [before, after] each side of the input; an even kernel's odd one goes below and to the right. */
export function paddingOf({ padding, kernel }: ConvLayer): readonly [number, number] {
  if (padding === 'valid') return [0, 0];
  const before = Math.floor((kernel - 1) / 2);
  return [before, kernel - 1 - before];
}

export const poolStride = ({ size, stride }: PoolLayer): number => stride ?? size;

function imageSides(input: Shape): readonly [number, number, number] {
  const [channels, height, width] = input;
  if (channels === undefined || height === undefined || width === undefined) {
    throw new RangeError(`takes images (channels×height×width), not ${formatShape(input)}`);
  }
  return [channels, height, width];
}

/** How many windows of `size` fit along both sides. */
function windows(height: number, width: number, size: number, stride: number): [number, number] {
  if (height < size || width < size) {
    throw new RangeError(`a window of ${size}×${size} does not fit into ${height}×${width}`);
  }
  return [Math.floor((height - size) / stride) + 1, Math.floor((width - size) / stride) + 1];
}

type Inferred = Pick<PlacedLayer, 'output'> & Partial<Pick<PlacedLayer, 'parameters' | 'inner'>>;

/** The parameters of a layer that weighs its inputs. */
function weighing(place: string, weightShape: Shape, bias: boolean): ParameterSpec[] {
  const weight: ParameterSpec = { name: `${place}.weight`, shape: weightShape, kind: 'weight' };
  const biasSpec: ParameterSpec = { name: `${place}.bias`, shape: weightShape.slice(0, 1), kind: 'bias' };
  return bias ? [weight, biasSpec] : [weight];
}

function inferConv(layer: ConvLayer, place: string, input: Shape): Inferred {
  const [channels, height, width] = imageSides(input);
  const { filters, kernel, stride, groups = 1, bias = true } = layer;
  if (channels % groups !== 0 || filters % groups !== 0) {
    throw new RangeError(`${channels} channels and ${filters} filters cannot both be cut into ${groups} groups`);
  }
  const [before, after] = paddingOf(layer);
  const sides = windows(height + before + after, width + before + after, kernel, stride);
  return {
    output: [filters, ...sides],
    parameters: weighing(place, [filters, channels / groups, kernel, kernel], bias),
  };
}

function inferResidual(layers: readonly Layer[], place: string, input: Shape): Inferred {
  const inner = placeLayers(layers, input, `${place}.`);
  const output = inner.at(-1)?.output ?? input;
  if (formatShape(output) !== formatShape(input)) {
    throw new RangeError(
      `its layers make ${formatShape(output)} of ${formatShape(input)}, which cannot be added to it`,
    );
  }
  return { output, inner };
}

function inferLayer(layer: Layer, place: string, input: Shape): Inferred {
  switch (layer.type) {
    case 'conv':
      return inferConv(layer, place, input);
    case 'maxPool':
    case 'avgPool': {
      const [channels, height, width] = imageSides(input);
      return { output: [channels, ...windows(height, width, layer.size, poolStride(layer))] };
    }
    case 'globalAvgPool':
      return { output: imageSides(input).slice(0, 1) };
    case 'flatten':
      return { output: [sizeOf(input)] };
    case 'dense':
      if (input.length > 1) {
        throw new RangeError(`takes features, not ${formatShape(input)}: flatten or globalAvgPool must come before it`);
      }
      return { output: [layer.units], parameters: weighing(place, [layer.units, ...input], true) };
    case 'residual':
      return inferResidual(layer.layers, place, input);
    case 'relu':
    case 'silu':
    case 'gelu':
      return { output: input };
    default:
      // A manifest is data: it may be from a version that has more layers than this one.
      throw new RangeError('there is no such layer here; it may be a newer version’s: reload the page, or update');
  }
}

/**
 * Infers the shapes of a network for inputs of `inputShape` [channels, height, width].
 * @throws RangeError that names the layer, its place in the list and the shapes that do not fit.
 */
export function placeLayers(network: readonly Layer[], inputShape: Shape, prefix = ''): PlacedLayer[] {
  let input = inputShape;
  return network.map((layer, i) => {
    const place = `${prefix}${i}`;
    try {
      const placed = { layer, place, input, parameters: [], inner: [], ...inferLayer(layer, place, input) };
      input = placed.output;
      return placed;
    } catch (error) {
      // One from a layer inside this one says already where it is.
      if (!(error instanceof RangeError) || error.message.startsWith('Layer ')) throw error;
      throw new RangeError(`Layer ${place} (${layer.type}) of the network: ${error.message}.`);
    }
  });
}

const specsOf = (placed: readonly PlacedLayer[]): ParameterSpec[] =>
  placed.flatMap(({ parameters, inner }) => [...parameters, ...specsOf(inner)]);

/** A network's parameters in the order of its layers, as packages/nn's parametersOf. @throws RangeError as placeLayers does. */
export const parameterSpecs = (network: readonly Layer[], inputShape: Shape): ParameterSpec[] =>
  specsOf(placeLayers(network, inputShape));
