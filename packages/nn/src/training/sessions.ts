// A thread's ONNX Runtime sessions: the gradients of a micro-batch, its shard of the update, and the forward pass.
import './without-telemetry.js';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { sizeOf } from '../graph/graph.js';
import { zonesOf } from '../parameter-layout.js';
import { GRADIENT } from '../step/gradient-graph.js';
import { UPDATE_SCALARS, zoneNames } from '../step/update-graph.js';
import type { Dataset, TrainingJob } from './messages.js';
import { fillMask } from './randomness.js';
import { countCorrect } from './score.js';
import { RING } from './shared-memory.js';

type Tensors = Record<string, Tensor>;

const floats = (values: Float32Array, shape: readonly number[] = [values.length]): Tensor =>
  new Tensor('float32', values, shape);

/** One thread a session: the run has as many sessions as threads. */
const createSession = (model: Uint8Array): Promise<InferenceSession> =>
  InferenceSession.create(model, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    // Warnings at this level are about constants that the optimiser folds: nothing for a person to act on.
    logSeverityLevel: 3,
  });

/** Only what the graph takes: an optimiser that counts no steps has no such input. */
const taken = (session: InferenceSession, feeds: Tensors): Tensors =>
  Object.fromEntries(Object.entries(feeds).filter(([name]) => session.inputNames.includes(name)));

/** Views of one vector as tensors of a layout's parameters, each of the shape that the session has for it. */
function viewsOf(
  { layout }: TrainingJob,
  vector: Float32Array,
  metadata: readonly InferenceSession.ValueMetadata[],
  prefix = '',
): Tensors {
  return Object.fromEntries(
    layout.entries.flatMap(({ spec, offset, length }) => {
      const entry = metadata.find(({ name }) => name === prefix + spec.name);
      if (!entry?.isTensor) return [];
      return [[entry.name, floats(vector.subarray(offset, offset + length), entry.shape as number[])]];
    }),
  );
}

/** @param parameters The thread's own copy of all parameters: ONNX Runtime takes no shared memory. */
export async function openGradientSession(job: TrainingJob, parameters: Float32Array) {
  const { layout, masks, shared, pixels, classes } = job;
  const session = await createSession(job.gradientModel);
  const size = job.batchSize / job.microBatches;
  const image = new Uint8Array(size * pixels);
  const label = new BigInt64Array(size);
  const maskValues = masks.map((mask) => new Float32Array(mask.size));
  const gradients = new Float32Array(layout.length);
  const loss = new Float32Array(1);
  const logits = new Float32Array(size * classes);
  const feeds = taken(session, {
    ...viewsOf(job, parameters, session.inputMetadata),
    ...Object.fromEntries(masks.map(({ name, shape }, i) => [name, floats(maskValues[i] ?? loss, shape)])),
    image: new Tensor('uint8', image, [size, ...job.inputShape]),
    label: new Tensor('int64', label, [size]),
  });
  const fetches: Tensors = {
    ...viewsOf(job, gradients, session.outputMetadata, GRADIENT),
    loss: floats(loss, [1, 1]),
    logits: floats(logits, [size, classes]),
  };
  return {
    /** Computes a micro-batch's gradients, and puts them, its loss and its right answers into shared memory. */
    async run(step: number, microBatch: number): Promise<void> {
      const first = (step % RING) * job.batchSize + microBatch * size;
      image.set(shared.images.subarray(first * pixels, (first + size) * pixels));
      const labels = shared.labels.subarray(first, first + size);
      for (const [i, value] of labels.entries()) label[i] = BigInt(value);
      masks.forEach(({ rate }, i) => {
        fillMask(maskValues[i] ?? loss, rate, job.seed, (step * job.microBatches + microBatch) * masks.length + i);
      });
      await session.run(feeds, fetches);
      shared.gradients.set(gradients, microBatch * layout.length);
      shared.losses[microBatch] = loss[0] ?? Number.NaN;
      shared.correct[microBatch] = countCorrect(logits, labels);
    },
    release: () => session.release(),
  };
}

/** How fast the moving average forgets at a step: at first it has little to remember. */
const emaDecayAt = (step: number, decay: number): number => Math.min(decay, (1 + step) / (10 + step));

