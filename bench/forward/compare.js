// npm run bench -- forward [--rounds 5] [--runs 200]: how long the forward pass for browsers takes an image, on typed arrays and
// on WebAssembly, in Node and in Chromium; and how much a page must load for it. Writes its part of bench/RESULTS.md.
import { cpus } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { findChromium } from '../chromium.js';
import { table, writePart } from '../results-file.js';
import { bundle } from './bundle.js';
import { runInChromium } from './chromium.js';
import { measure } from './measure.js';
import { cases } from './networks.js';

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, runs: { type: 'string', default: '200' } },
});
const [rounds, runs] = [Number(options.rounds), Number(options.runs)];

/** The value that a share of the others are not above. */
function quantile(/** @type {readonly number[]} */ values, /** @type {number} */ share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

const gzipped = (/** @type {string | Uint8Array} */ bytes) => gzipSync(bytes, { level: 9 }).length;
const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KB`;
const milliseconds = (/** @type {number} */ time) => time.toFixed(2);

/** A row for each runtime. @param {(typeof cases)[number]} network @param {Awaited<ReturnType<typeof measure>>} measured */
function rowsOf(/** @type {string} */ where, { name, multiplications }, measured) {
  return Object.entries(measured).map(([runtime, { ready, times }]) => [
    name,
    (multiplications / 1e6).toFixed(1),
    where,
    runtime === 'wasm' ? 'WebAssembly' : 'typed arrays',
    `**${milliseconds(quantile(times, 0.5))}**`,
    milliseconds(quantile(times, 0.95)),
    milliseconds(ready),
  ]);
}

const executablePath = findChromium();
if (!executablePath) process.stderr.write('Without Chromium: install it, or set CHROMIUM_PATH to its file.\n');
const code = await bundle('measure.js');
let browser = 'no Chromium';
const rows = [];
for (const entry of cases) {
  const argument = { network: entry.network, weights: [...entry.weights], image: [...entry.image], rounds, runs };
  if (executablePath) {
    const { version, result } = await runInChromium({ executablePath, code, call: 'measure', argument });
    browser = `Chromium ${version}`;
    rows.push(...rowsOf('Chromium', entry, result));
  }
  rows.push(...rowsOf('Node', entry, await measure({ ...entry, rounds, runs })));
}

const runtime = gzipped(await bundle('runtime.js'));
const sizes = cases.map(({ name, parameters, weights }) => [
  name,
  parameters.toLocaleString('en'),
  kilobytes(gzipped(weights)),
  kilobytes(runtime),
  `**${kilobytes(runtime + gzipped(weights))}**`,
]);
const times = table(
  ['network', 'million multiplications', 'in', 'on', 'median', '95th percentile', 'ready after'],
  rows,
);
writePart(
  'forward',
  `## The forward pass for browsers, ms an image

Written by \`npm run bench -- forward\` on ${new Date().toISOString().slice(0, 10)}. Machine: ${cpus()[0]?.model.trim()}, ${cpus().length} cores, Node ${process.versions.node}, ${browser}.

One image at a time on one thread, ${rounds} rounds of ${runs} on each runtime in turn, after one to warm up. *residual a, b, c*: a convolution 3×3
of a filters; twice, with b and with c filters, a convolution 3×3 with stride 2 and a residual layer of two 3×3; the mean of each channel;
dense 11; ReLU between them. *Ready after*: from the weights' bytes to a network that can run.

${times}

What a page loads, gzipped: the weights (random but for the release, and those hardly shrink; trained ones do a little) and the runtime.

${table(['network', 'parameters', 'weights.bin', 'runtime', 'together'], sizes)}
`,
);
process.stdout.write(`${times}\n\n${table(['network', 'parameters', 'weights.bin', 'runtime', 'together'], sizes)}\n`);
