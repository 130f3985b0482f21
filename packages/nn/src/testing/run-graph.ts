// Runs a graph, for tests.
import '../training/without-telemetry.js';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { formatShape, type Graph } from '../graph/graph.js';
import { encodeModel } from '../onnx/encode-model.js';

type Values = Float32Array | BigInt64Array | Uint8Array;

export type GraphRunner = (feeds: Readonly<Record<string, Values>>) => Promise<Record<string, Float32Array>>;

/** A session of one thread: the graphs here are too small for two. */
export const openSession = (model: Uint8Array): Promise<InferenceSession> =>
  InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });

/**
 * Compiles a graph; the function it returns runs it on values by input name and gives its outputs by name. It rejects
 * when an output has another shape than the graph says.
 * @param freeBatch Names of inputs and outputs whose first side is what the number of values makes it.
 */
export async function compile(graph: Graph, freeBatch: readonly string[] = []): Promise<GraphRunner> {
  const session = await openSession(encodeModel(graph, { name: 'test', freeBatch }));
  return async (feeds) => {
    const tensors = Object.fromEntries(
      graph.inputs
        .filter(({ name }) => session.inputNames.includes(name))
        .map(({ name, type, shape }) => {
          const values = feeds[name];
          if (!values) throw new Error(`No values for the input ${name}.`);
          const others = shape.slice(1).reduce((product, side) => product * side, 1);
          const dims = freeBatch.includes(name) ? [values.length / others, ...shape.slice(1)] : shape;
          return [name, new OrtTensor(type, values, dims)];
        }),
    );
    const results = await session.run(tensors);
    for (const { name, shape } of graph.outputs) {
      const dims = results[name]?.dims ?? [];
      if (!freeBatch.includes(name) && formatShape(dims) !== formatShape(shape)) {
        throw new Error(`The output ${name} is ${formatShape(dims)}, not ${formatShape(shape)}.`);
      }
    }
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
  };
}

/** Runs a graph once. */
export const runOnce = async (
  graph: Graph,
  feeds: Readonly<Record<string, Values>>,
  freeBatch: readonly string[] = [],
): Promise<Record<string, Float32Array>> => (await compile(graph, freeBatch))(feeds);
