// The optimisers' graphs against the published formulas, written out plainly in float64.
import { describe, expect, it } from 'vitest';
import { Graph } from './graph/graph.js';
import { adam, type Optimizer, sgd } from './optimizers.js';
import { compile } from './testing/run-graph.js';

const START = [0.5, -1.25, 2];
const GRADIENTS = [
  [0.3, -0.2, 0.05],
  [-0.1, 0.4, 0.02],
  [0.25, 0.1, -0.3],
];
const RATE = 0.1;

/** Takes the steps by the optimiser's graph. */
async function stepThrough(optimizer: Optimizer): Promise<number[]> {
  const graph = new Graph();
  const parameter = graph.input('parameter', [3]);
  const gradient = graph.input('gradient', [3]);
  const state = optimizer.stateNames.map((name) => graph.input(name, [3]));
  const learningRate = graph.input('learningRate', []);
  const step = graph.input('step', []);
  const next = optimizer.update(graph, { parameter, gradient, state, learningRate, step });
  graph.output('next', next.parameter);
  next.state.forEach((tensor, i) => void graph.output(`next.${optimizer.stateNames[i]}`, tensor));
  const run = await compile(graph);

  let values = Float32Array.from(START);
  let states = Object.fromEntries(optimizer.stateNames.map((name) => [name, new Float32Array(3)]));
  for (const [i, g] of GRADIENTS.entries()) {
    const feeds = { gradient: Float32Array.from(g), learningRate: Float32Array.of(RATE), step: Float32Array.of(i + 1) };
    const result = await run({ parameter: values, ...states, ...feeds });
    values = Float32Array.from(result.next ?? []);
    states = Object.fromEntries(
      optimizer.stateNames.map((name) => [name, Float32Array.from(result[`next.${name}`] ?? [])]),
    );
  }
  return Array.from(values);
}

/** Takes the steps by a formula, element by element. */
const byFormula = (update: (g: number, step: number, memory: { m: number; v: number }) => number): number[] =>
  START.map((start, k) => {
    const memory = { m: 0, v: 0 };
    return GRADIENTS.reduce((w, g, i) => w - update(g[k] ?? 0, i + 1, memory), start);
  });

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((value, i) => void expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 5));
}

describe('optimizers', () => {
  it.each([0, 0.9])('sgd with momentum %d', async (momentum) => {
    const expected = byFormula((g, _, memory) => {
      memory.v = momentum * memory.v + g;
      return RATE * memory.v;
    });
    expectClose(await stepThrough(sgd({ momentum })), expected);
  });

  it('adam', async () => {
    const [beta1, beta2, epsilon] = [0.8, 0.95, 1e-6];
    const expected = byFormula((g, step, memory) => {
      memory.m = beta1 * memory.m + (1 - beta1) * g;
      memory.v = beta2 * memory.v + (1 - beta2) * g * g;
      return (RATE * memory.m) / (1 - beta1 ** step) / (Math.sqrt(memory.v / (1 - beta2 ** step)) + epsilon);
    });
    expectClose(await stepThrough(adam({ beta1, beta2, epsilon })), expected);
  });
});
