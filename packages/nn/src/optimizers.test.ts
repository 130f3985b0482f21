// The optimisers, as the update of a training step, against the published formulas written out plainly in float64.
import { describe, expect, it } from 'vitest';
import { adam, adamW, type Optimizer, sgd } from './optimizers.js';
import type { Zone } from './parameter-layout.js';
import { buildUpdateGraph, stateNamesOf, zoneNames } from './step/update-graph.js';
import { compile } from './testing/run-graph.js';
import { values } from './testing/values.js';

const LENGTH = 4;
const STEPS = 7;
const RATE = 0.1;
const zones: readonly Zone[] = (['weight', 'bias', 'statistic'] as const).map((kind, z) => ({
  kind,
  offset: z * LENGTH,
  length: LENGTH,
}));

const starts = zones.map((_, z) => values(LENGTH, z + 1, 2));
const gradientAt = (step: number, zone: number, microBatch: number): Float32Array =>
  values(LENGTH, 100 + 20 * step + 5 * zone + microBatch, 1);

/** The gradients of a step in float64: [zone][element], the mean over the micro-batches. */
const meanGradients = (step: number, microBatches: number): number[][] =>
  zones.map((_, z) => {
    const parts = Array.from({ length: microBatches }, (_, m) => gradientAt(step, z, m));
    return Array.from(
      { length: LENGTH },
      (_, k) => parts.reduce((sum, part) => sum + (part[k] ?? 0), 0) / microBatches,
    );
  });

/** The norm that the threads tell the update: of the gradients of what is learnt. */
const normOf = (gradients: readonly (readonly number[])[]): number =>
  Math.sqrt(gradients.slice(0, 2).reduce((sum, part) => sum + part.reduce((s, g) => s + g * g, 0), 0));

interface Run {
  readonly optimizer: Optimizer;
  readonly microBatches?: number;
  /** One a step; none for no moving average. */
  readonly emaDecays?: readonly number[];
}

/** Takes the steps by the update graph; gives each zone's parameters, and their moving averages. */
async function stepThrough({ optimizer, microBatches = 1, emaDecays = [] }: Run) {
  const emaDecay = emaDecays.length === 0 ? 0 : 0.5;
  const graph = buildUpdateGraph({ zones, optimizer, microBatches, emaDecay });
  const run = await compile(graph);
  const names = stateNamesOf({ optimizer, emaDecay });
  let carried: Record<string, Float32Array> = {};
  zones.forEach((_, z) => {
    carried[zoneNames.parameter(z)] = Float32Array.from(starts[z] ?? []);
    for (const name of names) {
      const start = name === 'ema' ? Float32Array.from(starts[z] ?? []) : new Float32Array(LENGTH);
      carried[zoneNames.state(z, name)] = start;
    }
  });
  for (let step = 0; step < STEPS; step++) {
    const gradients = zones.flatMap((_, z) =>
      Array.from({ length: microBatches }, (_, m) => [zoneNames.gradient(z, m), gradientAt(step, z, m)] as const),
    );
    const results = await run({
      ...carried,
      ...Object.fromEntries(gradients),
      learningRate: Float32Array.of(RATE),
      step: Float32Array.of(step + 1),
      gradientNorm: Float32Array.of(normOf(meanGradients(step, microBatches))),
      emaDecay: Float32Array.of(emaDecays[step] ?? 0),
    });
    // A statistic has no state of the optimiser's: what it was fed as one stays unused.
    carried = Object.fromEntries(
      Object.entries(carried).map(([name, value]) => [name, Float32Array.from(results[zoneNames.next(name)] ?? value)]),
    );
  }
  const collect = (name: (z: number) => string): number[][] => zones.map((_, z) => Array.from(carried[name(z)] ?? []));
  return { parameters: collect(zoneNames.parameter), averages: collect((z) => zoneNames.state(z, 'ema')) };
}

interface Memory {
  m: number;
  v: number;
}

/** What an element's update is made of. */
interface Element {
  readonly gradient: number;
  readonly weight: number;
  /** Whether it is a weight, and not a bias. */
  readonly decays: boolean;
  readonly step: number;
  readonly norm: number;
  readonly memory: Memory;
}

type Formula = (element: Element) => number;

/** Takes the steps by a formula, element by element; gives the parameters after each step. */
function byFormula(formula: Formula, microBatches = 1): number[][][] {
  const current = starts.map((start) => Array.from(start));
  const memories = current.map((zone) => zone.map(() => ({ m: 0, v: 0 })));
  return Array.from({ length: STEPS }, (_, step) => {
    const gradients = meanGradients(step, microBatches);
    const norm = normOf(gradients);
    current.forEach((zone, z) => {
      zone.forEach((weight, k) => {
        const [gradient, memory] = [gradients[z]?.[k] ?? 0, memories[z]?.[k] ?? { m: 0, v: 0 }];
        const decays = zones[z]?.kind === 'weight';
        zone[k] =
          zones[z]?.kind === 'statistic'
            ? 0.9 * weight + 0.1 * gradient
            : weight - formula({ gradient, weight, decays, step: step + 1, norm, memory });
      });
    });
    return current.map((zone) => [...zone]);
  });
}

function expectClose(actual: readonly (readonly number[])[], expected: readonly (readonly number[])[] = []): void {
  expect(actual.flat()).toHaveLength(zones.length * LENGTH);
  actual.flat().forEach((value, i) => void expect(value).toBeCloseTo(expected.flat()[i] ?? Number.NaN, 5));
}

