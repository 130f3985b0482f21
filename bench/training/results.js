// Writes what the training benchmark measured to bench/RESULTS.md.
import { table, writePart } from '../results-file.js';

const count = (/** @type {number} */ value) => Math.round(value).toLocaleString('en');
const times = (/** @type {number} */ value) => `${value.toFixed(2)} ×`;
const percent = (/** @type {number} */ share, digits = 2) => `${(100 * share).toFixed(digits)} %`;

/** @param {readonly number[]} values */
function spread(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(
    values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, values.length - 1),
  );
  return { mean, deviation, least: Math.min(...values), most: Math.max(...values) };
}

/** @param {string} name @param {readonly {seconds: number, accuracy: number}[]} runs */
function fastRow(name, runs) {
  const accuracy = spread(runs.map((run) => run.accuracy));
  const seconds = spread(runs.map((run) => run.seconds));
  return [
    name,
    String(runs.length),
    `${percent(accuracy.mean)} ± ${percent(accuracy.deviation)} (${percent(accuracy.least)} … ${percent(accuracy.most)})`,
    `${seconds.mean.toFixed(1)} s ± ${seconds.deviation.toFixed(1)} s (${seconds.least.toFixed(1)} … ${seconds.most.toFixed(1)} s)`,
  ];
}

/**
 * @param {{
 *   machine: string, rounds: number,
 *   descriptions: readonly {id: string, name: string, detail: string}[],
 *   cases: readonly {network: string, batch: number, rates: Record<string, number>, ratios: Record<string, number>, gemm: number, ofLimit: number}[],
 *   fast: readonly {seconds: number, accuracy: number, peakMemory: number}[],
 *   recipe: readonly {seconds: number, accuracy: number}[],
 * }} results
 */
export function writeResults({ machine, rounds, descriptions, cases, fast, recipe }) {
  const others = descriptions.filter(({ id }) => id !== 'ours');
  const throughput = table(
    ['network, batch', '@digits/nn', ...others.flatMap(({ name }) => [name, 'ratio']), 'GEMM, GFLOP/s', 'of the limit'],
    cases.map(({ network, batch, rates, ratios, gemm, ofLimit }) => [
      `${network}, ${batch}`,
      `**${count(rates.ours ?? 0)}**`,
      ...others.flatMap(({ id }) => [count(rates[id] ?? 0), times(ratios[id] ?? 0)]),
      count(gemm),
      percent(ofLimit, 0),
    ]),
  );
  const rows = [fastRow('`digits train --preset fast`', fast)];
  if (recipe.length > 0) rows.push(fastRow('the same recipe in PyTorch', recipe));
  const memory = Math.max(...fast.map(({ peakMemory }) => peakMemory));
  const text = `Written by \`npm run bench -- training\` on ${new Date().toISOString().slice(0, 10)}. Machine: ${machine}.

## Training, images a second

Medians of ${rounds} rounds, all libraries in turn in each; the ratios are medians of each round's ratio. Two threads each; data in memory; SGD
with momentum 0.9; forward, backward and update. *reference*: conv 24@5×5, max-pool, ReLU, conv 32@3×3, max-pool, ReLU, dense 128,
ReLU, dense 10. *batch-norm*: conv 32@3×3, BN, ReLU, max-pool, conv 64@3×3, BN, ReLU, max-pool, dropout, dense 128, ReLU, dropout, dense 10.

${throughput}

${descriptions.map(({ name, detail }) => `- ${name}: ${detail}`).join('\n')}
- *GEMM*: a product of 1024×1024 matrices by ONNX Runtime on both threads, measured between the rounds. *Of the limit*: the share of the
  images a second that this rate would allow if a step were nothing but the multiplications and additions of its plain convolutions and products.
- Batch normalisation takes its statistics from micro-batches of 64 here, from the whole batch in PyTorch.

## From nothing to 99 %

Whole processes on two threads, from start to the exported model (PyTorch: to the trained one and its score on the test set), then the
accuracy on the MNIST test set, which decides nothing. Mean ± standard deviation (least … most).

${table(['', 'seeds', 'accuracy', 'wall time'], rows)}

Peak resident memory of \`digits train\`: ${count(memory)} MB.
`;
  writePart('training', text);
}
