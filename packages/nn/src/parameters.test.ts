// First values, and the vector that all parameters are one after another.

import fc from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { batchNorm, conv, dense, flatten } from './layers.js';
import { layOut, pack, shareOf, unpack, zonesOf } from './parameter-layout.js';
import { initializeParameters, parameterNamed } from './parameters.js';
import { parametersOf } from './shapes.js';

const specs = parametersOf([conv(4, 3, { groups: 2 }), batchNorm(), flatten(), dense(500)], [2, 10, 10]);

describe('initializeParameters', () => {
  const start = (seed: number) => initializeParameters(specs, xoroshiro128plus(seed));

  it('is the same for the same seed, and another for another', () => {
    expect(start(1)).toEqual(start(1));
    expect(start(1)['3.weight']).not.toEqual(start(2)['3.weight']);
  });

  it.each([
    ['0.weight', 1 * 9],
    ['3.weight', 4 * 64],
  ])("spreads %s by He's rule for its %d inputs an output", (name, fanIn) => {
    const weight = parameterNamed(start(5), name);
    const bound = Math.sqrt(6 / fanIn);
    expect(weight.every((w) => Math.abs(w) <= bound)).toBe(true);
    const variance = weight.reduce((sum, w) => sum + w * w, 0) / weight.length;
    expect(Math.abs(variance / (2 / fanIn) - 1)).toBeLessThan(weight.length > 1000 ? 0.02 : 0.4);
  });

  it('starts biases at 0, and batch normalisation as nothing at all', () => {
    const filled = (name: string) => [...new Set(parameterNamed(start(5), name))];
    expect(['0.bias', '3.bias', '1.bias', '1.runningMean'].map(filled)).toEqual([[0], [0], [0], [0]]);
    expect(['1.weight', '1.runningVariance'].map(filled)).toEqual([[1], [1]]);
  });

  it('says which parameter is missing', () => {
    expect(() => parameterNamed({ a: new Float32Array() }, 'b')).toThrow('The parameters lack b; they have a.');
  });
});

describe('the layout of parameters in one vector', () => {
  const layout = layOut(specs);

  it('puts weights first, statistics last, nothing twice and nothing between', () => {
    const kinds = layout.entries.map(({ spec }) => spec.kind);
    const order = ['weight', 'bias', 'statistic'];
    expect(kinds).toEqual(kinds.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)));
    let end = 0;
    for (const { offset, length } of layout.entries) {
      expect(offset).toBe(end);
      end += length;
    }
    expect(layout.length).toBe(end);
    expect(layout.zones.map(({ kind }) => kind)).toEqual(order);
    expect(layout.zones.reduce((sum, { length }) => sum + length, 0)).toBe(end);
  });

  it('gives back what was put in', () => {
    const parameters = initializeParameters(specs, xoroshiro128plus(3));
    const vector = new Float32Array(layout.length);
    pack(layout, parameters, vector);
    expect(unpack(layout, vector)).toEqual(parameters);
  });

  it('is cut among threads so that each element is one thread’s, and of its kind', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), (threads) => {
        const owners = new Uint8Array(layout.length);
        for (let thread = 0; thread < threads; thread++) {
          for (const { kind, offset, length } of zonesOf(layout, thread, threads)) {
            expect(length).toBeGreaterThan(0);
            for (let i = offset; i < offset + length; i++) owners[i] = (owners[i] ?? 0) + 1;
            const zone = layout.zones.find((candidate) => candidate.kind === kind);
            expect(offset).toBeGreaterThanOrEqual(zone?.offset ?? Number.NaN);
            expect(offset + length).toBeLessThanOrEqual((zone?.offset ?? 0) + (zone?.length ?? 0));
          }
        }
        expect(owners.every((count) => count === 1)).toBe(true);
      }),
      { numRuns: 9 },
    );
  });

  it('shares whole things evenly', () => {
    expect([0, 1, 2].map((thread) => shareOf(10, thread, 3))).toEqual([
      [0, 3],
      [3, 6],
      [6, 10],
    ]);
  });
});
