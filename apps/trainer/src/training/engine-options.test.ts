import { describe, expect, it } from 'vitest';
import { INPUT_SHAPE } from '../networks.js';
import { PRESETS, type Recipe } from '../presets.js';
import { engineOptions } from './engine-options.js';

const options = (changes: Partial<Recipe>) => engineOptions({ ...PRESETS.fast, ...changes });

describe('engineOptions', () => {
  it.each([
    ['constant', [0, 0.2, 0.2, 0.2]],
    ['linear', [0, 0.2, 0.1, 0]],
    ['cosine', [0, 0.2, 0.1, 0]],
    ['oneCycle', [0.008, 0.2, 0.1, 0]],
  ] as const)('a %s schedule begins, is warm, is half-way and ends where it should', (schedule, rates) => {
    const rate = options({ schedule, learningRate: 0.2, warmUp: 0.5 }).schedule;
    [0, 0.5, 0.75, 1].forEach((progress, i) => void expect(rate(progress)).toBeCloseTo(rates[i] ?? Number.NaN, 6));
    expect(options({ schedule, learningRate: 0.2, warmUp: 0 }).schedule(0)).toBeCloseTo(0.2, 6);
  });

  it.each([
    ['sgd', { momentum: 0.8, nesterov: false, weightDecay: 0.01, clipNorm: 2 }],
    ['adam', { weightDecay: 0.01, clipNorm: 2 }],
    ['adamW', { weightDecay: 0.01, clipNorm: 2 }],
  ] as const)('%s has the recipe’s settings', (optimizer, settings) => {
    const all = { momentum: 0.8, nesterov: false, weightDecay: 0.01, clipNorm: 2 };
    const { name, hyperparameters } = options({ optimizer, ...all }).optimizer;
    expect(name).toBe(optimizer);
    expect(hyperparameters).toMatchObject(settings);
  });

  it('gives the network an eleventh output where non-digits are learnt', () => {
    const outputs = (changes: Partial<Recipe>) => options(changes).network.at(-1);
    expect(outputs({})).toEqual({ type: 'dense', units: 10 });
    expect(outputs({ nonDigits: 1 })).toEqual({ type: 'dense', units: 11 });
  });

  it('hands on everything else', () => {
    const numbers = { batchSize: 7, epochs: 3, labelSmoothing: 0.1, emaDecay: 0.9, patience: 4 };
    expect(options(numbers)).toMatchObject({ ...numbers, inputShape: INPUT_SHAPE });
  });
});
