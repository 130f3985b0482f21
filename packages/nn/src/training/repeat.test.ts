// A run depends on its options alone: not on chance, on the number of threads, or on where it was interrupted.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { batchNorm, conv, dense, dropout, flatten, maxPool, type Network, relu } from '../layers.js';
import { adam, adamW, sgd } from '../optimizers.js';
import { bars, options } from '../testing/bars.js';
import { makeModuleFolder, SHIFT_SOURCE } from '../testing/module-files.js';
import type { Checkpoint, EpochReport } from './messages.js';
import { type TrainOptions, type TrainResult, train } from './train.js';

const folder = makeModuleFolder();
afterAll(() => folder.remove());

const network: Network = [
  conv(8, 3, { padding: 'same' }),
  batchNorm(),
  dropout(0.2),
  maxPool(2),
  conv(8, 3),
  relu(),
  flatten(),
  dropout(0.4),
  dense(3),
];

/** Everything that a run can remember or draw: momentum, a norm, averages, statistics, masks, changed images. */
const everything: TrainOptions = {
  ...options,
  network,
  training: bars(204, 1),
  validation: bars(230, 2),
  optimizer: sgd({ nesterov: true, weightDecay: 1e-3, clipNorm: 0.5 }),
  labelSmoothing: 0.1,
  emaDecay: 0.9,
  augmentation: { module: folder.write('shift.mjs', SHIFT_SOURCE), options: { most: 3 } },
  epochs: 3,
};
/** 204 images make 4 batches of 51. */
const STEPS_PER_EPOCH = 4;

/** A run with its epochs' reports. */
async function recordRun(changes: Partial<TrainOptions> = {}) {
  const epochs: EpochReport[] = [];
  const result = await train({ ...everything, ...changes, onEpoch: (report) => void epochs.push(report) });
  return { result, epochs };
}

/** What two runs must have in common to the last bit. */
const essence = ({ parameters, validation, validationLogits, checkpoint }: TrainResult) => ({
  parameters,
  validation,
  validationLogits,
  states: checkpoint.states,
  vector: checkpoint.parameters,
});

let uninterrupted: Awaited<ReturnType<typeof recordRun>>;
beforeAll(async () => {
  uninterrupted = await recordRun();
});

describe('the same options', () => {
  it('give the same network to the last bit', async () => {
    const { result, epochs } = await recordRun();
    expect(essence(result)).toEqual(essence(uninterrupted.result));
    const told = (reports: readonly EpochReport[]) => reports.map(({ training, validation }) => [training, validation]);
    expect(told(epochs)).toEqual(told(uninterrupted.epochs));
  });

  it.each([1, 3])('give it with %d threads as with 2', async (threads) => {
    const { result } = await recordRun({ threads });
    expect(essence(result)).toEqual(essence(uninterrupted.result));
  });

  it.each([
    ['adam', adam()],
    ['adamW', adamW()],
  ])('give it with %s, with 1 and 2 threads', async (_, optimizer) => {
    const settings = { ...options, epochs: 1, optimizer };
    const [a, b] = [await train({ ...settings, threads: 1 }), await train({ ...settings, threads: 2 })];
    expect(essence(a)).toEqual(essence(b));
  });

  it('but for the seed give another network', async () => {
    const { result } = await recordRun({ seed: 8, epochs: 1 });
    expect(result.parameters['0.weight']).not.toEqual(uninterrupted.epochs[0]?.parameters['0.weight']);
  });

  it.each<[string, Partial<TrainOptions>]>([
    ['augmentation', { augmentation: { module: folder.write('same.mjs', SHIFT_SOURCE), options: { most: 1 } } }],
    ['dropout', { network: network.map((layer) => (layer.type === 'dropout' ? dropout(0.1) : layer)) }],
    ['clipping', { optimizer: sgd({ nesterov: true, weightDecay: 1e-3 }) }],
    ['weight decay', { optimizer: sgd({ nesterov: true, clipNorm: 0.5 }) }],
    ['label smoothing', { labelSmoothing: 0 }],
    ['moving average', { emaDecay: 0.8 }],
  ])('but for %s give another network: it has an effect', async (_, changes) => {
    const { result } = await recordRun({ ...changes, epochs: 1 });
    expect(result.parameters['0.weight']).not.toEqual(uninterrupted.epochs[0]?.parameters['0.weight']);
  });
});