/** @param index The thread's number. */
export async function openUpdateSession(job: TrainingJob, index: number) {
  const { layout, shared, stateNames, microBatches } = job;
  const session = await createSession(job.updateModels[index] ?? new Uint8Array());
  const scalars = UPDATE_SCALARS.map(() => new Float32Array(1));
  let feeds: Tensors = Object.fromEntries(
    UPDATE_SCALARS.map((name, i) => [name, floats(scalars[i] ?? new Float32Array(1), [])]),
  );
  let fetches: Tensors = {};
  /** Where each input's values are in shared memory. */
  const gradients: { own: Float32Array; shared: Float32Array }[] = [];
  const parameters: { name: string; shared: Float32Array }[] = [];
  const states: { name: string; shared: Float32Array }[] = [];
  zonesOf(layout, index, job.threads).forEach(({ offset: start, length }, z) => {
    const end = start + length;
    for (let m = 0; m < microBatches; m++) {
      const own = new Float32Array(length);
      feeds[zoneNames.gradient(z, m)] = floats(own);
      gradients.push({ own, shared: shared.gradients.subarray(m * layout.length + start, m * layout.length + end) });
    }
    const twoWay = (name: string, sharedValues: Float32Array, list: typeof states): void => {
      feeds[name] = floats(Float32Array.from(sharedValues));
      fetches[zoneNames.next(name)] = floats(new Float32Array(length));
      list.push({ name, shared: sharedValues });
    };
    twoWay(zoneNames.parameter(z), shared.parameters.subarray(start, end), parameters);
    stateNames.forEach((state, s) => {
      const name = zoneNames.state(z, state);
      if (!session.inputNames.includes(name)) return;
      twoWay(name, shared.states.subarray(s * layout.length + start, s * layout.length + end), states);
    });
  });
  feeds = taken(session, feeds);
  const copyOut = ({ name, shared: into }: (typeof states)[number]): void =>
    into.set(feeds[name]?.data as Float32Array);
  return {
    /** Updates this thread's shard of the shared parameters. @param step From 0. */
    async run(step: number): Promise<void> {
      for (const gradient of gradients) gradient.own.set(gradient.shared);
      const [norm = 0] = shared.gradientNorm;
      const values = [job.learningRates[step] ?? 0, step + 1, norm, emaDecayAt(step, job.emaDecay)];
      for (const [i, value] of values.entries()) scalars[i]?.fill(value);
      await session.run(feeds, fetches);
      // What came out goes in next, and the other way round.
      const [inputs, outputs] = [{ ...feeds }, { ...fetches }];
      for (const { name } of [...parameters, ...states]) {
        const [input, output] = [feeds[name], fetches[zoneNames.next(name)]];
        if (!input || !output) throw new Error(`The update has no ${name}.`);
        inputs[name] = output;
        outputs[zoneNames.next(name)] = input;
      }
      [feeds, fetches] = [inputs, outputs];
      parameters.forEach(copyOut);
    },
    /** Copies this thread's shard of the optimiser's state into shared memory. */
    shareState: () => states.forEach(copyOut),
    release: () => session.release(),
  };
}

/** Images in one run of the forward pass. */
const FORWARD_BATCH = 100;

/** @param parameters The vector that is read at each run. */
export async function openForwardSession(job: TrainingJob, parameters: Float32Array) {
  const session = await createSession(job.forwardModel);
  const weights = viewsOf(job, parameters, session.inputMetadata);
  return {
    /** Writes the class logits of images `start … end` of a data set into `into`, row by row. */
    async run(data: Dataset, start: number, end: number, into: Float32Array): Promise<void> {
      for (let from = start; from < end; from += FORWARD_BATCH) {
        const count = Math.min(FORWARD_BATCH, end - from);
        const image = new Float32Array(count * sizeOf(job.inputShape));
        const bytes = data.images.subarray(from * job.pixels, (from + count) * job.pixels);
        for (let i = 0; i < image.length; i++) image[i] = (bytes[i] ?? 0) * job.scale;
        const { logits } = await session.run({ ...weights, image: floats(image, [count, ...job.inputShape]) });
        into.set(logits?.data as Float32Array, from * job.classes);
      }
    },
    release: () => session.release(),
  };
}
