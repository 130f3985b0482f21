// Compares gradients with central differences: (f(x + ε) − f(x − ε)) / 2ε.
import { differentiate } from '../graph/gradients.js';
import { Graph, sizeOf, type Tensor } from '../graph/graph.js';
import * as op from '../graph/operators.js';
import { compile } from './run-graph.js';
import { unit } from './values.js';

/** An input that is to be differentiated: its values, from which its shape follows. */
export interface CheckedInput {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Elements of one input that are tried. */
const MAX_ELEMENTS = 60;

/** Which of `length` elements are tried: of as many equal stretches, one of each, at random, to keep out of step with rows. */
function triedElements(length: number): number[] {
  const count = Math.min(MAX_ELEMENTS, length);
  return Array.from({ length: count }, (_, i) => Math.floor(((i + unit(i, length)) * length) / count));
}

/**
 * Largest relative error over the inputs: |analytic − numeric| / (|analytic| + |numeric|), Euclidean norms over the
 * tried elements of one input.
 *
 * The scalar that is differentiated is Σ output · projection. For the numeric side it is summed here in float64, so that
 * float32 sums do not drown the difference. Where `differentiate` finds
 * that the output does not depend on an input, the gradient is 0, and is checked as such.
 * @param build Makes the output from the inputs.
 * @param epsilon Half the distance between the two points.
 */
export async function gradientError(
  inputs: readonly CheckedInput[],
  build: (graph: Graph, inputs: readonly Tensor[]) => Tensor,
  epsilon: number,
): Promise<number> {
  const graph = new Graph();
  const tensors = inputs.map(({ shape }, i) => graph.input(`x${i}`, shape));
  const output = build(graph, tensors);
  const projection = Float32Array.from({ length: sizeOf(output.shape) }, (_, i) => Math.sin(1.7 * i + 0.6) + 0.1);
  const weighted = op.mul(graph, output, graph.constant(projection, output.shape));
  const loss = output.shape.length === 0 ? weighted : op.sumAll(graph, weighted);
  graph.output('output', output);
  differentiate(graph, loss, tensors).forEach((gradient, i) => {
    const shape = tensors[i]?.shape ?? [];
    graph.output(`gradient${i}`, gradient ?? graph.constant(new Float32Array(sizeOf(shape)), shape));
  });

  const run = await compile(graph);
  const feeds = Object.fromEntries(inputs.map(({ values }, i) => [`x${i}`, Float32Array.from(values)]));
  const analytic = await run(feeds);
  const value = async (): Promise<number> =>
    ((await run(feeds)).output ?? new Float32Array()).reduce((sum, y, i) => sum + y * (projection[i] ?? 0), 0);

  let worst = 0;
  for (const [i, { values }] of inputs.entries()) {
    const moved = feeds[`x${i}`] ?? new Float32Array();
    let difference = 0;
    let analyticNorm = 0;
    let numericNorm = 0;
    for (const k of triedElements(values.length)) {
      const x = values[k] ?? 0;
      moved[k] = x + epsilon;
      const above = moved[k] ?? 0;
      const upper = await value();
      moved[k] = x - epsilon;
      const below = moved[k] ?? 0;
      const lower = await value();
      moved[k] = x;
      // The distance as float32 made it, not as it was asked for.
      const numeric = (upper - lower) / (above - below);
      const exact = analytic[`gradient${i}`]?.[k] ?? Number.NaN;
      difference += (exact - numeric) ** 2;
      analyticNorm += exact ** 2;
      numericNorm += numeric ** 2;
    }
    const scale = Math.sqrt(analyticNorm) + Math.sqrt(numericNorm);
    worst = Math.max(worst, scale === 0 ? Math.sqrt(difference) : Math.sqrt(difference) / scale);
  }
  return worst;
}
