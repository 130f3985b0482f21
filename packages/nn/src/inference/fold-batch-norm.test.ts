// A folded network computes what the trained one does, and so does the file that is exported of it.
import fc from 'fast-check';
import { Tensor } from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';
import { type Shape, sizeOf } from '../graph/graph.js';
import type { Layer, Network } from '../layers.js';
import * as layers from '../layers.js';
import { decodeParameters } from '../testing/decode-parameters.js';
import { networkFrom, randomParameters } from '../testing/networks.js';
import { openSession } from '../testing/run-graph.js';
import { runInference, SCALE } from '../testing/run-step.js';
import { bytes, largestDifference } from '../testing/values.js';
import { exportModel } from './export-model.js';
import { foldBatchNorm } from './fold-batch-norm.js';
import { buildInferenceGraph } from './inference-graph.js';

const { batchNorm, conv, dense, dropout, flatten, gelu, maxPool, relu, residual } = layers;

const TOLERANCE = 1e-4;
const INPUT_SHAPE = [2, 7, 6];

const typesOf = (network: Network): string[] =>
  network.flatMap((layer) => [layer.type, ...(layer.type === 'residual' ? typesOf(layer.layers) : [])]);

/** Folds a network with random weights and statistics; says how far the logits move, and what it became. */
async function fold(network: Network, inputShape: Shape, seed: number) {
  const parameters = randomParameters(network, inputShape, seed);
  const folded = foldBatchNorm({ network, parameters }, inputShape);
  const images = bytes(3 * sizeOf(inputShape), seed);
  const before = await runInference(network, inputShape, images, parameters);
  const after = await runInference(folded.network, inputShape, images, folded.parameters);
  const scale = before.reduce((largest, z) => Math.max(largest, Math.abs(z)), 1);
  return { ...folded, images, after, error: largestDifference(before, after) / scale };
}

describe('foldBatchNorm', () => {
  const end: readonly Layer[] = [flatten(), dense(4)];

  it.each<[string, Network, string[]]>([
    ['conv and batchNorm', [conv(3, 3), batchNorm(), relu(), ...end], ['conv', 'relu', 'flatten', 'dense']],
    ['a conv without bias', [conv(3, 3, { bias: false }), batchNorm(), ...end], ['conv', 'flatten', 'dense']],
    ['a conv in groups', [conv(4, 3, { groups: 2 }), batchNorm(), ...end], ['conv', 'flatten', 'dense']],
    [
      'dense and batchNorm',
      [flatten(), dense(5), batchNorm(), relu(), dense(4)],
      ['flatten', 'dense', 'relu', 'dense'],
    ],
    ['batchNorm first', [batchNorm(), conv(3, 3), ...end], ['conv', 'conv', 'flatten', 'dense']],
    ['batchNorm after a pool', [maxPool(2), batchNorm(), ...end], ['maxPool', 'conv', 'flatten', 'dense']],
    ['batchNorm after relu', [conv(3, 3), relu(), batchNorm(), ...end], ['conv', 'relu', 'conv', 'flatten', 'dense']],
    ['batchNorm twice', [conv(3, 3), batchNorm(), batchNorm(), ...end], ['conv', 'flatten', 'dense']],
    [
      'residual layers, one in the other',
      [residual(conv(2, 3, { padding: 'same' }), batchNorm(), gelu(), residual(batchNorm())), batchNorm(), ...end],
      ['residual', 'conv', 'gelu', 'residual', 'conv', 'conv', 'flatten', 'dense'],
    ],
    [
      'dropout',
      [
        dropout(0.3),
        conv(3, 3),
        dropout(0.1),
        batchNorm(),
        residual(dropout(0.2), relu()),
        flatten(),
        dropout(0.5),
        dense(4),
      ],
      ['conv', 'residual', 'relu', 'flatten', 'dense'],
    ],
  ])('keeps the logits and leaves no batchNorm and no dropout: %s', async (_, network, types) => {
    const folded = await fold(network, INPUT_SHAPE, 4);
    expect(folded.error).toBeLessThan(TOLERANCE);
    expect(typesOf(folded.network)).toEqual(types);
  });

  it('keeps the logits of random networks', async () => {
    const choices = fc.array(fc.nat(9_999), { minLength: 3, maxLength: 9 });
    let norms = 0;
    await fc.assert(
      fc.asyncProperty(choices, fc.nat(99), async (numbers, seed) => {
        const network = networkFrom(numbers, INPUT_SHAPE, 4);
        norms += typesOf(network).filter((type) => type === 'batchNorm').length;
        const folded = await fold(network, INPUT_SHAPE, seed);
        expect(folded.error).toBeLessThan(TOLERANCE);
        expect(typesOf(folded.network)).not.toContain('batchNorm');
      }),
      { numRuns: 60, seed: 9 },
    );
    expect(norms).toBeGreaterThan(30);
  });

  it('leaves a network without either as it is', () => {
    const network = [conv(3, 3), relu(), ...end];
    const parameters = randomParameters(network, INPUT_SHAPE, 1);
    expect(foldBatchNorm({ network, parameters }, INPUT_SHAPE)).toEqual({ network, parameters });
  });

  it('refuses parameters that lack one', () => {
    const network = [conv(3, 3), batchNorm(), ...end];
    const { '1.runningMean': _, ...parameters } = randomParameters(network, INPUT_SHAPE, 1);
    expect(() => foldBatchNorm({ network, parameters }, INPUT_SHAPE)).toThrow('The parameters lack 1.runningMean');
  });
});

