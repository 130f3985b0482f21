// ONNX Runtime sessions for the two graphs of a run: the training step and the forward pass.
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { sizeOf } from '../graph/graph.js';
import { nextName } from '../training-graph.js';
import type { Dataset, Snapshot, TrainingJob } from './messages.js';
import { scoreLogits } from './score.js';

type Feeds = Record<string, Tensor>;

/** Images in one run of the forward pass. */
const FORWARD_BATCH = 100;

const scalar = (value: number): Tensor => new Tensor('float32', Float32Array.of(value), []);

function createSession(model: Uint8Array, threads: number): Promise<InferenceSession> {
  return InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // Warnings at this level are about constants that the optimiser folds: nothing for a person to act on.
    logSeverityLevel: 3,
  });
}

/** Copies images `order[start … start + count]` of a data set into a float32 batch and an int64 list of labels. */
function gather(data: Dataset, order: Uint32Array, start: number, count: number, job: TrainingJob): [Tensor, Tensor] {
  const pixels = sizeOf(job.inputShape);
  const batch = new Float32Array(count * pixels);
  const labels = new BigInt64Array(count);
  for (let i = 0; i < count; i++) {
    const source = order[start + i] ?? 0;
    const offset = source * pixels;
    for (let p = 0; p < pixels; p++) batch[i * pixels + p] = (data.images[offset + p] ?? 0) * job.scale;
    labels[i] = BigInt(data.labels[source] ?? 0);
  }
  return [new Tensor('float32', batch, [count, ...job.inputShape]), new Tensor('int64', labels, [count])];
}

/** One run's weights and optimiser state, moved forward step by step. */
export class TrainingSessions {
  readonly #job: TrainingJob;
  readonly #training: InferenceSession;
  readonly #forward: InferenceSession;
  /** Parameters and optimiser states, as the next step takes them. */
  readonly #values: Feeds = {};
  #step = 0;

  private constructor(job: TrainingJob, training: InferenceSession, forward: InferenceSession) {
    this.#job = job;
    this.#training = training;
    this.#forward = forward;
    for (const [name, shape] of Object.entries(job.parameterShapes)) {
      this.#values[name] = new Tensor('float32', Float32Array.from(job.parameters[name] ?? []), shape);
    }
    for (const [name, shape] of Object.entries(job.stateShapes)) {
      this.#values[name] = new Tensor('float32', new Float32Array(sizeOf(shape)), shape);
    }
  }

  static async create(job: TrainingJob): Promise<TrainingSessions> {
    const training = await createSession(job.trainingModel, job.threads);
    const forward = await createSession(job.forwardModel, job.threads);
    return new TrainingSessions(job, training, forward);
  }

  /** One step on the images at `order[start …]`. Returns the batch's mean loss and how many were right before it. */
  async step(order: Uint32Array, start: number, learningRate: number): Promise<{ loss: number; correct: number }> {
    const [image, label] = gather(this.#job.training, order, start, this.#job.batchSize, this.#job);
    this.#step += 1;
    const feeds = { ...this.#values, image, label, learningRate: scalar(learningRate), step: scalar(this.#step) };
    const { loss, correct, ...next } = await this.#training.run(this.#used(feeds));
    for (const name of Object.keys(this.#values)) {
      const value = next[nextName(name)];
      if (value) this.#values[name] = value;
    }
    return { loss: Number(loss?.data[0]), correct: Number(correct?.data[0]) };
  }

  /** The network as it stands: a copy of its weights, and its answers on the validation data. */
  async snapshot(): Promise<Snapshot> {
    const names = Object.keys(this.#job.parameterShapes);
    const copies = names.map((name) => [name, Float32Array.from(this.#values[name]?.data as Float32Array)]);
    const validationLogits = await this.#logits(this.#job.validation);
    const validation = scoreLogits(validationLogits, this.#job.validation.labels);
    return { parameters: Object.fromEntries(copies), validation, validationLogits };
  }

  async release(): Promise<void> {
    await this.#training.release();
    await this.#forward.release();
  }

  /** The class logits of every image of a data set, row by row. */
  async #logits(data: Dataset): Promise<Float32Array> {
    const count = data.labels.length;
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    const weights: Feeds = {};
    for (const name of Object.keys(this.#job.parameterShapes)) {
      const value = this.#values[name];
      if (value) weights[name] = value;
    }
    const batches: Float32Array[] = [];
    for (let start = 0; start < count; start += FORWARD_BATCH) {
      const [image] = gather(data, order, start, Math.min(FORWARD_BATCH, count - start), this.#job);
      const { logits } = await this.#forward.run({ ...weights, image });
      batches.push(logits?.data as Float32Array);
    }
    const all = new Float32Array(batches.reduce((length, batch) => length + batch.length, 0));
    let offset = 0;
    for (const batch of batches) {
      all.set(batch, offset);
      offset += batch.length;
    }
    return all;
  }

  /** Only what the graph takes: an optimiser that counts no steps has no such input. */
  #used(feeds: Feeds): Feeds {
    return Object.fromEntries(Object.entries(feeds).filter(([name]) => this.#training.inputNames.includes(name)));
  }
}
