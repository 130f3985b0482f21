import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Layer } from '../network.js';
import { manifestSchema } from './manifest-schema.js';

const released = JSON.parse(
  readFileSync(new URL('../../../../models/mnist-cnn/1/manifest.json', import.meta.url), 'utf8'),
);
const parse = (network: unknown) => manifestSchema.safeParse({ ...released, network });
const conv = { type: 'conv', filters: 8, kernel: 3, stride: 1, padding: 'same' } as const;

it('takes the manifest of the first release', () => {
  expect(manifestSchema.parse(released)).toEqual(released);
});

it('takes the settings of a run', () => {
  const training = {
    ...released.training,
    optimizer: { type: 'sgd', nesterov: true },
    recipe: { network: 'small', epochs: 2, nesterov: true },
  };
  expect(manifestSchema.parse({ ...released, training })).toEqual({ ...released, training });
});

describe('the network', () => {
  it.each<Layer>([
    conv,
    { ...conv, groups: 8, bias: false },
    { type: 'maxPool', size: 2 },
    { type: 'avgPool', size: 3, stride: 2 },
    { type: 'globalAvgPool' },
    { type: 'relu' },
    { type: 'silu' },
    { type: 'gelu' },
    { type: 'flatten' },
    { type: 'dense', units: 10 },
    { type: 'residual', layers: [conv, { type: 'residual', layers: [{ type: 'gelu' }] }] },
  ])('may have %j', (layer) => {
    expect(parse([layer]).data?.network).toEqual([layer]);
  });

  it.each([
    [[], 'network'],
    [[{ type: 'batchNorm' }], 'network.0.type'],
    [[{ type: 'dropout', rate: 0.5 }], 'network.0.type'],
    [[{ ...conv, groups: 0 }], 'network.0.groups'],
    [[{ ...conv, bias: 1 }], 'network.0.bias'],
    [[{ type: 'maxPool', size: 2, stride: 1.5 }], 'network.0.stride'],
    [[{ type: 'relu', slope: 1 }], 'network.0'],
    [[{ type: 'residual' }], 'network.0.layers'],
    [[conv, { type: 'residual', layers: [conv, { type: 'teleport' }] }], 'network.1.layers.1.type'],
  ])('may not be %j', (network, place) => {
    expect(parse(network).error?.issues[0]?.path.join('.')).toBe(place);
  });
});
