// Every gradient against central differences, over random shapes; prints the largest relative error of each layer.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { conv, dense, flatten, maxPool, type Network, relu } from '../layers.js';
import { softmaxCrossEntropy } from '../loss.js';
import { applyNetwork, parametersOf } from '../network.js';
import { type CheckedInput, gradientError } from '../testing/gradient-check.js';
import { compile } from '../testing/run-graph.js';
import { differentiate } from './gradients.js';
import { Graph, type Shape, sizeOf } from './graph.js';

const TOLERANCE = 1e-3;
const worst = new Map<string, number>();

function record(layer: string, error: number): void {
  worst.set(layer, Math.max(worst.get(layer) ?? 0, error));
  expect(error, `relative error of ${layer}`).toBeLessThan(TOLERANCE);
}

afterAll(() => {
  const rows = [...worst].map(([layer, error]) => `  ${layer.padEnd(24)} ${error.toExponential(1)}`);
  console.log(`Largest relative error of each gradient against central differences:\n${rows.join('\n')}`);
});

/** Values in ±1, the same for the same shape and seed. */
const noise = (shape: Shape, seed: number): CheckedInput => ({
  shape,
  values: Float32Array.from({ length: sizeOf(shape) }, (_, i) => {
    const x = Math.sin(12.9898 * (i + 1) + 78.233 * seed) * 43758.5453;
    return 2 * (x - Math.floor(x)) - 1;
  }),
});

/** All different, at least 0.05 apart and 0.025 from 0, so that no difference steps over a kink. */
const apart = (shape: Shape, seed: number): CheckedInput => {
  const { values } = noise(shape, seed);
  const rank = Array.from(values.keys()).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const spaced = new Float32Array(values.length);
  rank.forEach((place, r) => {
    spaced[place] = (r - Math.floor(values.length / 2) + 0.5) * 0.05;
  });
  return { shape, values: spaced };
};

/** The error of a network's gradients, those of its input and of all its parameters. */
function networkError(network: Network, input: CheckedInput, epsilon: number, seed: number): Promise<number> {
  const specs = parametersOf(network, input.shape.slice(1));
  const weights = specs.map(({ shape }, i) => noise(shape, seed + i + 1));
  return gradientError(
    [input, ...weights],
    (graph, [x, ...parameters]) => {
      if (!x) throw new Error('no input');
      return applyNetwork(graph, x, network, ({ name }) => {
        const tensor = parameters[specs.findIndex((spec) => spec.name === name)];
        if (!tensor) throw new Error(`no ${name}`);
        return tensor;
      });
    },
    epsilon,
  );
}

const runs = { numRuns: 12, seed: 20 };
const small = (max: number) => fc.integer({ min: 1, max });

describe('gradients', () => {
  it.each(['valid', 'same'] as const)('conv, %s padding', async (padding) => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          n: small(3),
          c: small(3),
          filters: small(4),
          kernel: small(4),
          extra: fc.nat(4),
          stride: small(3),
          seed: fc.nat(99),
        }),
        async ({ n, c, filters, kernel, extra, stride, seed }) => {
          const input = noise([n, c, kernel + extra, kernel + extra + 1], seed);
          record(
            `conv (${padding})`,
            await networkError([conv(filters, kernel, { stride, padding })], input, 0.25, seed),
          );
        },
      ),
      runs,
    );
  });

  it('maxPool, also where windows do not fill the image', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          n: small(2),
          c: small(2),
          size: fc.integer({ min: 2, max: 3 }),
          h: fc.nat(4),
          w: fc.nat(4),
          seed: fc.nat(99),
        }),
        async ({ n, c, size, h, w, seed }) => {
          record('maxPool', await networkError([maxPool(size)], apart([n, c, size + h, size + w], seed), 0.01, seed));
        },
      ),
      runs,
    );
  });

  it('relu', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(small(4), { minLength: 1, maxLength: 4 }), fc.nat(99), async (shape, seed) => {
        record('relu', await networkError([relu()], apart(shape, seed), 0.01, seed));
      }),
      runs,
    );
  });

  it('flatten', async () => {
    await fc.assert(
      fc.asyncProperty(small(3), small(3), small(3), small(3), async (n, c, h, w) => {
        record('flatten', await networkError([flatten()], noise([n, c, h, w], 1), 0.25, 1));
      }),
      runs,
    );
  });

  it('dense', async () => {
    await fc.assert(
      fc.asyncProperty(small(4), small(7), small(6), fc.nat(99), async (n, features, units, seed) => {
        record('dense', await networkError([dense(units)], noise([n, features], seed), 0.25, seed));
      }),
      runs,
    );
  });

  it('softmax cross-entropy', async () => {
    await fc.assert(
      fc.asyncProperty(small(4), fc.integer({ min: 2, max: 10 }), fc.nat(99), async (n, classes, seed) => {
        const error = await gradientError(
          [noise([n, classes], seed)],
          (graph, [logits]) => {
            if (!logits) throw new Error('no logits');
            const labels = graph.integers(Array.from({ length: n }, (_, i) => (seed + i) % classes));
            return softmaxCrossEntropy(graph, logits, labels);
          },
          0.02,
        );
        record('softmax cross-entropy', error);
      }),
      runs,
    );
  });

  it('a whole network of every layer', async () => {
    const network = [conv(3, 3, { padding: 'same' }), maxPool(2), conv(4, 2), flatten(), dense(5)];
    record('conv-pool-conv-dense', await networkError(network, noise([2, 1, 6, 6], 3), 0.002, 3));
  });

  it('adds up where a tensor is used twice', async () => {
    const graph = new Graph();
    const x = graph.input('x', []);
    const loss = graph.add('Mul', [x, x], []);
    const [gradient] = differentiate(graph, loss, [x]);
    if (gradient) graph.output('gradient', gradient);
    const run = await compile(graph);
    expect((await run({ x: Float32Array.of(3) })).gradient).toEqual(Float32Array.of(6));
  });

  it('refuses what it cannot differentiate, by name', () => {
    const graph = new Graph();
    const x = graph.input('x', []);
    const other = graph.input('other', []);
    expect(() => differentiate(graph, graph.add('Sin', [x], []), [x])).toThrow(
      'The operator Sin has no gradient rule.',
    );
    expect(() => differentiate(graph, graph.add('Identity', [x], []), [other])).toThrow('does not depend on other');
    expect(() => differentiate(graph, graph.input('wide', [2, 3]), [x])).toThrow(
      'Only a scalar has gradients here, not 2×3.',
    );
  });
});
