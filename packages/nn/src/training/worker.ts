// The thread that trains: ONNX Runtime blocks the thread that calls it, so the main thread stays free for the person.
import { parentPort, workerData } from 'node:worker_threads';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { warmupLinearDecay } from '../schedule.js';
import type { TrainingJob, TrainingReport } from './messages.js';
import { TrainingSessions } from './sessions.js';
import { shuffle } from './shuffle.js';

/** Reports this often, ms: smooth to the eye, nothing to the clock. */
const REPORT_INTERVAL = 100;

const job = workerData as TrainingJob;
const report = (message: TrainingReport): void => parentPort?.postMessage(message);
const isStopped = (): boolean => Atomics.load(job.stop, 0) !== 0;

const sessions = await TrainingSessions.create(job);
// Its own stream, apart from the one that made the first weights.
const random = xoroshiro128plus(job.seed ^ 0x5eed);
const count = job.training.labels.length;
const steps = Math.floor(count / job.batchSize);
const order = Uint32Array.from({ length: count }, (_, i) => i);
let finishedEpochs = 0;

for (let epoch = 1; epoch <= job.epochs && !isStopped(); epoch++) {
  shuffle(order, random);
  const start = performance.now();
  let lastReport = start;
  let totalLoss = 0;
  let correct = 0;
  let step = 0;
  while (step < steps && !isStopped()) {
    const progress = ((epoch - 1) * steps + step) / (job.epochs * steps);
    // The rate at the middle of the step: neither the first nor the last step is lost to a rate of 0.
    const rate = warmupLinearDecay(progress + 0.5 / (job.epochs * steps), job.schedule);
    const batch = await sessions.step(order, step * job.batchSize, rate);
    if (!Number.isFinite(batch.loss)) {
      throw new Error(
        `The loss became ${batch.loss} in epoch ${epoch}, step ${step + 1}, at learning rate ${rate.toPrecision(3)}: train again with a lower one.`,
      );
    }
    step += 1;
    totalLoss += batch.loss;
    correct += batch.correct;
    const now = performance.now();
    if (now - lastReport >= REPORT_INTERVAL || step === steps) {
      lastReport = now;
      const images = step * job.batchSize;
      const training = { loss: totalLoss / step, accuracy: correct / images };
      report({ type: 'step', epoch, step, steps, training, imagesPerSecond: (1000 * images) / (now - start) });
    }
  }
  if (step < steps) break;
  const imagesPerSecond = (1000 * steps * job.batchSize) / (performance.now() - start);
  finishedEpochs = epoch;
  report({
    type: 'epoch',
    epoch,
    training: { loss: totalLoss / steps, accuracy: correct / (steps * job.batchSize) },
    validation: await sessions.score(job.validation),
    imagesPerSecond,
    parameters: sessions.parameters(),
  });
}

report({
  type: 'end',
  stopped: finishedEpochs < job.epochs,
  epochs: finishedEpochs,
  parameters: sessions.parameters(),
});
await sessions.release();
