// npm run bench: builds, then runs the benchmarks under bench/; arguments go to Vitest (npm run bench -- bench/ink).
// npm run bench -- training [--python python3]: training, beside other libraries (bench/training/compare.js).
// npm run bench -- forward: the forward pass for browsers, in Node and in Chromium (bench/forward/compare.js).
// npm run bench -- recipe: what the release preset's ingredients are worth; seeds; writers held out (bench/recipe/compare.js).
// npm run bench -- quantization RUN: what rounding a run's weights costs (bench/quantization/compare.js).
// npm run bench -- page [--lighthouse]: the page in Chromium: bytes, latency, layout shifts (bench/page/compare.js).
// npm run bench -- http [--python python3]: predictions under load, beside Flask + PyTorch (bench/http/compare.js).
// npm run bench -- soak: memory under load for ten minutes (bench/soak/compare.js).
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { prepare, root } from './prepare.js';

prepare();
const [first, ...rest] = process.argv.slice(2);
const vitest = [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'bench', '--run', ...process.argv.slice(2)];
const comparing =
  first !== undefined && ['training', 'forward', 'recipe', 'quantization', 'page', 'http', 'soak'].includes(first);
const args = comparing ? [join(root, 'bench', first, 'compare.js'), ...rest] : vitest;
const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
process.exitCode = status ?? 1;