describe('exportModel', () => {
  const network = [conv(8, 3), batchNorm(), relu(), residual(conv(8, 3, { padding: 'same' }), batchNorm()), maxPool(2)];
  const whole = [...network, dropout(0.5), flatten(), dense(4)];

  it('writes a model whose logits are the folded network’s, for any number of images', async () => {
    const { images, after, ...folded } = await fold(whole, INPUT_SHAPE, 6);
    const session = await openSession(exportModel(folded, INPUT_SHAPE));
    expect([session.inputNames, session.outputNames]).toEqual([['image'], ['logits']]);
    const image = Float32Array.from(images, (byte) => byte * SCALE);
    const { logits } = await session.run({ image: new Tensor('float32', image, [3, ...INPUT_SHAPE]) });
    expect(logits?.dims).toEqual([3, 4]);
    expect(largestDifference(logits?.data as Float32Array, after)).toBeLessThan(1e-6);
    const one = image.slice(0, sizeOf(INPUT_SHAPE));
    const { logits: alone } = await session.run({ image: new Tensor('float32', one, [1, ...INPUT_SHAPE]) });
    expect(largestDifference(alone?.data as Float32Array, after.slice(0, 4))).toBeLessThan(1e-6);
  });

  it('writes the parameters, which decodeParameters gives back', async () => {
    const { network, parameters } = await fold(whole, INPUT_SHAPE, 6);
    expect(Object.keys(parameters)).toContain('2.0.weight');
    expect(decodeParameters(exportModel({ network, parameters }, INPUT_SHAPE))).toEqual(parameters);
  });

  it('is what decodeParameters reads: it throws at other bytes', () => {
    expect(() => decodeParameters(new TextEncoder().encode('no model at all'))).toThrow();
    expect(() => decodeParameters(bytes(200, 1))).toThrow();
  });

  it('refuses parameters of another shape', () => {
    const parameters = { ...randomParameters(whole, INPUT_SHAPE, 1), '0.bias': new Float32Array(3) };
    expect(() => exportModel({ network: whole, parameters }, INPUT_SHAPE)).toThrow(
      '0.bias has 3 values; the network needs 8.',
    );
  });
});

describe('buildInferenceGraph', () => {
  it('takes the parameters as inputs where it is given none', () => {
    const network = [conv(3, 3), batchNorm(), flatten(), dense(4)];
    const graph = buildInferenceGraph(network, INPUT_SHAPE);
    expect(graph.inputs.map(({ name }) => name)).toEqual([
      'image',
      '0.weight',
      '0.bias',
      '1.weight',
      '1.bias',
      '1.runningMean',
      '1.runningVariance',
      '3.weight',
      '3.bias',
    ]);
    expect(graph.constants.filter(({ tensor }) => tensor.type === 'float32')).toEqual([]);
  });
});
