// npm run bench -- page [--lighthouse]: the built page in Debian's Chromium: bytes of its first load, time from a pointer event to
// the answer, long tasks and layout shifts while drawing; with --lighthouse also Lighthouse's scores of two views, by its package
// from npm. Writes its part of bench/RESULTS.md.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { prepare, root } from '../../scripts/prepare.js';
import { startApplication } from '../application.js';
import { findChromium, launchChromium } from '../chromium.js';
import { table, writePart } from '../results-file.js';
import { measureDrawing, measureFirstLoad } from './in-chromium.js';

const { values: options } = parseArgs({ options: { lighthouse: { type: 'boolean', default: false } } });
/** The last that runs on Node 20. */
const LIGHTHOUSE = 'lighthouse@12';

const executablePath = findChromium();
if (!executablePath) {
  process.stderr.write('This needs Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM_PATH.\n');
  process.exit(1);
}

const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1000).toFixed(1)} kB`;
const milliseconds = (/** @type {number} */ value) => `${value.toFixed(1)} ms`;

/** @param {readonly number[]} values @param {number} share */
function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** Lighthouse's scores, 0–100, as it measures by default: a telephone of the middle class on a slow line. @param {string} url */
async function lighthouseScores(url) {
  const folder = await mkdtemp(join(tmpdir(), 'lighthouse-'));
  const report = join(folder, 'report.json');
  const flags = [
    '--headless=new',
    '--disable-gpu',
    '--no-first-run',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const { status } = spawnSync(
    'npm',
    [
      ...['exec', '--yes', `--package=${LIGHTHOUSE}`, '--', 'lighthouse', url, '--quiet', '--output=json'],
      ...[`--output-path=${report}`, `--chrome-flags=${flags.join(' ')}`],
    ],
    { env: { ...process.env, CHROME_PATH: executablePath }, stdio: ['ignore', 'inherit', 'inherit'] },
  );
  if (status !== 0) throw new Error(`Lighthouse ended with ${status}.`);
  const { categories, audits } = JSON.parse(readFileSync(report, 'utf8'));
  await rm(folder, { recursive: true, force: true });
  const failed = Object.values(audits).filter(({ score }) => score !== null && score < 0.9);
  const names = ['performance', 'accessibility', 'best-practices', 'seo'];
  return {
    scores: names.map((name) => String(Math.round(100 * categories[name].score))),
    remarks: failed.map(({ id }) => id),
  };
}

prepare({ web: true });
const application = await startApplication();
const browser = await launchChromium(executablePath);
/** @type {string[]} */
const parts = [];
try {
  const loaded = await measureFirstLoad(browser, application.url);
  const sum = (/** @type {typeof loaded} */ files) => files.reduce((total, { bytes }) => total + bytes, 0);
  const isScript = (/** @type {{path: string}} */ { path }) => path.endsWith('.js');
  const isModel = (/** @type {{path: string}} */ { path }) => path.startsWith('/api/v1/model');
  parts.push(
    `First load, over the wire with headers, until the model can answer (what the service worker then fetches for a later visit without a connection is not in it):\n\n${table(
      ['what', 'bytes'],
      [
        ['scripts', kilobytes(sum(loaded.filter(isScript)))],
        ['model', kilobytes(sum(loaded.filter(isModel)))],
        ['everything', `${kilobytes(sum(loaded))} in ${loaded.length} requests`],
      ],
    )}`,
  );
  const rows = [];
  for (const slowdown of [1, 4]) {
    const { latencies, painted, longTasks, shift } = await measureDrawing(browser, application.url, slowdown);
    rows.push([
      slowdown === 1 ? 'as it is' : `slowed down ${slowdown} times`,
      `${milliseconds(quantile(latencies, 0.5))} of ${latencies.length}`,
      milliseconds(quantile(latencies, 0.95)),
      milliseconds(quantile(latencies, 1)),
      milliseconds(quantile(painted, 0.95)),
      String(longTasks.length),
      shift.toFixed(3),
    ]);
  }
  const heads = ['processor', 'median', 'p95', 'slowest', 'p95 to the frame that shows it', 'tasks above 50 ms'];
  parts.push(
    'Drawing 200 strokes of 24 points with a mouse, each point sent once the page has taken the one before: from the latest pointer event ' +
      `to the change of the answer in the document, then from the first to the frame that shows it (a frame comes every 16.7 ms):\n\n${table([...heads, 'layout shift'], rows)}`,
  );
  if (options.lighthouse) {
    const rows = [];
    for (const path of ['/', '/history']) {
      const { scores, remarks } = await lighthouseScores(application.url + path);
      rows.push([path, ...scores, remarks.join(', ') || 'none']);
    }
    const head = ['view', 'performance', 'accessibility', 'best practices', 'SEO', 'audits below 90'];
    parts.push(`Lighthouse (${LIGHTHOUSE}, its mobile settings):\n\n${table(head, rows)}`);
  }
} finally {
  await browser.close();
  await application.stop();
}

process.stdout.write(`${parts.join('\n\n')}\n`);
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const date = new Date().toISOString().slice(0, 10);
writePart(
  'page',
  `## The page\n\nWritten by \`npm run bench -- page --lighthouse\` on ${date}, version ${version}, ${cpus().length} cores, Chromium.\n\n${parts.join('\n\n')}`,
);
