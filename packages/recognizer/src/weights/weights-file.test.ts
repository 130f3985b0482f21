// weights.bin gives back what was written, and says what is wrong with it otherwise.
import { describe, expect, it } from 'vitest';
import type { Layer } from '../network.js';
import { parameterSpecs } from '../shapes.js';
import { randomParameters } from '../testing/networks.js';
import { quantizeWeights } from './quantize.js';
import { decodeWeights, encodeWeights, WeightsFileError } from './weights-file.js';

const INPUT = [1, 6, 6];
const conv = { type: 'conv', filters: 3, kernel: 3, stride: 1, padding: 'same' } as const;
const network: Layer[] = [
  conv,
  { type: 'residual', layers: [{ ...conv, groups: 3, bias: false }] },
  { type: 'flatten' },
  { type: 'dense', units: 10 },
];
const specs = parameterSpecs(network, INPUT);
const quantized = quantizeWeights(randomParameters(network, INPUT, 1), specs);
const file = encodeWeights(quantized);

/** The file with another value at an offset. */
function changed(change: (view: DataView) => void): Uint8Array {
  const copy = file.slice();
  change(new DataView(copy.buffer));
  return copy;
}

describe('weights.bin', () => {
  it('gives back the int8, the scales and the biases', () => {
    expect(specs.map(({ name }) => name)).toEqual(['0.weight', '0.bias', '1.0.weight', '3.weight', '3.bias']);
    expect(decodeWeights(file, specs)).toEqual(quantized);
  });

  it('is a byte a weight, four a scale or bias, and a short header', () => {
    expect(file.length).toBe(12 + 5 * 8 + 4 * (3 + 3 + 3 + 10 + 10) + 3 * 9 + 3 * 9 + 108 * 10);
  });

  it('is read from the middle of other bytes', () => {
    const around = new Uint8Array(file.length + 8);
    around.set(file, 3);
    expect(decodeWeights(around.subarray(3, 3 + file.length), specs)).toEqual(quantized);
  });

  it('is read from what Node.js reads of a file: a Buffer', () => {
    expect(decodeWeights(Buffer.from(file), specs)).toEqual(quantized);
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['nothing', new Uint8Array(), /it does not start with "DIGW"/],
    ['another file', new TextEncoder().encode('<!doctype html><title>404</title>'), /it does not start with "DIGW"/],
    ['a newer file', changed((view) => view.setUint32(4, 2, true)), /has version 2, this program reads 1/],
    ['a header cut short', file.subarray(0, 30), /says it has 5 tensors, .* they are not of one model/],
    ['a file cut short', file.subarray(0, -1), /has 1301 bytes, its header asks for 1302: it is cut short/],
    ['a file with more', Uint8Array.of(...file, 0), /has 1303 bytes, its header asks for 1302/],
    ['no number as a scale', changed((view) => view.setFloat32(52, Number.NaN, true)), /0\.weight is not all numbers/],
  ])('refuses %s', (_, bytes, message) => {
    expect(() => decodeWeights(bytes, specs)).toThrow(WeightsFileError);
    expect(() => decodeWeights(bytes, specs)).toThrow(message);
  });

  it('refuses another network’s', () => {
    const other = network.with(3, { type: 'dense', units: 11 });
    expect(() => decodeWeights(file, parameterSpecs(other, INPUT))).toThrow(
      "weights.bin has weights of 10×108 for 3.weight, the manifest's network needs weights of 11×108: they are not of one model.",
    );
    expect(() => decodeWeights(file, parameterSpecs([...network, ...other.slice(3)], INPUT))).toThrow(
      "says it has 5 tensors, the manifest's network has 7",
    );
  });
});
