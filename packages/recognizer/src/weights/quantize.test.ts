// Quantising loses little, and nothing more the second time.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ParameterSpec } from '../shapes.js';
import { dequantizeWeights, type QuantizedWeight, quantizeWeights } from './quantize.js';

const specs = (rows: number, columns: number): ParameterSpec[] => [
  { name: '0.weight', shape: [rows, columns, 1, 1], kind: 'weight' },
  { name: '0.bias', shape: [rows], kind: 'bias' },
];
const quantize = (weight: Float32Array, rows: number) => {
  const bias = new Float32Array(rows).fill(0.1);
  return quantizeWeights({ '0.weight': weight, '0.bias': bias }, specs(rows, weight.length / rows));
};
const requantize = (quantized: ReturnType<typeof quantize>, rows: number, columns: number) =>
  quantizeWeights(dequantizeWeights(quantized), specs(rows, columns));

/** Rows of weights whose magnitudes lie far apart, some of them 0. */
const rowsOfWeights = fc.integer({ min: 1, max: 5 }).chain((columns) =>
  fc.array(
    fc
      .tuple(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: columns, maxLength: columns }),
        fc.double({ min: -120, max: 90, noNaN: true }),
      )
      .map(([row, exponent]) => row.map((weight) => weight * 2 ** exponent)),
    { minLength: 1, maxLength: 4 },
  ),
);

describe('quantizeWeights', () => {
  it('gives the same int8 and scales for what it made', () => {
    fc.assert(
      fc.property(rowsOfWeights, (rows) => {
        const once = quantize(Float32Array.from(rows.flat()), rows.length);
        expect(requantize(once, rows.length, rows[0]?.length ?? 0)).toEqual(once);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the same again where 63 times a plain quotient would not be exact', () => {
    const weights = Float32Array.from({ length: 5_000 }, (_, i) => 1 + i / 5_000);
    const once = quantize(weights, weights.length);
    expect(requantize(once, weights.length, 1)).toEqual(once);
  });

  it('moves no weight by more than half a step of its row', () => {
    fc.assert(
      fc.property(rowsOfWeights, (rows) => {
        const weights = Float32Array.from(rows.flat());
        const quantized = quantize(weights, rows.length);
        const { scales } = quantized[0] as QuantizedWeight;
        const after = dequantizeWeights(quantized)['0.weight'] ?? new Float32Array();
        const columns = weights.length / rows.length;
        weights.forEach((weight, i) => {
          const step = scales[Math.floor(i / columns)] ?? 0;
          const magnitude = Math.max(...(rows[Math.floor(i / columns)] ?? []).map(Math.abs));
          expect(Math.abs(weight - (after[i] ?? 0))).toBeLessThanOrEqual(Math.max(step / 2, 2 ** -100));
          expect(step).toBeLessThanOrEqual((magnitude / 63) * 1.0001);
        });
      }),
    );
  });

  it('goes from −63 to 63, row by row, and leaves biases alone', () => {
    const [weight, bias] = quantize(Float32Array.of(0.5, -0.25, 0, -8, 4, 1), 2);
    expect(weight).toMatchObject({ int8: Int8Array.of(63, -31, 0, -63, 31, 8) });
    expect(bias).toEqual({ name: '0.bias', kind: 'bias', values: new Float32Array(2).fill(0.1) });
  });

  it('makes zeros of zeros', () => {
    const [weight] = quantize(new Float32Array(3), 1);
    expect(weight).toMatchObject({ int8: new Int8Array(3), scales: new Float32Array(1) });
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -1e38])('refuses a weight of %d', (weight) => {
    expect(() => quantize(Float32Array.of(1, weight), 1)).toThrow(
      /^0\.weight has a weight of .* which cannot be quantised/,
    );
  });

  it('refuses parameters that are not the network’s', () => {
    const weight = new Float32Array(4);
    expect(() => quantizeWeights({ '0.weight': weight }, specs(2, 2))).toThrow(
      '0.bias is missing; the network needs 2.',
    );
    expect(() => quantizeWeights({ '0.weight': weight }, specs(2, 3))).toThrow(
      '0.weight has 4 values; the network needs 2×3×1×1.',
    );
  });
});
