// Networks, weights and images for tests and benchmarks: the same ones every time.
import type { ConvLayer, Layer } from '../network.js';
import { parameterSpecs, type Shape, sizeOf } from '../shapes.js';
import type { Parameters } from '../weights/quantize.js';

/** From 0 up to 1. */
function unit(i: number, seed: number): number {
  const x = Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 43758.5453;
  return x - Math.floor(x);
}

/** Random parameters of the size that training starts from (He et al. 2015). */
export const randomParameters = (network: readonly Layer[], inputShape: Shape, seed: number): Parameters =>
  Object.fromEntries(
    parameterSpecs(network, inputShape).map(({ name, shape, kind }, i) => {
      const size = kind === 'bias' ? 0.1 : Math.sqrt((6 * (shape[0] ?? 1)) / sizeOf(shape));
      return [name, Float32Array.from({ length: sizeOf(shape) }, (_, j) => size * (2 * unit(j, seed + i) - 1))];
    }),
  );

/** An image of random bytes. */
export const randomImage = (inputShape: Shape, seed: number): Uint8Array =>
  Uint8Array.from({ length: sizeOf(inputShape) }, (_, i) => Math.floor(256 * unit(i, seed)));

const conv = (filters: number, stride = 1): ConvLayer => ({
  type: 'conv',
  filters,
  kernel: 3,
  stride,
  padding: 'same',
});
const relu: Layer = { type: 'relu' };

/** A residual network for digits of 28×28, with so many channels at 28×28, at 14×14 and at 7×7. */
export const residualNetwork = (first: number, second: number, third: number): readonly Layer[] => [
  conv(first),
  relu,
  conv(second, 2),
  relu,
  { type: 'residual', layers: [conv(second), relu, conv(second)] },
  relu,
  conv(third, 2),
  relu,
  { type: 'residual', layers: [conv(third), relu, conv(third)] },
  relu,
  { type: 'globalAvgPool' },
  { type: 'dense', units: 11 },
];
