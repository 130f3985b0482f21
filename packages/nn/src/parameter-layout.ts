// All parameters of a network as one vector, so that threads can share it and an optimiser needs few operators.
import { sizeOf } from './graph/graph.js';
import { type ParameterSpec, type Parameters, parameterNamed } from './parameters.js';

const KINDS = ['weight', 'bias', 'statistic'] as const;

/** A stretch of the vector whose elements are all of one kind. */
export interface Zone {
  readonly kind: ParameterSpec['kind'];
  readonly offset: number;
  readonly length: number;
}

export interface ParameterLayout {
  /** In the vector's order: by kind, then as the layers have them. */
  readonly entries: readonly { readonly spec: ParameterSpec; readonly offset: number; readonly length: number }[];
  /** One a kind. */
  readonly zones: readonly Zone[];
  readonly length: number;
}

/** Elements that an optimiser's operators take at a time: few enough for what is between them to stay in cache. */
const CHUNK = 16_384;

/** The part of `length` things that is one thread's. */
export function shareOf(length: number, thread: number, threads: number): readonly [start: number, end: number] {
  return [Math.floor((length * thread) / threads), Math.floor((length * (thread + 1)) / threads)];
}

/** The stretches that one thread updates. */
export function zonesOf({ zones }: ParameterLayout, thread: number, threads: number): Zone[] {
  return zones.flatMap(({ kind, offset, length }) => {
    const [start, end] = shareOf(length, thread, threads);
    const chunks = Array.from({ length: Math.ceil((end - start) / CHUNK) }, (_, i) => start + i * CHUNK);
    return chunks.map((from) => ({ kind, offset: offset + from, length: Math.min(CHUNK, end - from) }));
  });
}

/** Lays parameters out one after another. */
export function layOut(specs: readonly ParameterSpec[]): ParameterLayout {
  let length = 0;
  const entries: ParameterLayout['entries'][number][] = [];
  const zones = KINDS.map((kind) => {
    const offset = length;
    for (const spec of specs) {
      if (spec.kind !== kind) continue;
      entries.push({ spec, offset: length, length: sizeOf(spec.shape) });
      length += sizeOf(spec.shape);
    }
    return { kind, offset, length: length - offset };
  });
  return { entries, zones, length };
}

/** Writes parameters into a vector. @throws RangeError when one is missing. */
export function pack({ entries }: ParameterLayout, parameters: Parameters, into: Float32Array): void {
  for (const { spec, offset } of entries) into.set(parameterNamed(parameters, spec.name), offset);
}

/** The parameters that a vector holds, copied. */
export function unpack({ entries }: ParameterLayout, vector: Float32Array): Parameters {
  return Object.fromEntries(
    entries.map(({ spec, offset, length }) => [spec.name, Float32Array.from(vector.subarray(offset, offset + length))]),
  );
}
