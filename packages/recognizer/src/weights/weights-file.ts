// weights.bin: a network's quantised weights for browsers, beside model.onnx. Little-endian:
//   "DIGW", version (uint32), number of tensors (uint32), and for each tensor rows and columns (uint32 each; a bias: columns 0);
//   then float32: each weight's scales, each bias; then int8: each weight's rows. In the order of the network's parameters.
import { type ParameterSpec, sizeOf } from '../shapes.js';
import type { QuantizedParameters } from './quantize.js';

/** A weights.bin that is not one, is damaged, or is another network's. */
export class WeightsFileError extends Error {
  override readonly name = 'WeightsFileError';
}

/** "DIGW" as a little-endian number. */
const MAGIC = 0x57474944;
const VERSION = 1;
const FIXED_HEADER = 12;
const HEADER_PER_TENSOR = 8;
const FLOAT = Float32Array.BYTES_PER_ELEMENT;

const headerLength = (tensors: number): number => FIXED_HEADER + HEADER_PER_TENSOR * tensors;

/** The bytes of a weights.bin. */
export function encodeWeights(quantized: QuantizedParameters): Uint8Array<ArrayBuffer> {
  const floats = quantized.map((tensor) => (tensor.kind === 'bias' ? tensor.values : tensor.scales));
  const int8s = quantized.flatMap((tensor) => (tensor.kind === 'bias' ? [] : [tensor.int8]));
  const length = (arrays: readonly ArrayLike<number>[]): number => arrays.reduce((sum, array) => sum + array.length, 0);
  const bytes = new Uint8Array(headerLength(quantized.length) + FLOAT * length(floats) + length(int8s));
  const view = new DataView(bytes.buffer);
  let at = 0;
  const writeInteger = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };
  for (const value of [MAGIC, VERSION, quantized.length]) writeInteger(value);
  for (const tensor of quantized) {
    const rows = tensor.kind === 'bias' ? tensor.values.length : tensor.scales.length;
    writeInteger(rows);
    writeInteger(tensor.kind === 'bias' ? 0 : tensor.int8.length / rows);
  }
  for (const value of floats.flatMap((array) => [...array])) {
    view.setFloat32(at, value, true);
    at += FLOAT;
  }
  for (const array of int8s) {
    bytes.set(new Uint8Array(array.buffer, array.byteOffset, array.length), at);
    at += array.length;
  }
  return bytes;
}

const describe = (rows: number, columns: number): string =>
  columns === 0 ? `a bias of ${rows}` : `weights of ${rows}×${columns}`;

/** Checks the header against the network. */
function checkHeader(bytes: Uint8Array, view: DataView, specs: readonly ParameterSpec[]): void {
  if (bytes.length < FIXED_HEADER || view.getUint32(0, true) !== MAGIC) {
    throw new WeightsFileError('weights.bin is no file of weights: it does not start with "DIGW".');
  }
  const version = view.getUint32(4, true);
  if (version !== VERSION) {
    throw new WeightsFileError(`weights.bin has version ${version}, this program reads ${VERSION}: export it again.`);
  }
  const tensors = view.getUint32(8, true);
  if (tensors !== specs.length || bytes.length < headerLength(tensors)) {
    throw new WeightsFileError(
      `weights.bin says it has ${tensors} tensors, the manifest's network has ${specs.length}: they are not of one model.`,
    );
  }
  specs.forEach(({ name, shape, kind }, i) => {
    const header = headerLength(i);
    const has = describe(view.getUint32(header, true), view.getUint32(header + 4, true));
    const rows = shape[0] ?? 1;
    const needs = describe(rows, kind === 'bias' ? 0 : sizeOf(shape) / rows);
    if (has !== needs) {
      throw new WeightsFileError(
        `weights.bin has ${has} for ${name}, the manifest's network needs ${needs}: they are not of one model.`,
      );
    }
  });
}

/**
 * Holds a weights.bin to its checksum. Pages whose origin is not secure cannot compute one: there, nothing is checked.
 * @param sha256 As in the manifest, hexadecimal.
 * @throws WeightsFileError
 */
export async function checkWeights(bytes: Uint8Array, sha256: string): Promise<void> {
  if (!globalThis.crypto?.subtle) return;
  // Copied, since a digest takes no memory that might be shared.
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes.slice()));
  const actual = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  if (actual === sha256) return;
  throw new WeightsFileError(
    `weights.bin has SHA-256 ${actual}, its manifest says ${sha256}: it is damaged, or of another model.`,
  );
}

/**
 * Reads a weights.bin.
 * @param specs The parameters of the network that it must fit (parameterSpecs).
 * @throws WeightsFileError when it is no such file, is cut short, or is another network's.
 */
export function decodeWeights(bytes: Uint8Array, specs: readonly ParameterSpec[]): QuantizedParameters {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkHeader(bytes, view, specs);
  const floats = specs.reduce((sum, { shape }) => sum + (shape[0] ?? 1), 0);
  const weights = specs.reduce((sum, { shape, kind }) => sum + (kind === 'weight' ? sizeOf(shape) : 0), 0);
  let float = headerLength(specs.length);
  let int8 = float + FLOAT * floats;
  if (bytes.length !== int8 + weights) {
    throw new WeightsFileError(
      `weights.bin has ${bytes.length} bytes, its header asks for ${int8 + weights}: it is cut short or damaged.`,
    );
  }
  const readFloats = (name: string, length: number): Float32Array => {
    const values = Float32Array.from({ length }, (_, i) => view.getFloat32(float + FLOAT * i, true));
    if (!values.every(Number.isFinite))
      throw new WeightsFileError(`weights.bin is damaged: ${name} is not all numbers.`);
    float += FLOAT * length;
    return values;
  };
  return specs.map(({ name, shape, kind }) => {
    const values = readFloats(name, shape[0] ?? 1);
    if (kind === 'bias') return { name, kind, values };
    // Copied, not by bytes.slice: of a Node.js Buffer that would be a view of all its memory.
    const own = new Int8Array(bytes.buffer, bytes.byteOffset + int8, sizeOf(shape)).slice();
    int8 += own.length;
    return { name, kind, scales: values, int8: own };
  });
}
