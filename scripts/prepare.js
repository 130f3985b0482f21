// Installs and builds what is missing or stale, so that every command works in a fresh clone with nothing before it.
// Runs before any dependency is there: plain JavaScript, Node's own modules only. All it prints goes to standard error,
// so that the standard output of the command that follows stays clean.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stampFolder = join(root, 'node_modules', '.cache', 'digits');
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

/** @param {string} line */
const say = (line) => process.stderr.write(`${line}\n`);

/** Names, sizes and change times of the files below `folders`, as one hash: equal hashes, nothing to build. */
function fingerprint(/** @type {string[]} */ folders) {
  const hash = createHash('sha256');
  /** @param {string} path */
  const add = (path) => {
    if (!existsSync(path)) return;
    const stats = statSync(path);
    if (!stats.isDirectory()) {
      hash.update(`${relative(root, path)}:${stats.size}:${stats.mtimeMs}\n`);
      return;
    }
    for (const name of readdirSync(path).sort()) if (name !== 'dist' && name !== 'node_modules') add(join(path, name));
  };
  for (const folder of folders) add(join(root, folder));
  return hash.digest('hex');
}

/** The TypeScript projects in a folder. */
const listProjects = (/** @type {string} */ folder) =>
  readdirSync(join(root, folder))
    .map((name) => `${folder}/${name}`)
    .filter((project) => existsSync(join(root, project, 'tsconfig.json')));

/** Whether node_modules holds what the lock file asks for: npm writes down what it installed. */
function isInstalled() {
  const installedFile = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const { packages: wanted } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { packages: installed } = JSON.parse(readFileSync(installedFile, 'utf8'));
  return Object.entries(wanted).every(([path, { version, link, optional }]) => {
    // Workspaces are links; optional packages may be for other platforms.
    if (!path.startsWith('node_modules/') || link || (optional && !installed[path])) return true;
    return installed[path]?.version === version;
  });
}

/** Runs a step, and ends with one clear line if it fails. */
function perform(/** @type {string} */ message, /** @type {() => boolean} */ action) {
  say(message);
  if (action()) return;
  say(`${message.replace(/…$/, '')} failed; the messages above say why.`);
  process.exit(1);
}

/** Builds, unless its stamp says that nothing has changed since it last succeeded, and its outputs are there. */
function build(
  /** @type {{name: string, stamp: string, outputs: string[], message: string, run: () => boolean}} */ options,
) {
  const stampFile = join(stampFolder, options.name);
  const fresh = existsSync(stampFile) && readFileSync(stampFile, 'utf8') === options.stamp;
  if (fresh && options.outputs.every((output) => existsSync(join(root, output)))) return;
  perform(options.message, options.run);
  mkdirSync(stampFolder, { recursive: true });
  writeFileSync(stampFile, options.stamp);
}

/** @param {string} command @param {string[]} args */
const run = (command, args) =>
  spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' }).status === 0;

/** @param {string} file @param {string[]} args */
const runNode = (file, args) => run(process.execPath, [join(root, file), ...args]);

/**
 * Brings dependencies and builds up to date. Exits with code 1 and one clear line when that is not possible.
 * @param {{web?: boolean}} [options] `web`: also build the page.
 */
export function prepare({ web = false } = {}) {
  if (major < 20 || (major === 20 && minor < 19)) {
    say(`Node ${process.versions.node} is too old: this needs Node 20.19 or newer (https://nodejs.org).`);
    process.exit(1);
  }
  if (!isInstalled()) {
    perform('Installing dependencies…', () =>
      run('npm', ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']),
    );
  }
  const config = ['package-lock.json', 'tsconfig.base.json', 'tsconfig.build.json'];
  build({
    name: 'build',
    stamp: fingerprint([...config, 'packages', 'apps']),
    // Beside what it built, tsc keeps its own notes of what is fresh: gone together, they are made anew.
    outputs: [...listProjects('packages'), 'apps/trainer', 'apps/model-server', 'apps/server'].map(
      (folder) => `${folder}/dist/.tsbuildinfo`,
    ),
    message: 'Building…',
    run: () => runNode('node_modules/typescript/bin/tsc', ['-b', 'tsconfig.build.json']),
  });
  if (!web) return;
  build({
    name: 'web',
    stamp: fingerprint([...config, 'packages', 'apps/web']),
    outputs: ['apps/web/dist/index.html'],
    message: 'Building the page…',
    run: () => runNode('node_modules/vite/bin/vite.js', ['build', 'apps/web', '--logLevel', 'warn']),
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) prepare({ web: true });
