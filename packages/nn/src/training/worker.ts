// The thread that trains: ONNX Runtime blocks the thread that calls it, so the main thread stays free for the person.
import { parentPort, workerData } from 'node:worker_threads';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { warmupLinearDecay } from '../schedule.js';
import type { Score, Snapshot, TrainingJob, TrainingReport } from './messages.js';
import { TrainingSessions } from './sessions.js';
import { shuffle } from './shuffle.js';

/** Reports this often, ms: smooth to the eye, nothing to the clock. */
const REPORT_INTERVAL = 100;

const job = workerData as TrainingJob;
const report = (message: TrainingReport): void => parentPort?.postMessage(message);
const isStopped = (): boolean => Atomics.load(job.stop, 0) !== 0;

/** Mean loss and right answers of one epoch's steps so far. */
class EpochTally {
  readonly #start = performance.now();
  #loss = 0;
  #correct = 0;
  steps = 0;

  add(batch: { loss: number; correct: number }): void {
    this.steps += 1;
    this.#loss += batch.loss;
    this.#correct += batch.correct;
  }

  figures(): { training: Score; imagesPerSecond: number } {
    const images = this.steps * job.batchSize;
    return {
      training: { loss: this.#loss / this.steps, accuracy: this.#correct / images },
      imagesPerSecond: (1000 * images) / (performance.now() - this.#start),
    };
  }
}

const sessions = await TrainingSessions.create(job);
// Its own stream, apart from the one that made the first weights.
const random = xoroshiro128plus(job.seed ^ 0x5eed);
const count = job.training.labels.length;
const steps = Math.floor(count / job.batchSize);
const totalSteps = job.epochs * steps;
const order = Uint32Array.from({ length: count }, (_, i) => i);

/**
 * Takes the steps of one epoch, until it is done or stopped.
 * @throws RangeError when the loss is no longer a number.
 */
async function runEpoch(epoch: number): Promise<EpochTally> {
  shuffle(order, random);
  const tally = new EpochTally();
  let lastReport = performance.now();
  while (tally.steps < steps && !isStopped()) {
    // The rate at the middle of the step: neither the first nor the last step is lost to a rate of 0.
    const progress = ((epoch - 1) * steps + tally.steps + 0.5) / totalSteps;
    const rate = warmupLinearDecay(progress, job.schedule);
    const batch = await sessions.step(order, tally.steps * job.batchSize, rate);
    if (!Number.isFinite(batch.loss)) {
      throw new RangeError(
        `The loss became ${batch.loss} in epoch ${epoch}, step ${tally.steps + 1}, at learning rate ${rate.toPrecision(3)}: train again with a lower one.`,
      );
    }
    tally.add(batch);
    const now = performance.now();
    if (now - lastReport >= REPORT_INTERVAL || tally.steps === steps) {
      lastReport = now;
      report({ type: 'step', epoch, step: tally.steps, steps, ...tally.figures() });
    }
  }
  return tally;
}

async function run(): Promise<void> {
  let epochs = 0;
  /** After the last step; undefined while there are newer weights than it. */
  let snapshot: Snapshot | undefined;
  while (epochs < job.epochs && !isStopped()) {
    const tally = await runEpoch(epochs + 1);
    snapshot = undefined;
    if (tally.steps < steps) break;
    epochs += 1;
    const figures = tally.figures();
    snapshot = await sessions.snapshot();
    report({ type: 'epoch', epoch: epochs, ...figures, ...snapshot });
  }
  snapshot ??= await sessions.snapshot();
  report({ type: 'end', stopped: epochs < job.epochs, epochs, ...snapshot });
}

try {
  await run();
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  report({ type: 'divergence', message: error.message });
} finally {
  await sessions.release();
}
