// What the threads do together, against the same computed in one place.
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { sgd } from '../optimizers.js';
import { initializeParameters } from '../parameters.js';
import { constant } from '../schedules.js';
import { parametersOf } from '../shapes.js';
import { GRADIENT } from '../step/gradient-graph.js';
import { bars, options, smallNetwork } from '../testing/bars.js';
import { runStep } from '../testing/run-step.js';
import { largestDifference } from '../testing/values.js';
import type { Checkpoint } from './messages.js';
import { checkpointParameters, train } from './train.js';

describe('a step of a run', () => {
  const RATE = 0.5;
  const training = bars(51, 3);

  it.each([0, 0.01])(
    'is one of the whole batch, with its gradients clipped to a norm of %d (0: not)',
    async (clipNorm) => {
      const optimizer = sgd({ momentum: 0, clipNorm });
      const { parameters, checkpoint } = await train({
        ...options,
        training,
        epochs: 1,
        optimizer,
        schedule: constant(RATE),
      });
      expect(checkpoint.step).toBe(1);

      const before = initializeParameters(
        parametersOf(smallNetwork, options.inputShape),
        xoroshiro128plus(options.seed),
      );
      const step = await runStep(smallNetwork, options.inputShape, training, before);
      const gradientOf = (name: string): Float32Array => step[GRADIENT + name] ?? new Float32Array();
      const squares = Object.keys(before).flatMap((name) => Array.from(gradientOf(name), (g) => g * g));
      const norm = Math.sqrt(squares.reduce((a, b) => a + b));
      expect(norm).toBeGreaterThan(0.1);
      const factor = clipNorm === 0 ? 1 : clipNorm / norm;
      for (const [name, start] of Object.entries(before)) {
        const expected = start.map((w, i) => w - RATE * factor * (gradientOf(name)[i] ?? 0));
        expect(largestDifference(parameters[name] ?? [], expected), name).toBeLessThan(1e-6);
        expect(largestDifference(start, expected), `${name} as it was`).toBeGreaterThan(2e-5);
      }
    },
  );
});

describe('the moving average of a run', () => {
  it('forgets its start faster than what comes later, and is what is validated', async () => {
    const DECAY = 0.3;
    const settings = { ...options, training: bars(51, 3), epochs: 6, emaDecay: DECAY, signal: AbortSignal.abort() };
    const start = initializeParameters(parametersOf(smallNetwork, options.inputShape), xoroshiro128plus(options.seed));
    let expected = Array.from(start['0.weight'] ?? []);
    let checkpoint: Checkpoint | undefined;
    for (let step = 0; step < 6; step++) {
      const result = await train({ ...settings, ...(checkpoint ? { resume: checkpoint } : {}) });
      checkpoint = result.checkpoint;
      const decay = Math.min(DECAY, (1 + step) / (10 + step));
      // Weights come first, and this layer's are the first ones.
      const current = checkpoint.parameters.subarray(0, expected.length);
      expected = expected.map((average, i) => decay * average + (1 - decay) * (current[i] ?? 0));
      expect(largestDifference(result.parameters['0.weight'] ?? [], expected)).toBeLessThan(1e-6);
      expect(largestDifference(current, expected)).toBeGreaterThan(1e-5);
    }
  });

  it('is what a checkpoint gives, but not to another network', async () => {
    const settings = { ...options, training: bars(51, 3), epochs: 1, emaDecay: 0.3 };
    const { parameters, checkpoint } = await train(settings);
    expect(checkpointParameters(settings, checkpoint)).toEqual(parameters);
    expect(() => checkpointParameters({ ...settings, network: smallNetwork.slice(0, -1) }, checkpoint)).toThrow(
      /^The checkpoint has \d+ parameters, the network \d+\.$/,
    );
  });
});
