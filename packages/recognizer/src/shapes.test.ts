// Layers that do not fit together are told with their places. That what fits is inferred as packages/nn does, the trainer tests.
import { describe, expect, it } from 'vitest';
import type { Layer } from './network.js';
import { parameterSpecs, placeLayers } from './shapes.js';

const conv = { type: 'conv', filters: 4, kernel: 3, stride: 1, padding: 'same' } as const;

describe('placeLayers', () => {
  it('names parameters by their place, also inside residual layers', () => {
    const network: Layer[] = [
      conv,
      { type: 'residual', layers: [{ ...conv, groups: 4, bias: false }] },
      { type: 'globalAvgPool' },
      { type: 'dense', units: 11 },
    ];
    expect(parameterSpecs(network, [1, 28, 28])).toEqual([
      { name: '0.weight', shape: [4, 1, 3, 3], kind: 'weight' },
      { name: '0.bias', shape: [4], kind: 'bias' },
      { name: '1.0.weight', shape: [4, 1, 3, 3], kind: 'weight' },
      { name: '3.weight', shape: [11, 4], kind: 'weight' },
      { name: '3.bias', shape: [11], kind: 'bias' },
    ]);
  });

  it.each<[Layer[], string]>([
    [
      [{ type: 'dense', units: 10 }],
      'Layer 0 (dense) of the network: takes features, not 1×6×6: flatten or globalAvgPool must come before it.',
    ],
    [[{ type: 'flatten' }, conv], 'Layer 1 (conv) of the network: takes images (channels×height×width), not 36.'],
    [[{ type: 'maxPool', size: 7 }], 'Layer 0 (maxPool) of the network: a window of 7×7 does not fit into 6×6.'],
    [
      [conv, { ...conv, groups: 3 }],
      'Layer 1 (conv) of the network: 4 channels and 4 filters cannot both be cut into 3 groups.',
    ],
    [
      [{ type: 'residual', layers: [conv] }],
      'Layer 0 (residual) of the network: its layers make 4×6×6 of 1×6×6, which cannot be added to it.',
    ],
    [
      [conv, { type: 'residual', layers: [{ type: 'dense', units: 4 }] }],
      'Layer 1.0 (dense) of the network: takes features, not 4×6×6: flatten or globalAvgPool must come before it.',
    ],
  ])('refuses %j', (network, message) => {
    expect(() => placeLayers(network, [1, 6, 6])).toThrow(new RangeError(message));
  });

  it('names a layer that it does not know, as a manifest from a newer version may have one', () => {
    const what = 'there is no such layer here; it may be a newer version’s: reload the page, or update.';
    const network: Layer[] = JSON.parse('[{"type": "relu"}, {"type": "attention"}]');
    expect(() => placeLayers(network, [1, 6, 6])).toThrow(
      new RangeError(`Layer 1 (attention) of the network: ${what}`),
    );
    expect(() => placeLayers([{ type: 'residual', layers: network }], [1, 6, 6])).toThrow(
      new RangeError(`Layer 0.1 (attention) of the network: ${what}`),
    );
  });
});
