// Every operator's gradient rule against central differences, over random shapes; prints the largest relative errors.
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type CheckedInput, gradientError } from '../testing/gradient-check.js';
import { compile } from '../testing/run-graph.js';
import { apart, noise } from '../testing/values.js';
import { WorstErrors } from '../testing/worst-errors.js';
import { differentiableOperators, differentiate } from './gradients.js';
import { Graph, type Shape, sizeOf, type Tensor } from './graph.js';
import * as op from './operators.js';

const worst = new WorstErrors();
afterAll(() => worst.print("Largest relative error of each operator's gradient against central differences"));

type Build = (graph: Graph, x: readonly Tensor[]) => Tensor;

interface Case {
  readonly inputs: readonly CheckedInput[];
  readonly build: Build;
  readonly epsilon: number;
}

const side = fc.integer({ min: 1, max: 4 });
const shapes = fc.array(side, { minLength: 1, maxLength: 4 });
const seed = fc.nat(99);
/** Exact for operators that are linear in each input. */
const WIDE = 0.25;

/** A shape that broadcasts to `full`: some leading sides dropped, some sides 1. */
const narrowed = (full: Shape) =>
  fc
    .tuple(fc.nat(full.length), fc.array(fc.boolean(), { minLength: full.length, maxLength: full.length }))
    .map(([dropped, ones]) => full.map((length, axis) => (ones[axis] ? 1 : length)).slice(dropped));
const pairs = shapes.chain((full) => fc.tuple(narrowed(full), narrowed(full)));
const first =
  (unary: (graph: Graph, x: Tensor) => Tensor): Build =>
  (graph, [x]) =>
    unary(graph, x as Tensor);
const second =
  (binary: (graph: Graph, a: Tensor, b: Tensor) => Tensor): Build =>
  (graph, [a, b]) =>
    binary(graph, a as Tensor, b as Tensor);

const binaryCases = (build: Build, epsilon: number, divisor?: number) =>
  fc.tuple(pairs, seed).map(([[a, b], s]): Case => {
    const right = divisor === undefined ? noise(b, s + 100) : noise(b, s + 100, 0.5, divisor);
    return { inputs: [noise(a, s), right], build, epsilon };
  });
const unaryCases = (build: Build, epsilon: number, make: (shape: Shape, seed: number) => CheckedInput = noise) =>
  fc.tuple(shapes, seed).map(([shape, s]): Case => ({ inputs: [make(shape, s)], build, epsilon }));
/** For operators of one tensor and a setting that depends on its shape. */
const settingCases = <S>(arbitrary: (shape: Shape) => fc.Arbitrary<S>, apply: (g: Graph, x: Tensor, s: S) => Tensor) =>
  shapes
    .chain((shape) => fc.tuple(fc.constant(shape), arbitrary(shape), seed))
    .map(([shape, setting, s]): Case => {
      return { inputs: [noise(shape, s)], build: first((graph, x) => apply(graph, x, setting)), epsilon: WIDE };
    });

const mulCases = fc.oneof(
  binaryCases(second(op.mul), WIDE),
  unaryCases(
    first((graph, x) => op.mul(graph, x, x)),
    WIDE,
  ),
);
const matMulCases = fc
  .tuple(side, side, side, fc.array(side, { maxLength: 2 }), seed)
  .chain(([m, k, n, batch, s]) => fc.tuple(fc.constant({ m, k, n, s }), narrowed(batch), narrowed(batch)))
  .map(([{ m, k, n, s }, a, b]): Case => {
    return { inputs: [noise([...a, m, k], s), noise([...b, k, n], s + 100)], build: second(op.matMul), epsilon: WIDE };
  });
const gemmCases = fc.tuple(side, side, side, seed).map(([m, k, n, s]): Case => {
  return { inputs: [noise([m, k], s), noise([n, k], s + 100)], build: second(op.matMulTransposed), epsilon: WIDE };
});
const concatCases = fc
  .tuple(fc.array(side, { minLength: 2, maxLength: 4 }), shapes, seed)
  .map(([rows, rest, s]): Case => {
    const inputs = rows.map((count, i) => noise([count, ...rest.slice(1)], s + i));
    return { inputs, build: (graph, parts) => op.concatRows(graph, parts), epsilon: WIDE };
  });
/** Pieces that are used differently, and one, if there are three, that is not used at all. */
const splitCases = fc
  .tuple(fc.array(side, { minLength: 2, maxLength: 3 }), shapes, seed)
  .map(([lengths, rest, s]): Case => {
    const rows = lengths.reduce((sum, length) => sum + length, 0);
    const build = first((graph, x) => {
      const [a, b] = op.splitRows(graph, x, lengths) as [Tensor, Tensor];
      return op.concatRows(graph, [op.scale(graph, a, 2), op.mul(graph, b, b)]);
    });
    return { inputs: [noise([rows, ...rest.slice(1)], s)], build, epsilon: WIDE };
  });
/** Two inputs that broadcast, cut from one list, so that all of their elements are apart. */
const maxCases = fc.tuple(pairs, seed).map(([[a, b], s]): Case => {
  const { values } = apart([sizeOf(a) + sizeOf(b)], s);
  const inputs = [
    { shape: a, values: values.slice(0, sizeOf(a)) },
    { shape: b, values: values.slice(sizeOf(a)) },
  ];
  return { inputs, build: second(op.max), epsilon: 0.01 };
});

