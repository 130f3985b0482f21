// Layers that fit give the right shapes and parameters; those that do not are refused with the layer, its place and the shapes.
import { describe, expect, it } from 'vitest';
import type { Shape } from './graph/graph.js';
import {
  avgPool,
  batchNorm,
  conv,
  dense,
  dropout,
  flatten,
  gelu,
  globalAvgPool,
  type Layer,
  maxPool,
  type Network,
  relu,
  residual,
  silu,
} from './layers.js';
import { countParameters } from './parameters.js';
import { parametersOf, placeLayers } from './shapes.js';
import { referenceNetwork } from './testing/pytorch-fixture.js';

/** "name shape kind" of each parameter. */
const listParameters = (network: Network, inputShape: Shape): string[] =>
  parametersOf(network, inputShape).map(({ name, shape, kind }) => `${name} ${shape.join('×')} ${kind}`);

describe('placeLayers', () => {
  it.each<[string, Layer, Shape, Shape]>([
    ['valid padding', conv(5, 3), [2, 7, 9], [5, 5, 7]],
    ['valid padding and stride', conv(5, 3, { stride: 2 }), [2, 7, 8], [5, 3, 3]],
    ['same padding', conv(5, 3, { padding: 'same' }), [2, 7, 9], [5, 7, 9]],
    ['same padding of an even kernel', conv(5, 4, { padding: 'same' }), [2, 7, 9], [5, 7, 9]],
    ['same padding of a kernel larger than the image', conv(1, 7, { padding: 'same' }), [1, 3, 3], [1, 3, 3]],
    ['same padding and stride', conv(5, 3, { padding: 'same', stride: 2 }), [2, 7, 8], [5, 4, 4]],
    ['groups', conv(6, 3, { groups: 2 }), [4, 7, 7], [6, 5, 5]],
    ['a window that leaves a row', maxPool(2), [3, 7, 8], [3, 3, 4]],
    ['windows that overlap', maxPool(3, { stride: 2 }), [3, 7, 8], [3, 3, 3]],
    ['windows with gaps', avgPool(2, { stride: 3 }), [3, 7, 8], [3, 2, 3]],
    ['globalAvgPool', globalAvgPool(), [3, 7, 8], [3]],
    ['flatten', flatten(), [3, 7, 8], [168]],
    ['flatten of features', flatten(), [5], [5]],
    ['dense', dense(4), [9], [4]],
    ['batchNorm', batchNorm(), [3, 7, 8], [3, 7, 8]],
    ['relu', relu(), [3, 7, 8], [3, 7, 8]],
    ['silu', silu(), [9], [9]],
    ['gelu', gelu(), [3, 7, 8], [3, 7, 8]],
    ['dropout', dropout(0.5), [9], [9]],
    ['residual', residual(conv(3, 3, { padding: 'same' }), relu()), [3, 7, 8], [3, 7, 8]],
    ['an empty residual', residual(), [3, 7, 8], [3, 7, 8]],
  ])('infers the output of %s', (_, layer, input, output) => {
    expect(placeLayers([layer], input).map((placed) => [placed.input, placed.output])).toEqual([[input, output]]);
  });

  it('numbers layers by their place, those in a residual layer by both places', () => {
    const [, outer] = placeLayers([conv(2, 1), residual(relu(), residual(conv(2, 1)))], [1, 3, 3]);
    expect(outer?.inner.map(({ place }) => place)).toEqual(['1.0', '1.1']);
    expect(outer?.inner[1]?.inner.map(({ place }) => place)).toEqual(['1.1.0']);
  });

  it.each<[string, Network, string]>([
    [
      'a kernel larger than the image',
      [conv(4, 9)],
      'Layer 0 (conv) of the network: a 9×9 kernel does not fit into 8×8.',
    ],
    [
      'a window larger than the image',
      [conv(4, 7), maxPool(3)],
      'Layer 1 (maxPool) of the network: a 3×3 window does not fit into 2×2.',
    ],
    [
      'dense on images',
      [relu(), dense(3)],
      'Layer 1 (dense) of the network: takes features, not 1×8×8: put flatten() or globalAvgPool() before it.',
    ],
    [
      'conv on features',
      [flatten(), conv(1, 1)],
      'Layer 1 (conv) of the network: takes images (channels×height×width), not 64.',
    ],
    [
      'pooling of features',
      [flatten(), avgPool(2)],
      'Layer 1 (avgPool) of the network: takes images (channels×height×width), not 64.',
    ],
    [
      'globalAvgPool of features',
      [flatten(), globalAvgPool()],
      'Layer 1 (globalAvgPool) of the network: takes images (channels×height×width), not 64.',
    ],
    [
      'batchNorm of features that no dense made',
      [flatten(), batchNorm()],
      'Layer 1 (batchNorm) of the network: takes images, or the features of the dense() right before it, not 64.',
    ],
    [
      'groups that do not divide the channels',
      [conv(3, 1), conv(4, 3, { groups: 2 })],
      'Layer 1 (conv) of the network: 3 channels and 4 filters cannot both be cut into 2 groups.',
    ],
    [
      'groups that do not divide the filters',
      [conv(4, 1), conv(3, 3, { groups: 2 })],
      'Layer 1 (conv) of the network: 4 channels and 3 filters cannot both be cut into 2 groups.',
    ],
    [
      'a residual layer that changes the channels',
      [residual(conv(2, 1))],
      'Layer 0 (residual) of the network: its layers make 2×8×8 of 1×8×8, which cannot be added to it.',
    ],
    [
      'a residual layer that changes the sides',
      [relu(), residual(conv(1, 3))],
      'Layer 1 (residual) of the network: its layers make 1×6×6 of 1×8×8, which cannot be added to it.',
    ],
    [
      'what does not fit in a residual layer, by both places',
      [conv(1, 1), relu(), relu(), residual(conv(2, 10))],
      'Layer 3.0 (conv) of the network: a 10×10 kernel does not fit into 8×8.',
    ],
    [
      'what does not fit two residual layers deep',
      [residual(relu(), residual(dense(2)))],
      'Layer 0.1.0 (dense) of the network: takes features, not 1×8×8: put flatten() or globalAvgPool() before it.',
    ],
    [
      'half a filter',
      [conv(0.5, 1)],
      'Layer 0 (conv) of the network: filters is 0.5; it must be a whole number from 1.',
    ],
    ['no kernel', [conv(1, 0)], 'Layer 0 (conv) of the network: kernel is 0; it must be a whole number from 1.'],
    [
      'no stride',
      [conv(1, 1, { stride: 0 })],
      'Layer 0 (conv) of the network: stride is 0; it must be a whole number from 1.',
    ],
    [
      'a window of no number',
      [maxPool(Number.NaN)],
      'Layer 0 (maxPool) of the network: size or stride is NaN; it must be a whole number from 1.',
    ],
    [
      'negative units',
      [flatten(), dense(-1)],
      'Layer 1 (dense) of the network: units is -1; it must be a whole number from 1.',
    ],
    ['dropout of all', [dropout(1)], 'Layer 0 (dropout) of the network: rate is 1; it must be from 0 up to 1.'],
    [
      'a padding that there is not',
      [conv(4, 3, { padding: 'SAME' as 'same' })],
      'Layer 0 (conv) of the network: padding is "SAME"; it must be "valid" or "same".',
    ],
    [
      'a layer that there is not',
      [{ type: 'softmax' } as unknown as Layer],
      'Layer 0 (softmax) of the network: there is no such layer.',
    ],
    ['dropout of less', [dropout(-0.1)], 'Layer 0 (dropout) of the network: rate is -0.1; it must be from 0 up to 1.'],
  ])('refuses %s', (_, network, message) => {
    expect(() => placeLayers(network, [1, 8, 8])).toThrow(new RangeError(message));
  });
});

