// npm run bench -- training: how fast this project trains, beside other libraries, in one run and in turn.
// Writes bench/training's part of bench/RESULTS.md. Peers that are not installed are left out, with a line that says so.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startPeer } from './peer.js';
import { writeResults } from './results.js';

const here = dirname(fileURLToPath(import.meta.url));
const trainer = join(here, '../../apps/trainer/dist/main.js');
const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '3' },
    seeds: { type: 'string', default: '10' },
    'peer-seeds': { type: 'string', default: '3' },
    python: { type: 'string', default: process.env.PYTHON ?? 'python3' },
    'tfjs-folder': { type: 'string', default: process.env.TFJS_FOLDER ?? '' },
    'mnist-dir': { type: 'string', default: process.env.MNIST_DIR ?? join(here, '../../data/mnist') },
  },
});
const say = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);

/** Multiplications and additions of one image's training step: forward, and the gradients of weights and inputs. */
const FLOPS = {
  // conv 24@5×5 on 24×24 outputs, conv 32@3×3×24 on 10×10, 800×128, 128×10; the image has no gradient.
  reference: 2 * (2 * 345_600 + 3 * 691_200 + 3 * 102_400 + 3 * 1_280),
  // conv 32@3×3 on 28×28, conv 64@3×3×32 on 14×14, 3,136×128, 128×10.
  'batch-norm': 2 * (2 * 225_792 + 3 * 3_612_672 + 3 * 401_408 + 3 * 1_280),
};

/** @type {readonly {network: keyof typeof FLOPS, batch: number}[]} */
const CASES = [
  { network: 'reference', batch: 64 },
  { network: 'reference', batch: 128 },
  { network: 'reference', batch: 256 },
  { network: 'batch-norm', batch: 128 },
];

const median = (/** @type {readonly number[]} */ values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2
    ? (sorted[Math.floor(middle)] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** BLAS settings of the machine would slow PyTorch down. */
const peerEnvironment = () => {
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...environment } = process.env;
  return { ...environment, MNIST_DIR: options['mnist-dir'] };
};

async function startPeers() {
  const python = (/** @type {string[]} */ ...flags) =>
    startPeer(options.python, [join(here, 'peers/pytorch_peer.py'), ...flags], peerEnvironment());
  const tfjs = () =>
    options['tfjs-folder']
      ? startPeer(process.execPath, [join(here, 'peers/tfjs-peer.js')], {
          ...process.env,
          TFJS_FOLDER: options['tfjs-folder'],
        })
      : Promise.reject(new Error('no --tfjs-folder'));
  const starts = {
    ours: () => startPeer(process.execPath, [join(here, 'peers/digits-nn.js')], process.env),
    pytorch: () => python(),
    channelsLast: () => python('--channels-last'),
    tfjs,
  };
  /** @type {Record<string, Awaited<ReturnType<typeof startPeer>>>} */
  const peers = {};
  for (const [name, start] of Object.entries(starts)) {
    try {
      peers[name] = await start();
    } catch (error) {
      say(
        `Without ${name}: ${/** @type {Error} */ (error).message}. bench/training/peers/README.md says how to get it.`,
      );
    }
  }
  return peers;
}

/** Images a second of every peer, for one network and batch, round by round; and the GEMM rate at each round. */
async function measureCase(
  /** @type {Awaited<ReturnType<typeof startPeers>>} */ peers,
  /** @type {(typeof CASES)[number]} */ { network, batch },
) {
  const seconds = Number(options.seconds);
  const { ours } = peers;
  if (!ours) throw new Error('This project’s own engine did not start.');
  /** @type {Record<string, number[]>} */
  const rates = Object.fromEntries(Object.keys(peers).map((name) => [name, []]));
  /** @type {number[]} */
  const gemm = [];
  for (const peer of Object.values(peers)) await peer.ask({ network, batch, seconds: 0.5 });
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [name, peer] of Object.entries(peers)) {
      const { imagesPerSecond } = await peer.ask({ network, batch, seconds });
      rates[name]?.push(imagesPerSecond);
    }
    gemm.push((await ours.ask({ gemm: 1024, seconds: 0.5 })).gflops);
    say(
      `${network} ${batch}, round ${round + 1}: ${JSON.stringify(rates, (_, value) => (typeof value === 'number' ? Math.round(value) : value))}`,
    );
  }
  const own = rates.ours ?? [];
  const limit = gemm.map((gflops) => (gflops * 1e9) / FLOPS[network]);
  return {
    network,
    batch,
    rates: Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, median(values)])),
    ratios: Object.fromEntries(
      Object.entries(rates).map(([name, values]) => [
        name,
        median(own.map((rate, i) => rate / (values[i] ?? Number.NaN))),
      ]),
    ),
    gemm: median(gemm),
    ofLimit: median(own.map((rate, i) => rate / (limit[i] ?? Number.NaN))),
  };
}

/** Runs a whole process. @returns its standard output and its wall time, s. */
async function time(/** @type {string} */ command, /** @type {string[]} */ args) {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], env: peerEnvironment() });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with code ${code}.`);
  return { output, seconds: (performance.now() - start) / 1000 };
}

/** `digits train --preset fast` from start to exported model, for several seeds. */
async function measureFast() {
  const runs = [];
  for (let seed = 1; seed <= Number(options.seeds); seed++) {
    const folder = mkdtempSync(join(tmpdir(), 'digits-fast-'));
    const train = ['train', '--preset', 'fast', '--seed', String(seed), '--threads', '2', '--out', folder, '--json'];
    const { output, seconds } = await time(process.execPath, [trainer, ...train]);
    const end = JSON.parse(output.trim().split('\n').at(-1) ?? '{}');
    const evaluated = await time(process.execPath, [trainer, 'evaluate', '--model', folder, '--json']);
    rmSync(folder, { recursive: true });
    const run = { seed, seconds, accuracy: JSON.parse(evaluated.output).mnist.accuracy, peakMemory: end.peakMemory };
    say(`fast preset: ${JSON.stringify(run)}`);
    runs.push(run);
  }
  return runs;
}

/** The same recipe in PyTorch. */
async function measureRecipe() {
  const runs = [];
  for (let seed = 1; seed <= Number(options['peer-seeds']); seed++) {
    const script = join(here, 'peers/pytorch_recipe.py');
    const args = [script, '--mnist-dir', options['mnist-dir'], '--seed', String(seed)];
    const { output, seconds } = await time(options.python, args);
    const run = { seed, seconds, accuracy: JSON.parse(output).accuracy };
    say(`PyTorch, same recipe: ${JSON.stringify(run)}`);
    runs.push(run);
  }
  return runs;
}

const fast = await measureFast();
const peers = await startPeers();
const recipe = peers.pytorch ? await measureRecipe() : [];
const descriptions = [];
for (const [id, peer] of Object.entries(peers)) descriptions.push({ id, ...(await peer.ask({ describe: true })) });
const cases = [];
for (const entry of CASES) cases.push(await measureCase(peers, entry));
for (const peer of Object.values(peers)) peer.end();
const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}`;
writeResults({ machine, rounds: Number(options.rounds), descriptions, cases, fast, recipe });
say('Written to bench/RESULTS.md.');