const cases: Readonly<Record<string, fc.Arbitrary<Case>>> = {
  Add: binaryCases(second(op.add), WIDE),
  Sub: binaryCases(second(op.sub), WIDE),
  Mul: mulCases,
  Div: binaryCases(second(op.div), 0.01, 1),
  Max: maxCases,
  MatMul: matMulCases,
  Gemm: gemmCases,
  Relu: unaryCases(first(op.relu), 0.01, apart),
  Sigmoid: unaryCases(first(op.sigmoid), 0.02),
  Erf: unaryCases(first(op.erf), 0.02),
  Exp: unaryCases(first(op.exp), 0.02),
  Sqrt: unaryCases(first(op.sqrt), 0.01, (shape, s) => noise(shape, s, 0.5, 1)),
  LogSoftmax: unaryCases(first(op.logSoftmax), 0.02),
  ReduceSum: settingCases(
    (shape) => fc.subarray([...shape.keys()], { minLength: 1 }),
    (graph, x, axes) => op.reduceSum(graph, op.mul(graph, x, x), axes),
  ),
  Expand: shapes
    .chain((full) => fc.tuple(fc.constant(full), narrowed(full), seed))
    .map(([full, shape, s]): Case => {
      // With a side more, so that there is always something to repeat.
      return { inputs: [noise(shape, s)], build: first((g, x) => op.expand(g, x, [2, ...full])), epsilon: WIDE };
    }),
  Reshape: settingCases(
    (shape) => fc.constantFrom([1, sizeOf(shape)], [sizeOf(shape), 1], [1, ...shape]),
    (graph, x, shape) => op.reshape(graph, x, x.shape.join() === shape.join() ? [1, ...shape] : shape),
  ),
  Transpose: settingCases(
    (shape) => fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
    (graph, x, permutation) => op.transpose(graph, x, permutation),
  ),
  Gather: settingCases(
    (shape) => fc.array(fc.nat((shape[0] ?? 1) - 1), { minLength: 1, maxLength: 8 }),
    (graph, x, rows) => op.gatherRows(graph, x, rows),
  ),
  Concat: concatCases,
  Split: splitCases,
  Identity: unaryCases(
    first((graph, x) => graph.add('Identity', [x], x.shape)),
    WIDE,
  ),
};

describe('the gradient rule of', () => {
  it.each(Object.entries(cases))('%s agrees with central differences', async (operator, arbitrary) => {
    let checked = 0;
    await fc.assert(
      fc.asyncProperty(arbitrary, fc.boolean(), async ({ inputs, build, epsilon }, narrow) => {
        const error = await gradientError(
          inputs,
          (graph, x) => {
            const output = build(graph, x);
            checked += Number(graph.nodes.some((node) => node.operator === operator));
            // After a sum the gradient comes back narrower than the tensor.
            return narrow && output.shape.length > 0 ? op.reduceSum(graph, output, [output.shape.length - 1]) : output;
          },
          epsilon,
        );
        worst.add(operator, error);
      }),
      { numRuns: 30, seed: 20 },
    );
    expect(checked, 'graphs with the operator').toBeGreaterThanOrEqual(30);
  });

  it('each operator that has one is tested here', () => {
    expect(Object.keys(cases).toSorted()).toEqual(differentiableOperators().toSorted());
  });
});

describe('differentiate', () => {
  it('adds up where a tensor is used more than once', async () => {
    const graph = new Graph();
    const x = graph.input('x', []);
    // x·x + (−x) + x/x, whose derivative is 2x − 1.
    const square = op.mul(graph, x, x);
    const loss = op.add(graph, op.add(graph, square, op.scale(graph, x, -1)), op.div(graph, x, x));
    const [gradient] = differentiate(graph, loss, [x]);
    if (gradient) graph.output('gradient', gradient);
    const run = await compile(graph);
    expect((await run({ x: Float32Array.of(3) })).gradient).toEqual(Float32Array.of(5));
  });

  it('gives the gradient of the maximum of equals to the first, once', async () => {
    const graph = new Graph();
    const [a, b] = [graph.input('a', [2]), graph.input('b', [2])];
    const loss = op.sumAll(graph, op.max(graph, a, b));
    differentiate(graph, loss, [a, b]).forEach((gradient, i) => {
      if (gradient) graph.output(`gradient${i}`, gradient);
    });
    const run = await compile(graph);
    const { gradient0, gradient1 } = await run({ a: Float32Array.of(1, 2), b: Float32Array.of(1, 3) });
    expect([gradient0, gradient1]).toEqual([Float32Array.of(1, 0), Float32Array.of(0, 1)]);
  });

  it('gives null for what the loss does not depend on', () => {
    const graph = new Graph();
    const [x, other] = [graph.input('x', []), graph.input('other', [])];
    expect(differentiate(graph, op.exp(graph, x), [other])).toEqual([null]);
  });

  it('makes no gradient that nobody asked for', () => {
    const graph = new Graph();
    const [image, weight] = [graph.input('image', [3, 2]), graph.input('weight', [4, 3])];
    const loss = op.sumAll(graph, op.matMul(graph, weight, op.add(graph, image, graph.constant(1))));
    const before = graph.nodes.length;
    differentiate(graph, loss, [weight]);
    expect(graph.nodes.slice(before).filter(({ operator }) => operator === 'MatMul')).toHaveLength(1);
  });

  it('refuses an operator without a rule, by name, and a loss of several numbers', () => {
    const graph = new Graph();
    const x = graph.input('x', []);
    expect(() => differentiate(graph, graph.add('Sin', [x], []), [x])).toThrow(
      'The operator Sin has no gradient rule.',
    );
    expect(() => differentiate(graph, graph.input('wide', [2, 3]), [x])).toThrow(
      'Only a single number has gradients here, not 2×3.',
    );
  });
});