describe('a run that goes on', () => {
  /** One step more. */
  const oneStep = async (resume?: Checkpoint): Promise<TrainResult> =>
    train({ ...everything, signal: AbortSignal.abort(), ...(resume ? { resume } : {}) });

  it("from an epoch's end ends as if it had not been interrupted", async () => {
    const checkpoint = uninterrupted.epochs[0]?.checkpoint as Checkpoint;
    expect(checkpoint.step).toBe(STEPS_PER_EPOCH);
    const { result, epochs } = await recordRun({ resume: checkpoint });
    expect(epochs.map(({ epoch }) => epoch)).toEqual([2, 3]);
    expect(essence(result)).toEqual(essence(uninterrupted.result));
  });

  it('from the middle of an epoch ends as if it had not been interrupted, also where that happens twice', async () => {
    const first = await oneStep(uninterrupted.epochs[0]?.checkpoint);
    const second = await oneStep(first.checkpoint);
    expect([first.checkpoint.step, second.checkpoint.step]).toEqual([STEPS_PER_EPOCH + 1, STEPS_PER_EPOCH + 2]);
    expect([second.reason, second.epochs]).toEqual(['stopped', 1]);
    const { result, epochs } = await recordRun({ resume: second.checkpoint });
    expect(essence(result)).toEqual(essence(uninterrupted.result));
    // The epoch's figures are those of all its steps, those before the interruption too.
    expect(epochs.map(({ training }) => training)).toEqual(uninterrupted.epochs.slice(1).map((e) => e.training));
  });

  it('from its very first step, with another number of threads, ends the same', async () => {
    const { checkpoint } = await oneStep();
    const { result } = await recordRun({ resume: checkpoint, threads: 1 });
    expect(essence(result)).toEqual(essence(uninterrupted.result));
  });

  it('where nothing is left to do gives what was there', async () => {
    const { result, epochs } = await recordRun({ resume: uninterrupted.result.checkpoint });
    expect(epochs).toEqual([]);
    expect(essence(result)).toEqual(essence(uninterrupted.result));
  });

  it('does not change the checkpoint that it starts from', async () => {
    const checkpoint = uninterrupted.epochs[1]?.checkpoint as Checkpoint;
    const before = structuredClone(checkpoint);
    await recordRun({ resume: checkpoint });
    expect(checkpoint).toEqual(before);
  });

  it.each<[string, Partial<TrainOptions>]>([
    ['another seed', { seed: 8 }],
    ['another batch size', { batchSize: 17 }],
    ['more epochs', { epochs: 4 }],
    ['another schedule', { schedule: () => 0.01 }],
    ['another network', { network: [...network.slice(0, -2), dropout(0.5), dense(3)] }],
    ['another optimiser', { optimizer: adam() }],
    ['other settings of the optimiser', { optimizer: sgd({ nesterov: true, weightDecay: 2e-3, clipNorm: 0.5 }) }],
    ['other label smoothing', { labelSmoothing: 0.2 }],
    ['another moving average', { emaDecay: 0.8 }],
    ['another scale', { scale: 1 }],
    ['other augmentation', { augmentation: { module: 'data:text/javascript,', options: { most: 3 } } }],
    [
      'other options of the augmentation',
      { augmentation: { module: everything.augmentation?.module ?? '', options: { most: 2 } } },
    ],
    ['fewer images', { training: bars(153, 1) }],
  ])('with %s is refused', async (_, changes) => {
    const resume = uninterrupted.epochs[0]?.checkpoint as Checkpoint;
    await expect(train({ ...everything, ...changes, resume })).rejects.toThrow(
      'The checkpoint is of a run with other settings or other data: go on with the same ones.',
    );
  });

  it('with adamW instead of adam is refused, though their settings are the same', async () => {
    const settings = { ...options, epochs: 2, training: bars(51, 1) };
    const { checkpoint } = await train({
      ...settings,
      optimizer: adam({ weightDecay: 0.01 }),
      signal: AbortSignal.abort(),
    });
    await expect(train({ ...settings, optimizer: adamW(), resume: checkpoint })).rejects.toThrow('other settings');
  });
});