/** PyTorch's SGD. */
const sgdFormula =
  ({ momentum = 0, nesterov = false, decay = 0, clip = Number.POSITIVE_INFINITY }): Formula =>
  ({ gradient, weight, decays, norm, memory }) => {
    const g = gradient * Math.min(1, clip / norm) + (decays ? decay * weight : 0);
    memory.v = momentum * memory.v + g;
    return RATE * (nesterov ? g + momentum * memory.v : memory.v);
  };

/** Kingma & Ba's algorithm 1, with weight decay in the gradient or, as Loshchilov & Hutter have it, apart. */
const adamFormula =
  ({
    beta1 = 0.9,
    beta2 = 0.999,
    epsilon = 1e-8,
    decay = 0,
    decoupled = false,
    clip = Number.POSITIVE_INFINITY,
  }): Formula =>
  ({ gradient, weight, decays, step, norm, memory }) => {
    const decayed = decays ? decay * weight : 0;
    const g = gradient * Math.min(1, clip / norm) + (decoupled ? 0 : decayed);
    memory.m = beta1 * memory.m + (1 - beta1) * g;
    memory.v = beta2 * memory.v + (1 - beta2) * g * g;
    const direction = memory.m / (1 - beta1 ** step) / (Math.sqrt(memory.v / (1 - beta2 ** step)) + epsilon);
    return RATE * (direction + (decoupled ? decayed : 0));
  };

describe('optimizers', () => {
  it.each<[string, Optimizer, Formula]>([
    ['sgd without momentum', sgd({ momentum: 0 }), sgdFormula({})],
    ['sgd as it comes', sgd(), sgdFormula({ momentum: 0.9 })],
    [
      'sgd with momentum 0.8 and weight decay',
      sgd({ momentum: 0.8, weightDecay: 0.2 }),
      sgdFormula({ momentum: 0.8, decay: 0.2 }),
    ],
    [
      'sgd with Nesterov momentum and weight decay',
      sgd({ momentum: 0.8, nesterov: true, weightDecay: 0.2 }),
      sgdFormula({ momentum: 0.8, nesterov: true, decay: 0.2 }),
    ],
    [
      'sgd with clipping before the weight decay',
      sgd({ momentum: 0.5, weightDecay: 0.2, clipNorm: 0.7 }),
      sgdFormula({ momentum: 0.5, decay: 0.2, clip: 0.7 }),
    ],
    ['sgd with a limit that no gradient reaches', sgd({ momentum: 0, clipNorm: 100 }), sgdFormula({})],
    ['adam as it comes', adam(), adamFormula({})],
    [
      'adam with other settings and weight decay in the gradient',
      adam({ beta1: 0.8, beta2: 0.95, epsilon: 1e-3, weightDecay: 0.2 }),
      adamFormula({ beta1: 0.8, beta2: 0.95, epsilon: 1e-3, decay: 0.2 }),
    ],
    ['adam with clipping', adam({ epsilon: 0.1, clipNorm: 0.7 }), adamFormula({ epsilon: 0.1, clip: 0.7 })],
    ['adamW as it comes', adamW(), adamFormula({ decay: 0.01, decoupled: true })],
    [
      'adamW with clipping and much decay',
      adamW({ weightDecay: 0.5, epsilon: 0.1, clipNorm: 0.7 }),
      adamFormula({ decay: 0.5, decoupled: true, epsilon: 0.1, clip: 0.7 }),
    ],
  ])('%s follows its formula, on the mean of 1 and of 3 micro-batches', async (_, optimizer, formula) => {
    for (const microBatches of [1, 3]) {
      const { parameters } = await stepThrough({ optimizer, microBatches });
      expectClose(parameters, byFormula(formula, microBatches).at(-1));
    }
  });

  it('keep a moving average of parameters and statistics, whose decay each step is told', async () => {
    const emaDecays = [0.1, 0.2, 0.3, 0.9, 0.9, 0.5, 0.8];
    const { parameters, averages } = await stepThrough({ optimizer: sgd({ momentum: 0.5 }), emaDecays });
    const history = byFormula(sgdFormula({ momentum: 0.5 }));
    const expected = history.reduce(
      (average, current, step) => {
        const decay = emaDecays[step] ?? 0;
        return average.map((zone, z) => zone.map((a, k) => decay * a + (1 - decay) * (current[z]?.[k] ?? 0)));
      },
      starts.map((start) => Array.from(start)),
    );
    expectClose(averages, expected);
    expectClose(parameters, history.at(-1));
  });

  it('ask for the norm of all gradients only where they are clipped', () => {
    expect([sgd(), adam(), adamW()].map(({ needsGradientNorm }) => needsGradientNorm)).toEqual([false, false, false]);
    const clipping = { clipNorm: 1 };
    const clipped = [sgd(clipping), adam(clipping), adamW(clipping)];
    expect(clipped.map(({ needsGradientNorm }) => needsGradientNorm)).toEqual([true, true, true]);
  });

  it('say what they were made with', () => {
    expect(sgd({ weightDecay: 0.1 })).toMatchObject({
      name: 'sgd',
      hyperparameters: { momentum: 0.9, nesterov: false, weightDecay: 0.1, clipNorm: 0 },
      stateNames: ['velocity'],
    });
    const adamSettings = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, clipNorm: 0 };
    expect(adamW()).toMatchObject({ name: 'adamW', hyperparameters: adamSettings, stateNames: ['mean', 'variance'] });
  });
});
