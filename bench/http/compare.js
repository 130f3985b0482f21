// npm run bench -- http [--seconds 60] [--connections 64] [--rounds 3] [--python python3] [--only NAME,…]: predictions that the web server
// acknowledges in a second and has in the database afterwards, over PostgreSQL and over the embedded database, beside a service of the
// usual shape (Flask, PyTorch, one INSERT a request) on the same PostgreSQL. In one run and in turn, real drawings, all on this machine.
// Writes its part of bench/RESULTS.md.
import { cpus } from 'node:os';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { openStore } from '@digits/store';
import { findPostgres, startPostgres } from '@digits/store/testing';
import { Client } from 'pg';
import { findPenDigits, strokesFolder } from '../../apps/trainer/dist/data/load-pen-digits.js';
import { findDigilets } from '../../apps/trainer/dist/testing/find-digilets.js';
import { startApplication } from '../application.js';
import { startFlask } from '../peers/flask/start.js';
import { table, writePart } from '../results-file.js';
import { readDrawings } from './drawings.js';
import { load, quantile } from './load.js';

const { values: options } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    connections: { type: 'string', default: '64' },
    rounds: { type: 'string', default: '3' },
    python: { type: 'string', default: process.env.PYTHON ?? 'python3' },
    only: { type: 'string' },
  },
});
const say = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);
const connections = Number(options.connections);
const rounds = Number(options.rounds);
const seconds = Number(options.seconds) / rounds;

const file = findDigilets() ?? findPenDigits(strokesFolder());
if (!file)
  throw new Error('There are no drawings to send: set STROKES_DIR, or fetch them: npm run digits -- data download.');
const drawings = await readDrawings(file);
const binaries = findPostgres();
if (!binaries) throw new Error('No PostgreSQL server programs found: install postgresql or set PG_BIN.');

/**
 * A service under load.
 * @typedef {object} Contender
 * @property {string} name
 * @property {string} url of its endpoint
 * @property {number} status
 * @property {(id: string, index: number) => string} body
 * @property {() => Promise<void>} stop
 * @property {() => Promise<Set<string>>} rows the ids in its database; after `stop`
 */

const strokeBodies = drawings.map(({ strokes, size }) => JSON.stringify({ strokes, size }).slice(1));
const strokeBody = (/** @type {string} */ id, /** @type {number} */ index) =>
  `{"id":"${id}",${strokeBodies[index % strokeBodies.length]}`;

/** The ids in a PostgreSQL's table. @param {string} databaseUrl @param {string} column */
async function idsIn(databaseUrl, column) {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  const { rows } = await client.query({ text: `SELECT ${column}::text FROM predictions`, rowMode: 'array' });
  await client.end();
  return new Set(rows.map(([id]) => id));
}

/** @param {string} databaseUrl @returns {Promise<Contender>} */
async function overPostgres(databaseUrl) {
  const { url, stop } = await startApplication({ DATABASE_URL: databaseUrl });
  const rows = () => idsIn(databaseUrl, 'uuid');
  return { name: 'PostgreSQL', url: `${url}/api/v1/predictions`, status: 201, body: strokeBody, stop, rows };
}

/** @returns {Promise<Contender>} */
async function overPglite() {
  const { url, stop, folder } = await startApplication();
  async function rows() {
    const store = await openStore({ dataDir: folder });
    const ids = new Set();
    for (let cursor; ; ) {
      const page = await store.listPredictions({ limit: 5_000, order: 'oldest', ...(cursor && { cursor }) }, null);
      for (const { id } of page.items) ids.add(id);
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }
    await store.close();
    return ids;
  }
  return {
    name: 'PGlite',
    url: `${url}/api/v1/predictions`,
    status: 201,
    body: strokeBody,
    stop: () => stop({ remove: false }),
    rows,
  };
}

