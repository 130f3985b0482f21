// This project's engine as a peer of the training benchmark: JSON requests on standard input, answers on standard output.
import { createInterface } from 'node:readline';
import {
  batchNorm,
  constant,
  conv,
  dense,
  dropout,
  encodeModel,
  flatten,
  Graph,
  maxPool,
  operators,
  relu,
  sgd,
  train,
} from '@digits/nn';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const THREADS = 2;
const IMAGES = 60_000;
/** Steps that are not measured, at the start of each request. */
const WARM_UP = 5;

const same = { padding: /** @type {const} */ ('same') };
const NETWORKS = {
  reference: [
    conv(24, 5),
    maxPool(2),
    relu(),
    conv(32, 3),
    maxPool(2),
    relu(),
    flatten(),
    dense(128),
    relu(),
    dense(10),
  ],
  'batch-norm': [
    ...[conv(32, 3, same), batchNorm(), relu(), maxPool(2)],
    ...[conv(64, 3, same), batchNorm(), relu(), maxPool(2)],
    ...[dropout(0.25), flatten(), dense(128), relu(), dropout(0.5), dense(10)],
  ],
};

/** @param {number} count */
function randomImages(count) {
  const images = new Uint8Array(new SharedArrayBuffer(count * 784));
  const labels = new Uint8Array(new SharedArrayBuffer(count));
  let state = 1;
  for (let i = 0; i < images.length; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    images[i] = state >> 16;
    if (i < count) labels[i] = (state >> 8) % 10;
  }
  return { images, labels };
}
const training = randomImages(IMAGES);
const validation = randomImages(100);

/** @param {{network: 'reference' | 'batch-norm', batch: number, seconds: number}} request */
async function measureTraining({ network, batch, seconds }) {
  const controller = new AbortController();
  /** @type {{time: number, step: number}[]} */
  const marks = [];
  const perEpoch = Math.floor(IMAGES / batch);
  await train({
    network: NETWORKS[network],
    inputShape: [1, 28, 28],
    training,
    validation,
    optimizer: sgd({ momentum: 0.9 }),
    schedule: constant(0.01),
    batchSize: batch,
    epochs: 100,
    seed: 1,
    threads: THREADS,
    signal: controller.signal,
    onStep({ epoch, step }) {
      const total = (epoch - 1) * perEpoch + step;
      const time = performance.now();
      if (total > WARM_UP) marks.push({ time, step: total });
      if (marks[0] && time - marks[0].time > 1000 * seconds) controller.abort();
    },
  });
  const [first, last] = [marks[0], marks.at(-1)];
  if (!first || !last || first === last) throw new Error(`${seconds} s are too short to measure.`);
  const steps = last.step - first.step;
  return { imagesPerSecond: (1000 * steps * batch) / (last.time - first.time), steps };
}

/** The rate of a square matrix product on every thread at once, as training runs them. */
async function measureGemm(/** @type {{gemm: number, seconds: number}} */ { gemm: side, seconds }) {
  const { Worker } = await import('node:worker_threads');
  const rates = await Promise.all(
    Array.from(
      { length: THREADS },
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: { side, seconds } });
          worker.on('message', resolve).on('error', reject);
        }),
    ),
  );
  return { gflops: rates.reduce((sum, rate) => sum + rate, 0) };
}

async function gemmRate(/** @type {{side: number, seconds: number}} */ { side, seconds }) {
  const graph = new Graph();
  const [a, b] = [graph.input('a', [side, side]), graph.input('b', [side, side])];
  graph.output('product', operators.matMul(graph, a, b));
  const session = await InferenceSession.create(encodeModel(graph, { name: 'gemm' }), { intraOpNumThreads: 1 });
  const matrix = () => new Tensor('float32', new Float32Array(side * side).fill(0.5), [side, side]);
  const feeds = { a: matrix(), b: matrix() };
  const fetches = { product: matrix() };
  for (let i = 0; i < 3; i++) await session.run(feeds, fetches);
  const start = performance.now();
  let runs = 0;
  while (performance.now() - start < 1000 * seconds) {
    await session.run(feeds, fetches);
    runs += 1;
  }
  return (2 * side ** 3 * runs) / (performance.now() - start) / 1e6;
}

async function answer(/** @type {any} */ request) {
  if (request.describe) {
    return { name: '@digits/nn', detail: `ONNX Runtime, ${THREADS} threads` };
  }
  return request.gemm ? measureGemm(request) : measureTraining(request);
}

const { isMainThread, parentPort, workerData } = await import('node:worker_threads');
if (isMainThread) {
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${JSON.stringify(await answer(JSON.parse(line)))}\n`);
  }
} else {
  parentPort?.postMessage(await gemmRate(workerData));
}
