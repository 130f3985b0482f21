// npm run check:deploy: looks through what deploys, without deploying: shell scripts, workflows, Dockerfiles, Compose files, the server's user data.
// The programs that it takes are looked for on the PATH. One that is missing is named, and its files are left out; in CI that is an error.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { root } from './prepare.js';

const ACTIONLINT = 'github.com/rhysd/actionlint/cmd/actionlint@v1.7.12';
const FROM_PYPI = 'python3 -m pip install --require-hashes -r .github/tools/requirements.txt';

/** @param {string} command @param {readonly string[]} args @param {Record<string, string>} [env] */
const run = (command, args, env = {}) =>
  spawnSync(command, args, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 64e6 });

/** The files of the repository, also those that are not committed yet. */
const listed = run('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z']);
if (listed.status !== 0) throw new Error(`git cannot list the files of this folder: ${listed.stderr}`);
const files = [...new Set(listed.stdout.split('\0'))].filter((file) => file !== '').sort();

/** The first line of a file; empty where there is none, as for a link that leads nowhere. */
function firstLine(/** @type {string} */ file) {
  try {
    return readFileSync(join(root, file), 'latin1').split('\n', 1)[0] ?? '';
  } catch {
    return '';
  }
}

const shellScripts = files.filter(
  (file) => file.endsWith('.sh') || (/^[^.]+$|^\.ci\//.test(file) && /^#!.*\b(ba|da)?sh\b/.test(firstLine(file))),
);
const dockerfiles = files.filter((file) => /(^|[./])Dockerfile$/.test(file));
const PRODUCTION = 'deploy/compose.production.yaml';
const stacks = [['compose.yaml'], [PRODUCTION], [PRODUCTION, 'deploy/compose.release.yaml']];

/** The user data of a server, written with settings that are nobody's. @returns {string} */
function writeUserData(/** @type {string} */ folder) {
  const key = (/** @type {string} */ name) => `ssh-ed25519 ${'A'.repeat(68)} ${name}`;
  const { status, stdout, stderr } = run('deploy/provision/user-data.sh', [], {
    OPERATOR_KEY: key('operator'),
    DEPLOY_KEY: key('deployments'),
    IMAGES: 'ghcr.io/example/digits',
    SITE_ADDRESS: 'digits.example.org',
  });
  if (status !== 0) throw new Error(stderr);
  const file = join(folder, 'user-data.yaml');
  writeFileSync(file, stdout);
  return file;
}

const scratch = mkdtempSync(join(tmpdir(), 'digits-check-'));

/** @type {{ program: string, help: string, isThere?: readonly string[], commands: () => { about: string, args: readonly string[], env?: Record<string, string> }[] }[]} */
const checks = [
  {
    program: 'shellcheck',
    help: FROM_PYPI,
    commands: () => [
      {
        about: `${shellScripts.length} scripts`,
        args: ['--external-sources', '--source-path=SCRIPTDIR', ...shellScripts],
      },
    ],
  },
  {
    // With shellcheck on the PATH also the steps that are scripts.
    program: 'actionlint',
    help: `go install ${ACTIONLINT}`,
    commands: () => [{ about: '.github/workflows', args: ['-no-color'] }],
  },
  {
    // Actions that are pinned, permissions that are small, no text of others in scripts.
    program: 'zizmor',
    help: FROM_PYPI,
    commands: () => [{ about: '.github', args: ['--offline', '--no-progress', '--quiet', '.github'] }],
  },
  {
    program: 'hadolint',
    help: FROM_PYPI,
    commands: () => [
      { about: dockerfiles.join(', '), args: ['--config', '.github/tools/hadolint.yaml', ...dockerfiles] },
    ],
  },
  {
    program: 'docker',
    help: 'install Docker with Compose: https://docs.docker.com/engine/install',
    isThere: ['compose', 'version'],
    commands: () =>
      stacks.map((stack) => ({
        about: stack.join(' with '),
        args: ['compose', ...stack.flatMap((file) => ['--file', file]), 'config', '--quiet'],
        env: { RELEASE: '1.2.3', RELEASE_NAME: '1-2-3' },
      })),
  },
  {
    program: 'cloud-init',
    help: 'apt-get install cloud-init',
    commands: () =>
      ['deploy/provision/cloud-init.yaml', writeUserData(scratch)].map((file) => ({
        about: file.startsWith(scratch) ? 'what deploy/provision/user-data.sh prints' : file,
        args: ['schema', '--config-file', file],
      })),
  },
];

/** Looks through what one program is for. @returns {boolean} whether all is well */
function perform({ program, help, isThere = ['--version'], commands }) {
  if (run(program, isThere).status !== 0) {
    console.error(`${program} is not on the PATH: ${help}${process.env.CI ? '' : '. What it is for is left out'}.`);
    return !process.env.CI;
  }
  return commands()
    .map(({ about, args, env }) => {
      const { status, stdout, stderr } = run(program, args, env);
      console.log(`${status === 0 ? 'ok' : 'NOT OK'}: ${program}, ${about}`);
      if (status !== 0) console.error(`${stdout}${stderr}`);
      return status === 0;
    })
    .every(Boolean);
}

try {
  if (!checks.map(perform).every(Boolean)) process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true });
}
