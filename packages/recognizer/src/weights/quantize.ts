// Weights as small whole numbers, one scale an output row (a filter, a unit). Only the weights are quantised: runtimes dequantise them
// once and compute in float32. Jacob et al., "Quantization and Training of Neural Networks…", CVPR 2018; symmetric, per channel.
import { formatShape, type ParameterSpec, sizeOf } from '../shapes.js';

/** Parameters by name, "3.weight": plain numbers, first side outermost. */
export type Parameters = Readonly<Record<string, Float32Array>>;

/** A weight as scale·int8, row by row. */
export interface QuantizedWeight {
  readonly name: string;
  readonly kind: 'weight';
  /** All rows, one after the other; from −63 to 63 as quantizeWeights makes them. */
  readonly int8: Int8Array;
  /** One a row; 0 where the whole row is. */
  readonly scales: Float32Array;
}

/** A bias, which stays as it is. */
export interface PlainBias {
  readonly name: string;
  readonly kind: 'bias';
  readonly values: Float32Array;
}

/** A network's parameters in its order. */
export type QuantizedParameters = readonly (QuantizedWeight | PlainBias)[];

/**
 * Seven of int8's eight bits: no digit more is misread than with all eight (npm run bench -- quantization), and what a page loads,
 * gzipped, shrinks by an eighth.
 */
const LARGEST = 63;
/** Rows of smaller numbers count as 0, so that scales keep clear of float32's subnormal numbers. */
const SMALLEST_WEIGHT = 2 ** -100;
/** Larger ones are no weights of a network that works, and would overflow. */
const LARGEST_WEIGHT = 2 ** 100;
/** Significant bits of a scale: with the 7 of an int8's magnitude they fill float32's 24, so that scale·int8 is exact. */
const SCALE_BITS = 17;

/** `value` > 0 rounded up to SCALE_BITS significant bits. */
function roundUp(value: number): number {
  const unit = 2 ** (Math.floor(Math.log2(value)) + 1 - SCALE_BITS);
  return Math.ceil(value / unit) * unit;
}

/**
 * The scale of a row of that largest magnitude, which becomes `largest`. Since largest·scale is exact, a dequantised row gives the same scale
 * again, and so the same int8.
 */
const scaleOf = (magnitude: number, largest: number): number =>
  magnitude < SMALLEST_WEIGHT ? 0 : roundUp(magnitude / largest);

function largestMagnitude(name: string, row: Float32Array): number {
  return row.reduce((largest, weight) => {
    const magnitude = Math.abs(weight);
    if (!(magnitude <= LARGEST_WEIGHT)) {
      throw new RangeError(`${name} has a weight of ${weight}, which cannot be quantised: the training went wrong.`);
    }
    return Math.max(largest, magnitude);
  }, 0);
}

function quantizeWeight(name: string, values: Float32Array, rows: number, largest: number): QuantizedWeight {
  const columns = values.length / rows;
  const int8 = new Int8Array(values.length);
  const scales = new Float32Array(rows);
  for (let r = 0; r < rows; r++) {
    const row = values.subarray(r * columns, (r + 1) * columns);
    const scale = scaleOf(largestMagnitude(name, row), largest);
    scales[r] = scale;
    if (scale > 0)
      int8.set(
        Int8Array.from(row, (weight) => Math.round(weight / scale)),
        r * columns,
      );
  }
  return { name, kind: 'weight', int8, scales };
}

/**
 * Quantises a network's weights to seven bits, symmetrically, with one scale a filter or unit; biases stay float32. Idempotent:
 * what dequantizeWeights makes of the result is quantised to the very same.
 * @param specs The network's parameters (parameterSpecs).
 * @param largest What a row's largest magnitude becomes, at most 127: only for comparing.
 * @throws RangeError when a parameter is missing, has another size, or is no number.
 */
export function quantizeWeights(
  parameters: Parameters,
  specs: readonly ParameterSpec[],
  largest = LARGEST,
): QuantizedParameters {
  return specs.map(({ name, shape, kind }) => {
    const values = parameters[name];
    if (values?.length !== sizeOf(shape)) {
      throw new RangeError(
        `${name} ${values ? `has ${values.length} values` : 'is missing'}; the network needs ${formatShape(shape)}.`,
      );
    }
    return kind === 'bias' ? { name, kind, values } : quantizeWeight(name, values, shape[0] ?? 1, largest);
  });
}

/** The float32 parameters that quantised ones stand for: what every runtime computes with. */
export function dequantizeWeights(quantized: QuantizedParameters): Parameters {
  return Object.fromEntries(
    quantized.map((tensor) => {
      if (tensor.kind === 'bias') return [tensor.name, tensor.values];
      const columns = tensor.int8.length / tensor.scales.length;
      return [tensor.name, Float32Array.from(tensor.int8, (q, i) => q * (tensor.scales[Math.floor(i / columns)] ?? 0))];
    }),
  );
}
