// npm run test:attack: builds, then attacks a real server over loopback: first with the hostile requests of apps/server/src/hostile,
// then with what Schemathesis (https://schemathesis.io, from PyPI) makes of /api/openapi.json, all its checks, always the same requests.
// Without Python the second is left out, with a line that says so; in CI that is an error.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import sharp from 'sharp';
import { prepare, root } from './prepare.js';

const VERSION = '4.32.5';
const SEED = '20261125';
const EXAMPLES = '40';
/** Where Schemathesis is installed, beside what npm installs. */
const VENV = join(root, 'node_modules', '.cache', `schemathesis-${VERSION}`);

const run = (command, args, options = {}) =>
  spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options }).status;

/** The program, installed when it is not yet there; undefined, and a line, where that is not possible. */
function findSchemathesis() {
  const program = join(VENV, 'bin', 'schemathesis');
  if (existsSync(program)) return program;
  const python = ['python3', 'python'].find((name) => spawnSync(name, ['-m', 'venv', VENV]).status === 0);
  const isInstalled =
    python !== undefined &&
    spawnSync(join(VENV, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`]).status === 0;
  if (isInstalled) return program;
  rmSync(VENV, { recursive: true, force: true });
  const help =
    'Schemathesis cannot be installed: it needs Python 3.10 with venv and pip (Debian: python3-venv), and PyPI.';
  if (process.env.CI) throw new Error(help);
  console.warn(`Schemathesis is left out. ${help}`);
  return undefined;
}

/** A digit as a picture, which requests that are to be accepted have in them. */
async function paintPicture() {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="60" height="80"><rect width="60" height="80" fill="#fff"/>' +
    '<path d="M30 12V68" stroke="#000" stroke-width="7"/></svg>';
  return sharp(Buffer.from(svg)).png().toBuffer();
}

/** Starts the server on an empty database of its own. */
async function startServer(env) {
  const child = spawn(process.execPath, [join(root, 'apps', 'server', 'dist', 'main.js')], {
    cwd: root,
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: '0', RATE_LIMIT: '0', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    const address = /^MNIST Digit Classifier: (http:\S+)$/m.exec(output)?.[1];
    if (address) return { child, address };
  }
  throw new Error('The server did not start.');
}

async function attackBySchema(program) {
  const picture = await paintPicture();
  const pictures = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'image/png' }).end(picture);
  }).listen(0, '127.0.0.1');
  await once(pictures, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'digits-attack-'));
  const token = randomBytes(32).toString('base64url');
  const { child, address } = await startServer({
    DATA_DIR: folder,
    OPERATOR_TOKEN: token,
    PICTURE_PRIVATE_HOSTS: '127.0.0.1',
  });
  const env = {
    ...process.env,
    SCHEMATHESIS_HOOKS: join(root, 'scripts', 'attack', 'hooks.py'),
    ATTACK_PICTURE_URL: `http://127.0.0.1:${pictures.address().port}/`,
    ATTACK_IMAGE: `data:image/png;base64,${picture.toString('base64')}`,
  };
  const attack = (...more) =>
    new Promise((resolve) => {
      const args = [
        'run',
        `${address}/api/openapi.json`,
        '--checks',
        'all',
        '--seed',
        SEED,
        '--max-examples',
        EXAMPLES,
      ];
      // Not synchronous: the pictures are served meanwhile.
      spawn(program, [...args, '--continue-on-failure', ...more], { cwd: folder, env, stdio: 'inherit' }).on(
        'close',
        resolve,
      );
    });
  try {
    console.log('As a program without a cookie:');
    const asNobody = await attack();
    console.log('As the operator:');
    const asOperator = await attack('--header', `Authorization: Bearer ${token}`);
    const isReady = (await fetch(`${address}/health/ready`)).ok;
    if (!isReady) console.error('After the attack the server is not ready.');
    return asNobody === 0 && asOperator === 0 && isReady;
  } finally {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'close');
    pictures.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

prepare({ web: true });
const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
const hostile = run(process.execPath, [vitest, 'run', 'apps/server/src/hostile']);
const program = findSchemathesis();
const isSafe = program === undefined || (await attackBySchema(program));
process.exitCode = hostile === 0 && isSafe ? 0 : 1;
