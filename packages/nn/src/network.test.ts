// Shapes that do not fit are refused with the layer, its place and the shapes; those that fit give the right parameters.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { conv, dense, flatten, maxPool, type Network, relu } from './layers.js';
import { parametersOf } from './network.js';
import { countParameters, initializeParameters } from './parameters.js';

const lenet: Network = [
  conv(24, 5),
  maxPool(2),
  relu(),
  conv(32, 3),
  maxPool(2),
  relu(),
  flatten(),
  dense(128),
  relu(),
  dense(10),
];

describe('parametersOf', () => {
  it('names and shapes the parameters by layer', () => {
    expect(parametersOf(lenet, [1, 28, 28]).map(({ name, shape }) => `${name} ${shape.join('×')}`)).toEqual([
      '0.weight 24×1×5×5',
      '0.bias 24',
      '3.weight 32×24×3×3',
      '3.bias 32',
      '7.weight 128×800',
      '7.bias 128',
      '9.weight 10×128',
      '9.bias 10',
    ]);
    expect(countParameters(parametersOf(lenet, [1, 28, 28]))).toBe(111_386);
  });

  it('keeps the sides with same padding, and shrinks them by the stride', () => {
    const shapeOf = (network: Network, side: number) =>
      parametersOf([...network, flatten(), dense(1)], [1, side, side]).at(-2)?.shape;
    expect(shapeOf([conv(1, 3, { padding: 'same' })], 7)).toEqual([1, 49]);
    expect(shapeOf([conv(1, 4, { padding: 'same' })], 7)).toEqual([1, 49]);
    expect(shapeOf([conv(1, 3, { padding: 'same', stride: 2 })], 7)).toEqual([1, 16]);
    expect(shapeOf([maxPool(2)], 7)).toEqual([1, 9]);
  });

  it.each<[string, Network, string]>([
    [
      'a kernel larger than the image',
      [conv(4, 9)],
      'Layer 0 (conv) of the network: conv: a 9×9 kernel does not fit into 8×8.',
    ],
    [
      'a window larger than the image',
      [conv(4, 7), maxPool(3)],
      'Layer 1 (maxPool) of the network: maxPool: a 3×3 window does not fit into 2×2.',
    ],
    [
      'dense on images',
      [relu(), dense(3)],
      'Layer 1 (dense) of the network: dense: takes N×features, not 1×1×8×8; put flatten() before it.',
    ],
    [
      'conv on features',
      [flatten(), conv(1, 1)],
      'Layer 1 (conv) of the network: conv: takes images of 4 sides (N×C×H×W), not 1×64.',
    ],
  ])('refuses %s', (_, network, message) => {
    expect(() => parametersOf(network, [1, 8, 8])).toThrow(message);
  });
});

describe('initializeParameters', () => {
  const specs = parametersOf(lenet, [1, 28, 28]);

  it('is the same for the same seed, and another for another', () => {
    const [a, b, c] = [1, 1, 2].map((seed) => initializeParameters(specs, xoroshiro128plus(seed)));
    expect(a).toEqual(b);
    expect(a?.['7.weight']).not.toEqual(c?.['7.weight']);
  });

  it("has He's spread and no bias", () => {
    const { '7.weight': weight = new Float32Array(), '7.bias': bias } = initializeParameters(
      specs,
      xoroshiro128plus(5),
    );
    const variance = weight.reduce((sum, w) => sum + w * w, 0) / weight.length;
    expect(variance / (2 / 800)).toBeCloseTo(1, 1);
    expect(bias?.every((value) => value === 0)).toBe(true);
  });
});
