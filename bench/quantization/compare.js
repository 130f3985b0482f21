// npm run bench -- quantization RUN [--strokes FILE]: what rounding a run's weights costs in accuracy, and what it saves a page, from
// float32 down to five bits. RUN is a folder that digits train left: its checkpoint has the weights unrounded. Writes its part of
// bench/RESULTS.md.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { strokesFolder } from '../../apps/trainer/dist/data/load-pen-digits.js';
import { INPUT_SHAPE } from '../../apps/trainer/dist/networks.js';
import { engineOptions } from '../../apps/trainer/dist/training/engine-options.js';
import { readRun } from '../../apps/trainer/dist/training/run-standing.js';
import { checkpointParameters, exportModel, foldBatchNorm } from '../../packages/nn/dist/index.js';
import {
  dequantizeWeights,
  encodeWeights,
  parameterSpecs,
  quantizeWeights,
} from '../../packages/recognizer/dist/index.js';
import { root } from '../../scripts/prepare.js';
import { table, writePart } from '../results-file.js';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { strokes: { type: 'string', default: join(strokesFolder(), 'digilets-39-writers.jsonl.gz') } },
});
const [run] = positionals;
if (run === undefined || !existsSync(options.strokes)) {
  const missing = `${options.strokes}: there is no such file; say where drawings are with --strokes FILE.\n`;
  process.stderr.write(run === undefined ? 'Say which run: npm run bench -- quantization runs/NAME\n' : missing);
  process.exit(2);
}

/** The run's network with its weights unrounded. @param {string} folder */
async function readRunNetwork(folder) {
  const { config, saved } = await readRun(folder);
  const settings = engineOptions(config.recipe);
  const trained = { network: settings.network, parameters: checkpointParameters(settings, saved.checkpoint) };
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
  return { ...foldBatchNorm(trained, INPUT_SHAPE), manifest };
}

const { network, parameters, manifest } = await readRunNetwork(run).catch((error) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
const specs = parameterSpecs(manifest.network, INPUT_SHAPE);

/** What the command line says of the run's model with these weights. @param {typeof parameters} weights */
function evaluate(weights) {
  const folder = mkdtempSync(join(tmpdir(), 'digits-'));
  try {
    const model = exportModel({ network, parameters: weights }, INPUT_SHAPE);
    const sha256 = createHash('sha256').update(model).digest('hex');
    writeFileSync(join(folder, 'model.onnx'), model);
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, sha256, weights: undefined }));
    const args = ['evaluate', '--model', folder, '--strokes', options.strokes, '--json'];
    const { status, stdout } = spawnSync(process.execPath, [join(root, 'apps/trainer/dist/main.js'), ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (status !== 0) throw new Error(`digits ${args.join(' ')} ended with ${status}.`);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const gzipped = (/** @type {Uint8Array} */ bytes) => `${Math.round(gzipSync(bytes, { level: 9 }).length / 1_000)} kB`;
const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(2)} %`;

/** @param {string} name @param {typeof parameters} weights @param {Uint8Array} shipped */
function rowOf(name, weights, shipped) {
  const { mnist, strokes } = evaluate(weights);
  return [name, percent(mnist.accuracy), percent(mnist.ece), percent(strokes.accuracy), gzipped(shipped)];
}

const plain = Float32Array.from(specs.flatMap(({ name }) => [...(parameters[name] ?? [])]));
const rows = [rowOf('float32', parameters, new Uint8Array(plain.buffer))];
for (const bits of [8, 7, 6, 5]) {
  const quantized = quantizeWeights(parameters, specs, 2 ** (bits - 1) - 1);
  rows.push(rowOf(`${bits} bits`, dequantizeWeights(quantized), encodeWeights(quantized)));
}
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const about = `Written by \`npm run bench -- quantization\` on ${new Date().toISOString().slice(0, 10)}, version ${version}: the model of \`${manifest.training.command}\`, its weights rounded to so many bits with a scale a filter. What is refused counts as wrong. Released models have seven bits.`;
const result = table(['weights', 'MNIST test', 'ECE', 'DigiLeTs', 'gzipped'], rows);
process.stdout.write(`${result}\n`);
writePart('quantization', `## What rounding the weights costs\n\n${about}\n\n${result}`);
