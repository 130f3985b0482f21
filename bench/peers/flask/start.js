// Starts the Flask service with gunicorn, one process, and paints the drawings as a page would send them to it.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const here = fileURLToPath(new URL('.', import.meta.url));
const MODULES = 'flask, gunicorn, numpy, PIL, psycopg, torch';
const START_MS = 60_000;

/**
 * @param {string} python that has flask, gunicorn, numpy, pillow, psycopg and torch
 * @param {string} databaseUrl
 * @param {readonly {size: number, strokes: number[][][]}[]} drawings
 * @returns the endpoint, what stops it, and request bodies without their beginning, `{"id":"…",`
 * @throws Error where Python or one of the modules is missing
 */
export async function startFlask(python, databaseUrl, drawings) {
  const { status } = spawnSync(python, ['-c', `import ${MODULES}`], { stdio: 'ignore' });
  if (status !== 0) throw new Error(`${python} has not all of ${MODULES} (--python names another).`);
  const port = 18_000 + (process.pid % 2_000);
  // BLAS settings of the machine would slow PyTorch down.
  const { OPENBLAS_CORETYPE: _core, OPENBLAS_L2_SIZE: _cache, ...env } = process.env;
  const child = spawn(
    python,
    ['-m', 'gunicorn', '--workers', '1', '--bind', `127.0.0.1:${port}`, '--keep-alive', '30', 'app:app'],
    { cwd: here, env: { ...env, DATABASE_URL: databaseUrl }, stdio: ['ignore', 'ignore', 'ignore'] },
  );
  const stop = async () => {
    if (child.exitCode === null && child.kill()) await once(child, 'exit');
  };
  const url = `http://127.0.0.1:${port}`;
  for (const start = Date.now(); ; await sleep(200)) {
    if (child.exitCode !== null || Date.now() - start > START_MS) {
      await stop();
      throw new Error('gunicorn did not start.');
    }
    if ((await fetch(`${url}/health`).catch(() => null))?.ok) break;
  }
  const bodies = [];
  for (const drawing of drawings) bodies.push(`"image":"data:image/png;base64,${await paint(drawing)}"}`);
  return { url: `${url}/predict`, stop, bodies };
}

/** The drawing on a canvas of 280 × 280, white on black, as PNG, base64. @param {{size: number, strokes: number[][][]}} drawing */
async function paint({ size, strokes }) {
  const scale = 280 / size;
  const lines = strokes
    .map((stroke) => stroke.map(([x = 0, y = 0]) => `${x * scale},${y * scale}`).join(' '))
    .map(
      (points) => `<polyline points="${points}" fill="none" stroke="#fff" stroke-width="20" stroke-linecap="round"/>`,
    );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="280" height="280"><rect width="280" height="280"/>${lines.join('')}</svg>`;
  return (await sharp(Buffer.from(svg)).png().toBuffer()).toString('base64');
}