describe('parametersOf', () => {
  it('names, shapes and counts the parameters by layer', () => {
    expect(listParameters(referenceNetwork, [1, 28, 28])).toEqual([
      '0.weight 24×1×5×5 weight',
      '0.bias 24 bias',
      '3.weight 32×24×3×3 weight',
      '3.bias 32 bias',
      '7.weight 128×800 weight',
      '7.bias 128 bias',
      '9.weight 10×128 weight',
      '9.bias 10 bias',
    ]);
    expect(countParameters(parametersOf(referenceNetwork, [1, 28, 28]))).toBe(111_386);
  });

  it('has no bias where a layer wants none, fewer weights in groups, and statistics that do not count', () => {
    const network = [conv(4, 3, { bias: false, groups: 2 }), residual(batchNorm()), flatten(), dense(3), batchNorm()];
    expect(listParameters(network, [2, 4, 4])).toEqual([
      '0.weight 4×1×3×3 weight',
      '1.0.weight 4 bias',
      '1.0.bias 4 bias',
      '1.0.runningMean 4 statistic',
      '1.0.runningVariance 4 statistic',
      '3.weight 3×16 weight',
      '3.bias 3 bias',
      '4.weight 3 bias',
      '4.bias 3 bias',
      '4.runningMean 3 statistic',
      '4.runningVariance 3 statistic',
    ]);
    expect(countParameters(parametersOf(network, [2, 4, 4]))).toBe(36 + 8 + 51 + 6);
  });
});
