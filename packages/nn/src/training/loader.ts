// The thread that prepares batches ahead of the training: shuffled, augmented, in shared memory.
import { workerData } from 'node:worker_threads';
import type { Augment, TrainingJob } from './messages.js';
import { epochOrder, stepRandom } from './randomness.js';
import { AbandonedError, announce, BLOCK, CONTROL, RING, waitUntil } from './shared-memory.js';

const job = workerData as TrainingJob;
const { shared, training, pixels, batchSize, stepsPerEpoch } = job;

async function loadAugment(): Promise<Augment> {
  if (!job.augmentation) return (image, into) => into.set(image);
  const module = (await import(job.augmentation.module)) as { default: (options: unknown) => Augment };
  return module.default(job.augmentation.options);
}

function fillBatch(step: number, order: Uint32Array, augment: Augment): void {
  const random = stepRandom(job.seed, step);
  const first = (step % RING) * batchSize;
  for (let i = 0; i < batchSize; i++) {
    const source = order[(step % stepsPerEpoch) * batchSize + i] ?? 0;
    const image = training.images.subarray(source * pixels, (source + 1) * pixels);
    augment(image, shared.images.subarray((first + i) * pixels, (first + i + 1) * pixels), random, source);
    shared.labels[first + i] = training.labels[source] ?? 0;
  }
}

async function run(): Promise<void> {
  const augment = await loadAugment();
  let order: Uint32Array = new Uint32Array();
  for (let step = job.start.step; step < job.learningRates.length; step++) {
    if (step === job.start.step || step % stepsPerEpoch === 0) {
      order = epochOrder(training.labels.length, job.seed, Math.floor(step / stepsPerEpoch));
    }
    const inBlock = (step - job.start.step) % BLOCK;
    if (inBlock === 0) waitUntil(shared.control, CONTROL.consumed, step + BLOCK - RING);
    fillBatch(step, order, augment);
    announce(shared.control, CONTROL.filled, step + 1);
  }
}

try {
  await run();
} catch (error) {
  if (!(error instanceof AbandonedError)) throw error;
}
