// The arrays of a network: names, shapes and first values.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import { type Shape, sizeOf } from './graph/graph.js';

export interface ParameterSpec {
  /** `<layer's place in the list>.weight` or the like, as PyTorch's Sequential names them. */
  readonly name: string;
  readonly shape: Shape;
  /** `weight` decays where weights decay, `bias` never does, `statistic` is averaged over steps, not learnt. */
  readonly kind: 'weight' | 'bias' | 'statistic';
  /** The first value of every element, or how many inputs one output sums over: what random values are scaled by. */
  readonly initial: number | { readonly fanIn: number };
}

/** Values of a network's parameters by name, float32, row by row. */
export type Parameters = Readonly<Record<string, Float32Array>>;

/**
 * First values: weights uniform in ±√(6 / fanIn) (He et al. 2015, for ReLU), the others their one number.
 * The same generator state gives the same values.
 */
export function initializeParameters(specs: readonly ParameterSpec[], random: RandomGenerator): Parameters {
  const entries = specs.map(({ name, shape, initial }) => {
    const values = new Float32Array(sizeOf(shape));
    if (typeof initial === 'number') return [name, values.fill(initial)];
    const bound = Math.sqrt(6 / initial.fanIn);
    return [name, values.map(() => (2 * uniformFloat64(random) - 1) * bound)];
  });
  return Object.fromEntries(entries);
}

/** How many numbers the parameters hold together; statistics are not counted, since they are not learnt. */
export const countParameters = (specs: readonly ParameterSpec[]): number =>
  specs.reduce((count, { kind, shape }) => (kind === 'statistic' ? count : count + sizeOf(shape)), 0);

/** A network's array of this name. @throws RangeError that names what is missing. */
export function parameterNamed(parameters: Parameters, name: string): Float32Array {
  const values = parameters[name];
  if (!values) throw new RangeError(`The parameters lack ${name}; they have ${Object.keys(parameters).join(', ')}.`);
  return values;
}
