// Runs a graph once, for tests.
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Graph } from '../graph/graph.js';
import { encodeModel } from '../onnx/encode-model.js';

export type GraphRunner = (
  feeds: Readonly<Record<string, Float32Array | BigInt64Array>>,
) => Promise<Record<string, Float32Array>>;

/** Compiles a graph; the function it returns runs it on values by input name and gives its outputs by name. */
export async function compile(graph: Graph): Promise<GraphRunner> {
  const session = await InferenceSession.create(encodeModel(graph, { name: 'test' }), {
    executionProviders: ['cpu'],
    logSeverityLevel: 3,
  });
  return async (feeds) => {
    const tensors = Object.fromEntries(
      graph.inputs
        .filter(({ name }) => session.inputNames.includes(name))
        .map(({ name, type, shape }) => {
          const values = feeds[name];
          if (!values) throw new Error(`No values for the input ${name}.`);
          return [name, new OrtTensor(type, values, shape)];
        }),
    );
    const results = await session.run(tensors);
    return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, data as Float32Array]));
  };
}
