// The trainable arrays of a network: names, shapes and first values.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { type Shape, sizeOf } from './graph/graph.js';

export interface ParameterSpec {
  /** `<layer's place in the list>.weight` or `.bias`, as PyTorch's Sequential names them. */
  readonly name: string;
  readonly shape: Shape;
  /** Inputs that one output sums over: what the first values' spread is scaled by. */
  readonly fanIn: number;
}

/** Values of a network's parameters by name, float32, row by row. */
export type Parameters = Readonly<Record<string, Float32Array>>;

/**
 * First values: weights uniform in ±√(6 / fanIn) (He et al. 2015, for ReLU), biases 0.
 * The same generator state gives the same values.
 */
export function initializeParameters(specs: readonly ParameterSpec[], random: RandomGenerator): Parameters {
  return Object.fromEntries(
    specs.map(({ name, shape, fanIn }) => {
      const values = new Float32Array(sizeOf(shape));
      if (name.endsWith('.weight')) {
        const bound = Math.sqrt(6 / fanIn);
        for (let i = 0; i < values.length; i++) values[i] = (2 * uniformFloat64(random) - 1) * bound;
      }
      return [name, values];
    }),
  );
}

/** How many numbers the parameters hold together. */
export const countParameters = (specs: readonly ParameterSpec[]): number =>
  specs.reduce((count, { shape }) => count + sizeOf(shape), 0);
