// TensorFlow.js as a peer of the training benchmark; README.md says what it is asked and what it answers.
// Run: TFJS_FOLDER=<where its packages are installed> node tfjs-peer.js [--backend wasm|cpu]
// It is no dependency of this project: TFJS_FOLDER has @tensorflow/tfjs and @tensorflow/tfjs-backend-wasm in node_modules.
// Its WebAssembly backend lacks one kernel that training needs, the gradient of a convolution's weights; here, that
// backend's own convolution makes it.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const IMAGES = 6_000;
const WARM_UP_STEPS = 5;

const { values: options } = parseArgs({ options: { backend: { type: 'string', default: 'wasm' } } });
const folder = process.env.TFJS_FOLDER;
if (!folder) {
  process.stderr.write('Set TFJS_FOLDER to the folder where @tensorflow/tfjs is installed.\n');
  process.exit(1);
}
// Standard output is for answers only; TensorFlow.js greets and warns there.
console.log = console.info = console.warn = console.error;
const fromFolder = createRequire(join(folder, 'package.json'));
const tf = fromFolder('@tensorflow/tfjs');

async function useWasm() {
  const wasm = fromFolder('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${dirname(fromFolder.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js has no WebAssembly here.');
  if (tf.getKernel('Conv2DBackpropFilter', 'wasm')) return;
  tf.registerKernel({
    kernelName: 'Conv2DBackpropFilter',
    backendName: 'wasm',
    /**
     * With channels and images swapped, the gradient of the weights is a convolution of the input with the output's gradient.
     * @param {{ inputs: { x: any, dy: any }, attrs: { strides: number | number[], pad: any, filterShape: number[] } }} call
     */
    kernelFunc: ({ inputs: { x, dy }, attrs: { strides, pad, filterShape } }) => {
      if ([strides].flat().some((stride) => stride !== 1)) throw new Error('Only convolutions of stride 1.');
      return tf.tidy(() => {
        const { top, bottom, left, right } = tf.backend_util.computeConv2DInfo(x.shape, filterShape, 1, 1, pad).padInfo;
        const none = [0, 0];
        const padding = [none, [top, bottom], [left, right], none];
        const gradient = tf.conv2d(tf.transpose(x, [3, 1, 2, 0]), tf.transpose(dy, [1, 2, 0, 3]), 1, padding);
        return tf.transpose(gradient, [1, 2, 0, 3]);
      });
    },
  });
}

function referenceNetwork() {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 24, kernelSize: 5 }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.reLU(),
      tf.layers.conv2d({ filters: 32, kernelSize: 3 }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.reLU(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 128, activation: 'relu' }),
      tf.layers.dense({ units: 10 }),
    ],
  });
}

function batchNormNetwork() {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 32, kernelSize: 3, padding: 'same' }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 64, kernelSize: 3, padding: 'same' }),
      tf.layers.batchNormalization(),
      tf.layers.reLU(),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.dropout({ rate: 0.25 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 128, activation: 'relu' }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 10 }),
    ],
  });
}

/** @type {Record<string, () => any>} */
const NETWORKS = { reference: referenceNetwork, 'batch-norm': batchNormNetwork };

/** A network with its optimiser, which goes on where it stopped. */
class Trainer {
  /** Batch sizes that it has already trained with. */
  warm = new Set();
  #model;
  #optimizer = tf.train.momentum(0.01, 0.9);
  #next = 0;

  /** @param {string} network */
  constructor(network) {
    this.#model = NETWORKS[network]?.();
    if (!this.#model) throw new Error(`no such network: ${network}`);
  }

  /**
   * @param {{ images: any, labels: any }} data
   * @param {number} batch
   */
  step({ images, labels }, batch) {
    if (this.#next + batch > IMAGES) this.#next = 0;
    const start = this.#next;
    this.#next += batch;
    tf.tidy(() => {
      const input = tf.slice(images, [start, 0, 0, 0], [batch, 28, 28, 1]);
      const truth = tf.slice(labels, [start, 0], [batch, 10]);
      const loss = () => tf.losses.softmaxCrossEntropy(truth, this.#model.apply(input, { training: true }));
      this.#optimizer.minimize(loss, false, this.#model.getWeights(true));
    });
  }
}

/**
 * Does it, once at least, until the time is over.
 * @param {() => void} action
 * @param {number} seconds
 * @returns How often that was, and the seconds that it took.
 */
function repeat(action, seconds) {
  const start = performance.now();
  for (let times = 1; ; times++) {
    action();
    const elapsed = (performance.now() - start) / 1000;
    if (elapsed >= seconds) return { times, elapsed };
  }
}

/** @type {Map<string, Trainer>} */
const trainers = new Map();
/** @type {{ images: any, labels: any } | undefined} */
let data;

/** @param {{ network: string, batch: number, seconds: number }} request */
function train({ network, batch, seconds }) {
  if (!(batch >= 1 && batch <= IMAGES)) throw new Error(`batch must be 1 to ${IMAGES}`);
  data ??= {
    images: tf.randomUniform([IMAGES, 28, 28, 1]),
    labels: tf.oneHot(tf.randomUniform([IMAGES], 0, 10, 'int32'), 10),
  };
  const held = data;
  const trainer = trainers.get(network) ?? new Trainer(network);
  trainers.set(network, trainer);
  if (!trainer.warm.has(batch)) {
    // On the slow backend, a second of warming up must do.
    const start = performance.now();
    for (let i = 0; i < WARM_UP_STEPS && performance.now() - start < 1000; i++) trainer.step(held, batch);
    trainer.warm.add(batch);
  }
  const { times, elapsed } = repeat(() => trainer.step(held, batch), seconds);
  return { imagesPerSecond: (times * batch) / elapsed, steps: times };
}

/** @param {{ gemm: number, seconds: number }} request */
function gemm({ gemm: size, seconds }) {
  const [a, b] = [tf.randomUniform([size, size]), tf.randomUniform([size, size])];
  const multiply = () => tf.matMul(a, b).dispose();
  multiply();
  const { times, elapsed } = repeat(multiply, seconds);
  tf.dispose([a, b]);
  return { gflops: (times * 2 * size ** 3) / elapsed / 1e9 };
}

/** @param {any} request */
function answer(request) {
  if (request.describe) {
    return {
      name: `TensorFlow.js ${tf.version.tfjs}, ${tf.getBackend()}`,
      detail: `layers API, float32, threads: 1, Node ${process.versions.node}`,
    };
  }
  return 'gemm' in request ? gemm(request) : train(request);
}

if (options.backend === 'wasm') await useWasm();
else await tf.setBackend(options.backend);

for await (const line of createInterface({ input: process.stdin })) {
  if (!line.trim()) continue;
  let result;
  try {
    result = answer(JSON.parse(line));
  } catch (error) {
    result = { error: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
