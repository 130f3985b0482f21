// How a run ends other than by its last step: without patience, with a loss beyond hope, with an augmentation that fails.
import { afterAll, describe, expect, it } from 'vitest';
import { adam } from '../optimizers.js';
import { constant } from '../schedules.js';
import { bars, options } from '../testing/bars.js';
import { makeModuleFolder, SHIFT_SOURCE } from '../testing/module-files.js';
import type { EpochReport } from './messages.js';
import { DivergenceError, type TrainOptions, train } from './train.js';

const folder = makeModuleFolder();
afterAll(() => folder.remove());

describe('patience', () => {
  /** Three epochs forward, then uphill: the third is the best. */
  const settings: TrainOptions = {
    ...options,
    epochs: 7,
    schedule: (progress) => (progress < 3 / 7 ? 0.05 : -0.002),
    patience: 2,
  };

  it('ends a run that gets no better, with the network of its best epoch', async () => {
    const epochs: EpochReport[] = [];
    const result = await train({ ...settings, onEpoch: (report) => void epochs.push(report) });
    const losses = epochs.map(({ validation }) => validation.loss);
    expect(losses.indexOf(Math.min(...losses))).toBe(2);
    expect([result.reason, result.epochs]).toEqual(['noImprovement', 5]);
    const best = epochs[2];
    expect(result.validation).toEqual(best?.validation);
    expect(result.validationLogits).toEqual(best?.validationLogits);
    expect(result.parameters).toEqual(best?.parameters);
    expect(result.parameters).not.toEqual(epochs[4]?.parameters);
  });

  it('remembers the best epoch in a checkpoint', async () => {
    const epochs: EpochReport[] = [];
    const whole = await train({ ...settings, onEpoch: (report) => void epochs.push(report) });
    const resumed = await train({ ...settings, ...(epochs[3] ? { resume: epochs[3].checkpoint } : {}) });
    expect([resumed.reason, resumed.epochs]).toEqual(['noImprovement', 5]);
    expect(resumed.parameters).toEqual(whole.parameters);
    expect(resumed.validation).toEqual(whole.validation);
  });

  it('of 0 never ends a run, which then returns its last epoch', async () => {
    const epochs: EpochReport[] = [];
    const result = await train({ ...settings, patience: 0, onEpoch: (report) => void epochs.push(report) });
    expect([result.reason, result.epochs]).toEqual(['finished', 7]);
    expect(result.parameters).toEqual(epochs[6]?.parameters);
  });
});

describe('a loss beyond hope', () => {
  it.each([1, 2])('that is no number ends the run, with %d threads, and says what to change', async (threads) => {
    const run = train({ ...options, threads, schedule: constant(1e30) });
    await expect(run).rejects.toThrow(DivergenceError);
    await expect(run).rejects.toThrow(
      /^The loss became (NaN|Infinity) in epoch 1, step \d+, at learning rate 1\.00e\+30: train again with a lower one, or a longer warm-up\.$/,
    );
  });

  it('ten times that of guessing ends the run, and says what to change', async () => {
    const run = train({ ...options, epochs: 50, schedule: constant(-0.02) });
    await expect(run).rejects.toThrow(DivergenceError);
    await expect(run).rejects.toThrow(
      /^The loss rose to \d+\.\d\d, where guessing has 1\.10, by epoch \d+, step \d+, at learning rate -0\.0200: train again with a lower one, or a longer warm-up\.$/,
    );
  });
});

describe('a thread that ends early', () => {
  it('ends the run, and says so', async () => {
    const module = 'data:text/javascript,export default () => () => process.exit(3)';
    const run = train({ ...options, augmentation: { module } });
    await expect(run).rejects.toThrow('A thread of the training ended early, with exit code 3.');
  });
});

describe('a caller', () => {
  it.each(['onStep', 'onEpoch'] as const)('whose %s fails gets its own error back', async (name) => {
    const failing = () => {
      throw new Error('the disk is full');
    };
    await expect(train({ ...options, [name]: failing })).rejects.toThrow('the disk is full');
  });
});

describe('an augmentation that', () => {
  const runWith = (module: string, changes: Partial<TrainOptions> = {}) =>
    train({ ...options, ...changes, augmentation: { module, options: { most: 2 } } });

  it.each([1, 2])('throws at an image makes the run reject with its message, with %d threads', async (threads) => {
    const source = 'export default () => () => { throw new RangeError("no image like this"); };';
    await expect(runWith(folder.write('throws.mjs', source), { threads })).rejects.toThrow('no image like this');
  });

  it('throws in a later epoch makes the run reject with its message', async () => {
    const source = `let count = 0;
export default () => (image, into) => {
  count += 1;
  if (count > 1000) throw new Error('a thousand are enough');
  into.set(image);
};`;
    await expect(runWith(folder.write('later.mjs', source))).rejects.toThrow('a thousand are enough');
  });

  it('throws while it is made makes the run reject with its message', async () => {
    const source = 'export default ({ most }) => { throw new Error("cannot shift by " + most); };';
    await expect(runWith(folder.write('refuses.mjs', source))).rejects.toThrow('cannot shift by 2');
  });

  it('is not there makes the run reject with its address', async () => {
    const module = folder.write('there.mjs', SHIFT_SOURCE).replace('there', 'nowhere');
    await expect(runWith(module)).rejects.toThrow('nowhere.mjs');
  });

  it('is given an image, where to put it, its options and random numbers, with the bytes as they are', async () => {
    const source = `export default (options) => (image, into, random) => {
  const r = random();
  if (image.length !== 64 || into.length !== 64 || options.most !== 2 || !(r >= 0 && r < 1)) throw new Error('wrong');
  if (image.reduce((a, b) => Math.max(a, b)) < 155) throw new Error('no bar');
  into.set(image);
};`;
    const settings = { ...options, epochs: 1, training: bars(102, 4) };
    const plain = await train(settings);
    const { parameters } = await runWith(folder.write('looks.mjs', source), settings);
    expect(parameters).toEqual(plain.parameters);
  });

  it('lets a run end before it has used all that was prepared', async () => {
    const module = folder.write('shift.mjs', SHIFT_SOURCE);
    const { reason } = await runWith(module, { optimizer: adam(), signal: AbortSignal.abort() });
    expect(reason).toBe('stopped');
  });
});
