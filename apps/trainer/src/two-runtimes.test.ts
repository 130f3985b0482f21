// One model, two runtimes: packages/recognizer's forward pass computes what ONNX Runtime computes of the file that packages/nn writes.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportModel, foldBatchNorm, type Network, parametersOf, type TrainedNetwork } from '@digits/nn';
import {
  createForward,
  dequantizeWeights,
  encodeWeights,
  type ForwardRuntime,
  type Layer,
  parameterSpecs,
  quantizeWeights,
} from '@digits/recognizer';
import fc from 'fast-check';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { decodeParameters } from '../../../packages/nn/src/testing/decode-parameters.js';
import { networkFrom, randomParameters } from '../../../packages/nn/src/testing/networks.js';
import { openSession } from '../../../packages/nn/src/testing/run-graph.js';
import { bytes, largestDifference } from '../../../packages/nn/src/testing/values.js';
import { loadMnistTest } from './data/load-mnist.js';
import { MODELS_FOLDER } from './paths.js';
import { findTestMnist } from './testing/find-mnist.js';

const TOLERANCE = 1e-4;
const SCALE = 1 / 255;
const RUNTIMES: readonly ForwardRuntime[] = ['wasm', 'typed-arrays'];
type Sides = readonly [number, number, number];

/** A folded network's layers are those that a manifest may have. */
const manifestLayers = ({ network }: TrainedNetwork): Layer[] => network as Layer[];

/** Logits that ONNX Runtime computes of a model file, image by image. */
async function onnxLogits(model: Uint8Array, images: readonly Uint8Array[], shape: Sides): Promise<Float32Array[]> {
  const session = await openSession(model);
  const logits: Float32Array[] = [];
  for (const image of images) {
    const input = new Tensor(
      'float32',
      Float32Array.from(image, (byte) => byte * SCALE),
      [1, ...shape],
    );
    const output = await session.run({ image: input });
    logits.push(output.logits?.data as Float32Array);
  }
  await session.release();
  return logits;
}

/** How far the forward pass is from ONNX Runtime, in both of its runtimes; logits larger than 1 count relatively. */
async function errorOf(
  weights: Uint8Array | Readonly<Record<string, Float32Array>>,
  trained: TrainedNetwork,
  shape: Sides,
  images: readonly Uint8Array[],
): Promise<number> {
  const expected = await onnxLogits(exportModel(trained, shape), images, shape);
  const errors: number[] = [];
  for (const runtime of RUNTIMES) {
    const model = { network: manifestLayers(trained), input: { shape, scale: SCALE } };
    const { forward } = await createForward(model, weights, { runtime });
    images.forEach((image, i) => {
      const logits = expected[i] ?? new Float32Array();
      const size = logits.reduce((largest, z) => Math.max(largest, Math.abs(z)), 1);
      errors.push(largestDifference(forward(image), logits) / size);
    });
  }
  return Math.max(...errors);
}

const choices = fc.array(fc.nat(9_999), { minLength: 2, maxLength: 10 });
const shapes = fc.constantFrom<Sides>([1, 9, 8], [2, 7, 6], [3, 5, 5], [8, 6, 7]);

const typesOf = (network: Network): string[] =>
  network.flatMap((layer) => [layer.type, ...(layer.type === 'residual' ? typesOf(layer.layers) : [])]);

describe('random networks', () => {
  it('have the same parameters by name, shape and order', () => {
    fc.assert(
      fc.property(choices, shapes, (numbers, shape) => {
        const network = networkFrom(numbers, shape, 4);
        const folded = foldBatchNorm({ network, parameters: randomParameters(network, shape, 1) }, shape);
        const specs = parametersOf(folded.network, shape).map(({ name, shape, kind }) => ({ name, shape, kind }));
        expect(parameterSpecs(manifestLayers(folded), shape)).toEqual(specs);
      }),
    );
  });

  it('give the same logits', async () => {
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(choices, shapes, fc.nat(99), async (numbers, shape, seed) => {
        const network = networkFrom(numbers, shape, 4);
        const trained = foldBatchNorm({ network, parameters: randomParameters(network, shape, seed) }, shape);
        for (const type of typesOf(trained.network)) seen.add(type);
        const images = [bytes(shape[0] * shape[1] * shape[2], seed)];
        expect(await errorOf(trained.parameters, trained, shape, images)).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 150, seed: 4 },
    );
    expect([...seen].sort()).toEqual([
      ...['avgPool', 'conv', 'dense', 'flatten', 'gelu', 'globalAvgPool', 'maxPool', 'relu', 'residual', 'silu'],
    ]);
  });

  it('give the same logits from weights.bin as the model that has its dequantised weights', async () => {
    await fc.assert(
      fc.asyncProperty(choices, shapes, fc.nat(99), async (numbers, shape, seed) => {
        const network = networkFrom(numbers, shape, 4);
        const trained = foldBatchNorm({ network, parameters: randomParameters(network, shape, seed) }, shape);
        const specs = parameterSpecs(manifestLayers(trained), shape);
        const quantized = quantizeWeights(trained.parameters, specs);
        const shipped = { network: trained.network, parameters: dequantizeWeights(quantized) };
        const images = [bytes(shape[0] * shape[1] * shape[2], seed)];
        expect(await errorOf(encodeWeights(quantized), shipped, shape, images)).toBeLessThan(TOLERANCE);
      }),
      { numRuns: 40, seed: 5 },
    );
  });
});

describe.skipIf(!findTestMnist())('the first release, on MNIST’s test images', () => {
  const IMAGES = 300;
  const folder = join(MODELS_FOLDER, 'mnist-cnn', '1');

  it('gives ONNX Runtime’s logits, and int8 weights hardly move them', async () => {
    const onnx = readFileSync(join(folder, 'model.onnx'));
    const { network, input } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    const parameters = decodeParameters(onnx);
    const pixels = loadMnistTest().images;
    const images = Array.from({ length: IMAGES }, (_, i) => pixels.subarray(i * 784, (i + 1) * 784));
    expect(await errorOf(parameters, { network, parameters }, input.shape, images)).toBeLessThan(TOLERANCE);

    const likeliest = (logits: Float32Array): number => logits.indexOf(Math.max(...logits));
    const weights = encodeWeights(quantizeWeights(parameters, parameterSpecs(network, input.shape)));
    const exact = await createForward({ network, input }, parameters);
    const quantized = await createForward({ network, input }, weights);
    const agreeing = images.filter((image) => likeliest(exact.forward(image)) === likeliest(quantized.forward(image)));
    expect(agreeing.length).toBeGreaterThanOrEqual(0.99 * IMAGES);
    expect(weights.length).toBeLessThan(0.26 * onnx.length);
  });
});
