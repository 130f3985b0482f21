// Runs the graph of a training step once, for tests.
import { sizeOf } from '../graph/graph.js';
import { buildInferenceGraph, FREE_BATCH } from '../inference/inference-graph.js';
import type { Network } from '../layers.js';
import type { Parameters } from '../parameters.js';
import { buildGradientGraph, type GradientOptions } from '../step/gradient-graph.js';
import { runOnce } from './run-graph.js';

/** One batch: bytes, and a label an image. */
export interface Batch {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

export const SCALE = 1 / 255;

/** The outputs of a training step: loss, logits, gradients, batch statistics. Dropout keeps everything. */
export function runStep(
  network: Network,
  inputShape: readonly number[],
  { images, labels }: Batch,
  parameters: Parameters,
  options: Partial<GradientOptions> = {},
): Promise<Record<string, Float32Array>> {
  const defaults = { batchSize: labels.length, scale: SCALE, labelSmoothing: 0 };
  const { graph, masks } = buildGradientGraph({ ...defaults, ...options, network, inputShape });
  const kept = masks.map(({ name, shape }) => [name, new Float32Array(sizeOf(shape)).fill(1)]);
  const label = BigInt64Array.from(labels, BigInt);
  return runOnce(graph, { ...parameters, ...Object.fromEntries(kept), image: images, label });
}

/** The logits of the network in use. */
export async function runInference(
  network: Network,
  inputShape: readonly number[],
  images: Uint8Array,
  parameters: Parameters,
): Promise<Float32Array> {
  const image = Float32Array.from(images, (byte) => byte * SCALE);
  const graph = buildInferenceGraph(network, inputShape, parameters);
  const { logits } = await runOnce(graph, { image }, FREE_BATCH);
  return logits ?? new Float32Array();
}
