// npm run bench -- soak [--minutes 10] [--connections 64]: the web server's memory under full load over PostgreSQL, for long. Linux alone tells
// a process's resident size. Writes its part of bench/RESULTS.md.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { findPostgres, startPostgres } from '@digits/store/testing';
import { Client } from 'pg';
import { findPenDigits, strokesFolder } from '../../apps/trainer/dist/data/load-pen-digits.js';
import { findDigilets } from '../../apps/trainer/dist/testing/find-digilets.js';
import { startApplication } from '../application.js';
import { readDrawings } from '../http/drawings.js';
import { load, quantile } from '../http/load.js';
import { table, writePart } from '../results-file.js';

const { values: options } = parseArgs({
  options: { minutes: { type: 'string', default: '10' }, connections: { type: 'string', default: '64' } },
});
const minutes = Number(options.minutes);
const file = findDigilets() ?? findPenDigits(strokesFolder());
const binaries = findPostgres();
if (!file) throw new Error('There are no drawings to send: npm run digits -- data download.');
if (!binaries) throw new Error('No PostgreSQL server programs found: install postgresql or set PG_BIN.');

const bodies = (await readDrawings(file)).map(({ strokes, size }) => JSON.stringify({ strokes, size }).slice(1));
const postgres = await startPostgres(binaries, { fsync: true });
const databaseUrl = await postgres.createDatabase();
const { url, pid, stop } = await startApplication({ DATABASE_URL: databaseUrl });

/** MB, from the system's own account. */
const resident = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1_000;

const marks = [0.5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter((minute) => minute <= minutes);
/** @type {string[][]} */
const rows = [];
const start = Date.now();
const timer = setInterval(() => {
  const minute = (Date.now() - start) / 60_000;
  if (minute < (marks[rows.length] ?? Number.POSITIVE_INFINITY)) return;
  rows.push([String(marks[rows.length]), resident().toFixed(0)]);
  process.stderr.write(`after ${rows.at(-1)?.join(' min: ')} MB\n`);
}, 100);
const result = await load({
  url: `${url}/api/v1/predictions`,
  connections: Number(options.connections),
  seconds: minutes * 60,
  body: (id, index) => `{"id":"${id}",${bodies[index % bodies.length]}`,
});
clearInterval(timer);
const client = new Client({ connectionString: databaseUrl });
await client.connect();
const { rows: counted } = await client.query('SELECT count(*) FROM predictions');
await client.end();
await stop();
await postgres.stop();

const text = `## Memory under load

${options.connections} connections at full speed for ${minutes} minutes: ${result.acknowledged.length.toLocaleString('en')} predictions acknowledged, ${Number(counted[0]?.count).toLocaleString('en')} in the database, ${result.errors} errors, p99
${quantile(result.latencies, 0.99).toFixed(1)} ms.

${table(['minute', 'resident, MB'], rows)}
`;
process.stdout.write(text);
writePart('soak', text);
process.exit(0);
