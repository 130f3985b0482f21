// What PyTorch made of two networks (fixtures/pytorch_step.py), and the numbers that both sides start from.
import { readFileSync } from 'node:fs';
import { sizeOf } from '../graph/graph.js';
import type { Network } from '../layers.js';
import * as layers from '../layers.js';
import type { Parameters } from '../parameters.js';
import { parametersOf } from '../shapes.js';
import type { Batch } from './run-step.js';
import { bytes, unit, values } from './values.js';

/** Where a tensor is, in float32 elements; every `stride`-th one of it. */
export interface Recorded {
  readonly name: string;
  readonly shape: readonly number[];
  readonly stride: number;
  readonly offset: number;
  readonly length: number;
}

interface Fixture {
  readonly reference: {
    readonly firstSeed: number;
    readonly loss: number;
    readonly logits: Recorded;
    readonly parametersAfterStep: readonly Recorded[];
  };
  readonly batchNorm: {
    readonly firstSeed: number;
    readonly loss: number;
    readonly evalLogits: Recorded;
    readonly gradients: readonly Recorded[];
    readonly runningStatistics: readonly Recorded[];
  };
}

const file = (name: string): Buffer => readFileSync(new URL(`../../fixtures/${name}`, import.meta.url));

export const fixture = JSON.parse(file('pytorch-step.json').toString('utf8')) as Fixture;

const recording = new Float32Array(Uint8Array.from(file('pytorch-step.bin')).buffer);

export const recorded = ({ offset, length }: Recorded): Float32Array => recording.subarray(offset, offset + length);

/** The elements of a tensor that a recording has. */
export const thinned = (tensor: Float32Array, { stride }: Recorded): Float32Array =>
  tensor.filter((_, i) => i % stride === 0);

export const INPUT_SHAPE = [1, 28, 28];
const BATCH = 32;

export const batch: Batch = {
  images: bytes(BATCH * sizeOf(INPUT_SHAPE), 100),
  labels: Uint8Array.from({ length: BATCH }, (_, n) => (7 * n + 3) % 10),
};

const { batchNorm, conv, dense, flatten, maxPool, relu } = layers;

export const referenceNetwork: Network = [
  conv(24, 5),
  maxPool(2),
  relu(),
  conv(32, 3),
  maxPool(2),
  relu(),
  flatten(),
  dense(128),
  relu(),
  dense(10),
];

export const batchNormNetwork: Network = [
  conv(32, 3, { padding: 'same' }),
  batchNorm(),
  relu(),
  maxPool(2),
  conv(64, 3, { padding: 'same' }),
  batchNorm(),
  relu(),
  maxPool(2),
  flatten(),
  dense(128),
  relu(),
  dense(10),
];

/** The parameters that pytorch_step.py fills a network with. */
export function startParameters(network: Network, firstSeed: number): Parameters {
  const filled: Record<string, Float32Array> = {};
  let seed = firstSeed;
  let norms = 0;
  let bound = 0;
  for (const { name, shape, kind, initial } of parametersOf(network, INPUT_SHAPE)) {
    const length = sizeOf(shape);
    if (name.endsWith('.runningMean')) {
      filled[name] = values(length, 60 + norms, 0.2);
    } else if (kind === 'statistic') {
      filled[name] = Float32Array.from({ length }, (_, i) => 0.5 + unit(i, 70 + norms));
      norms += 1;
    } else {
      const isNorm = network[Number.parseInt(name, 10)]?.type === 'batchNorm';
      if (typeof initial !== 'number') bound = 1 / Math.sqrt(initial.fanIn);
      filled[name] = isNorm ? values(length, seed, 0.5, Number(initial)) : values(length, seed, bound);
      seed += 1;
    }
  }
  return filled;
}
