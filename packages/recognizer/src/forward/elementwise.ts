// What happens to each value alone: activations, and the sum at the end of a residual layer.
import type { FeatureMap } from './feature-map.js';

/** From `length` values at `from` to as many at `to`, in a forward pass's memory. */
export type RunFunction = (memory: Float32Array, from: number, to: number, length: number) => void;

export const relu: RunFunction = (memory, from, to, length) => {
  for (let i = 0; i < length; i++) {
    const value = memory[from + i] ?? 0;
    memory[to + i] = value > 0 ? value : 0;
  }
};

/** x · sigmoid(x). */
export const silu: RunFunction = (memory, from, to, length) => {
  for (let i = 0; i < length; i++) {
    const value = memory[from + i] ?? 0;
    memory[to + i] = value / (1 + Math.exp(-value));
  }
};

/** The error function within 1.5e-7 (Abramowitz & Stegun 7.1.26). */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const magnitude = 1 - series * Math.exp(-x * x);
  return x < 0 ? -magnitude : magnitude;
}

/** x · Φ(x), Φ being the normal distribution. */
export const gelu: RunFunction = (memory, from, to, length) => {
  for (let i = 0; i < length; i++) {
    const value = memory[from + i] ?? 0;
    memory[to + i] = 0.5 * value * (1 + erf(value * Math.SQRT1_2));
  }
};

/** Applies `apply` to all values of `input`, to where `output` of the same shape has them. */
export function applyToMap(memory: Float32Array, input: FeatureMap, output: FeatureMap, apply: RunFunction): void {
  // Whole rows, with the filling of their channels: it is zeros and stays so.
  const length = input.width * input.pixelStride;
  for (let y = 0; y < input.height; y++) {
    apply(memory, input.origin + y * input.rowStride, output.origin + y * output.rowStride, length);
  }
}

/** Adds two maps of one shape. */
export function addMaps(memory: Float32Array, a: FeatureMap, b: FeatureMap, output: FeatureMap): void {
  const length = a.width * a.pixelStride;
  for (let y = 0; y < a.height; y++) {
    const fromA = a.origin + y * a.rowStride;
    const fromB = b.origin + y * b.rowStride;
    const to = output.origin + y * output.rowStride;
    for (let i = 0; i < length; i++) memory[to + i] = (memory[fromA + i] ?? 0) + (memory[fromB + i] ?? 0);
  }
}
