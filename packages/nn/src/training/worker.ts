// A training thread: its micro-batches' gradients, then its shard of the update, in step with the other threads.
import { parentPort, workerData } from 'node:worker_threads';
import { shareOf } from '../parameter-layout.js';
import { EMA_STATE } from '../step/update-graph.js';
import { betterOf, DivergenceWatch, outOfPatience } from './early-stopping.js';
import type { Checkpoint, Progress, Score, TrainingJob, TrainingReport } from './messages.js';
import { scoreLogits } from './score.js';
import { openForwardSession, openGradientSession, openUpdateSession } from './sessions.js';
import { AbandonedError, announce, BLOCK, barrier, CONTROL, fail, waitUntil } from './shared-memory.js';

/** Reports this often, ms: smooth to the eye, nothing to the clock. */
const REPORT_INTERVAL = 100;

const { job, index } = workerData as { job: TrainingJob; index: number };
const { shared, layout, stepsPerEpoch, microBatches, threads } = job;
const { control } = shared;
/** ONNX Runtime takes no shared memory: each thread has a copy of the parameters, and of their average. */
const parameters = Float32Array.from(shared.parameters);
const averages = Float32Array.from(shared.parameters);
/** Where among the states the average of the parameters is; −1 without one. */
const ema = job.stateNames.indexOf(EMA_STATE);
const [gradients, update, forward] = await Promise.all([
  openGradientSession(job, parameters),
  openUpdateSession(job, index),
  openForwardSession(job, ema < 0 ? parameters : averages),
]);
const sum = (values: ArrayLike<number>): number => Array.from(values).reduce((total, value) => total + value, 0);
const meet = (): void => barrier(control, threads);
/** All threads come to the same numbers; the first one tells. */
const report = (message: () => TrainingReport): void => void (index === 0 && parentPort?.postMessage(message()));

/** The norm of the mean gradient, by the first thread alone: a sum in another order is another sum. */
function shareGradientNorm(): void {
  if (!job.needsGradientNorm) return;
  if (index === 0) {
    const learnt = layout.length - (layout.zones.find(({ kind }) => kind === 'statistic')?.length ?? 0);
    let squares = 0;
    for (let i = 0; i < learnt; i++) {
      let gradient = 0;
      for (let m = 0; m < microBatches; m++) gradient += shared.gradients[m * layout.length + i] ?? 0;
      squares += (gradient / microBatches) ** 2;
    }
    shared.gradientNorm[0] = Math.sqrt(squares);
  }
  meet();
}

/** One step. Returns its mean loss and right answers, and whether it was the last one before a stop. */
async function takeStep(step: number): Promise<{ loss: number; correct: number; stopping: boolean }> {
  waitUntil(control, CONTROL.filled, step + 1);
  if (index === 0) Atomics.store(control, CONTROL.stopping, Atomics.load(control, CONTROL.stopRequested));
  const [first, end] = shareOf(microBatches, index, threads);
  for (let m = first; m < end; m++) await gradients.run(step, m);
  meet();
  const outcome = {
    loss: sum(shared.losses) / microBatches,
    correct: sum(shared.correct),
    stopping: Atomics.load(control, CONTROL.stopping) !== 0,
  };
  shareGradientNorm();
  await update.run(step);
  if (index === 0 && (step + 1 - job.start.step) % BLOCK === 0) announce(control, CONTROL.consumed, step + 1);
  meet();
  parameters.set(shared.parameters);
  return outcome;
}

/** How the network does on the validation data; the logits are in shared memory. */
async function validate(): Promise<Score> {
  update.shareState();
  meet();
  if (ema >= 0) averages.set(shared.states.subarray(ema * layout.length, (ema + 1) * layout.length));
  const { labels } = job.validation;
  // Whole batches for each thread: cut elsewhere, the last bits of the logits could depend on the number of threads.
  const [start, end] = shareOf(Math.ceil(labels.length / 100), index, threads).map((batch) => batch * 100) as [
    number,
    number,
  ];
  const logits = new Float32Array(labels.length * job.classes);
  await forward.run(job.validation, start, Math.min(end, labels.length), logits);
  const rows = [start * job.classes, Math.min(end, labels.length) * job.classes] as const;
  shared.validationLogits.set(logits.subarray(...rows), rows[0]);
  meet();
  return scoreLogits(Float32Array.from(shared.validationLogits), labels);
}