/** @param {string} databaseUrl @returns {Promise<Contender>} */
async function flaskAndPyTorch(databaseUrl) {
  const { url, stop, bodies } = await startFlask(options.python, databaseUrl, drawings);
  const body = (/** @type {string} */ id, /** @type {number} */ index) =>
    `{"id":"${id}",${bodies[index % bodies.length]}`;
  return { name: 'Flask + PyTorch', url, status: 201, body, stop, rows: () => idsIn(databaseUrl, 'id') };
}

const postgres = await startPostgres(binaries, { fsync: true });
/** @type {Contender[]} */
const contenders = [];
const wanted = options.only?.split(',');
const candidates = /** @type {const} */ ([
  ['PostgreSQL', async () => overPostgres(await postgres.createDatabase())],
  ['PGlite', overPglite],
  ['Flask + PyTorch', async () => flaskAndPyTorch(await postgres.createDatabase())],
]);
for (const [name, start] of candidates) {
  if (wanted && !wanted.includes(name)) continue;
  try {
    contenders.push(await start());
  } catch (error) {
    say(`${name} is left out: ${error instanceof Error ? error.message : error}`);
  }
}

/** @type {Map<string, Awaited<ReturnType<typeof load>>[]>} */
const results = new Map(contenders.map(({ name }) => [name, []]));
for (const contender of contenders) await load({ ...contender, connections, seconds: 2 });
for (let round = 1; round <= rounds; round++) {
  for (const contender of contenders) {
    const result = await load({ ...contender, connections, seconds });
    results.get(contender.name)?.push(result);
    const rate = result.acknowledged.length / result.seconds;
    say(
      `${contender.name}, round ${round}: ${rate.toFixed(0)}/s, p50 ${quantile(result.latencies, 0.5).toFixed(1)} ms, ` +
        `p99 ${quantile(result.latencies, 0.99).toFixed(1)} ms, ${result.errors} errors ${result.complaints.join(' | ')}`,
    );
  }
}

const median = (/** @type {readonly number[]} */ values) =>
  quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
const rates = new Map();
const rows = [];
for (const contender of contenders) {
  await contender.stop();
  const runs = results.get(contender.name) ?? [];
  const ids = await contender.rows();
  const acknowledged = runs.flatMap((run) => run.acknowledged);
  const lost = acknowledged.filter((id) => !ids.has(id)).length;
  const errors = runs.reduce((sum, run) => sum + run.errors, 0);
  const rate = median(runs.map((run) => run.acknowledged.length / run.seconds));
  rates.set(contender.name, rate);
  const at = (/** @type {number} */ q) => median(runs.map((run) => quantile(run.latencies, q))).toFixed(1);
  rows.push([
    contender.name,
    rate.toFixed(0),
    at(0.5),
    at(0.99),
    at(1),
    acknowledged.length.toLocaleString('en'),
    String(lost),
    String(errors),
  ]);
}
await postgres.stop();

const head = [
  '',
  'a second',
  'p50, ms',
  'p99, ms',
  'slowest, ms',
  'acknowledged',
  'of them not in the database',
  'errors',
];
const [ours, peer] = [rates.get('PostgreSQL'), rates.get('Flask + PyTorch')];
const ratio = ours && peer ? `\n\nOver PostgreSQL: ${(ours / peer).toFixed(1)} times as many as Flask + PyTorch.` : '';
const text = `## Predictions under load

${connections} connections, ${rounds} rounds of ${seconds} s each in turn, medians of the rounds; ${cpus().length} cores (${cpus()[0]?.model}), which the load's own
process, the server and PostgreSQL (fsync on) share. Drawings of ${file.includes('digilets') ? 'the DigiLeTs writers' : 'the pen digits'} as strokes; for Flask + PyTorch as a 280 × 280 PNG.

${table(head, rows)}${ratio}
`;
process.stdout.write(`${text}\n`);
if (contenders.length === candidates.length) writePart('http', text);
process.exit(0);