/** The run as it stands, copied: after validate(), the states in shared memory are up to date. */
function checkpoint(progress: Progress): Checkpoint {
  const states = job.stateNames.map((name, s) => [
    name,
    shared.states.slice(s * layout.length, (s + 1) * layout.length),
  ]);
  return {
    format: 1,
    identity: job.identity,
    ...progress,
    parameters: Float32Array.from(shared.parameters),
    states: Object.fromEntries(states),
  };
}

async function run(): Promise<void> {
  const watch = new DivergenceWatch(job.classes);
  let { step, tally, best } = job.start;
  const isOutOfPatience = (epoch: number): boolean => outOfPatience(best, epoch, job.patience);
  let reason: 'finished' | 'stopped' | 'noImprovement' = isOutOfPatience(Math.floor(step / stepsPerEpoch))
    ? 'noImprovement'
    : 'finished';
  let clock = { start: performance.now(), steps: 0, reported: 0 };
  let validation: Score | undefined;
  const figures = () => ({
    training: { loss: tally.loss / tally.steps, accuracy: tally.correct / (tally.steps * job.batchSize) },
    learningRate: job.learningRates[step - 1] ?? 0,
    imagesPerSecond: (1000 * clock.steps * job.batchSize) / (performance.now() - clock.start),
  });
  const evaluation = (validation: Score) => ({
    validation,
    validationLogits: Float32Array.from(shared.validationLogits),
    checkpoint: checkpoint({ step, tally, best }),
  });

  while (step < job.learningRates.length && reason === 'finished') {
    const epoch = Math.floor(step / stepsPerEpoch) + 1;
    const { loss, correct, stopping } = await takeStep(step);
    step += 1;
    clock.steps += 1;
    tally = { steps: tally.steps + 1, loss: tally.loss + loss, correct: tally.correct + correct };
    validation = undefined;
    const trouble = watch.add(loss, epoch, tally.steps, job.learningRates[step - 1] ?? 0);
    if (trouble) return report(() => ({ type: 'divergence', message: trouble }));
    const now = performance.now();
    if (now - clock.reported >= REPORT_INTERVAL || tally.steps === stepsPerEpoch) {
      clock.reported = now;
      report(() => ({ type: 'step', epoch, step: tally.steps, steps: stepsPerEpoch, ...figures() }));
    }
    if (tally.steps === stepsPerEpoch) {
      const ended = figures();
      const score = await validate();
      // A last step may have gone wrong that no loss was computed after.
      const wrong = watch.add(score.loss, epoch, tally.steps, job.learningRates[step - 1] ?? 0);
      if (wrong) return report(() => ({ type: 'divergence', message: wrong }));
      validation = score;
      best = betterOf(best, epoch, score.loss);
      tally = { steps: 0, loss: 0, correct: 0 };
      report(() => ({ type: 'epoch', epoch, ...ended, ...evaluation(score) }));
      if (isOutOfPatience(epoch)) reason = 'noImprovement';
      clock = { start: performance.now(), steps: 0, reported: 0 };
    }
    if (stopping && step < job.learningRates.length) reason = 'stopped';
  }
  const score = validation ?? (await validate());
  report(() => ({ type: 'end', reason, epochs: Math.floor(step / stepsPerEpoch), ...evaluation(score) }));
}

try {
  await run();
} catch (error) {
  if (!(error instanceof AbandonedError)) {
    fail(control);
    throw error;
  }
} finally {
  await Promise.all([gradients, update, forward].map((session) => session.release()));
}
