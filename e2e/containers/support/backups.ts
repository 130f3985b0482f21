// What is in a backup, and what is in the database, side by side.
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { backups, container } from './database-alone.js';
import { root } from './docker.js';

export interface Manifest {
  readonly takenAt: string;
  readonly dump: { readonly file: string; readonly bytes: number; readonly sha256: string };
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly checksum: string }[];
}

/** Names of the dumps that are here, oldest first, without their ending. */
export const dumps = (): string[] =>
  readdirSync(backups)
    .filter((name) => name.endsWith('.dump'))
    .map((name) => name.slice(0, -'.dump'.length))
    .sort();

export const newest = (): string => join(backups, dumps().at(-1) ?? 'none');
export const readManifest = (path: string): Manifest => JSON.parse(readFileSync(`${path}.json`, 'utf8')) as Manifest;
export const rowsOf = ({ tables }: Manifest, name: string) =>
  tables.find(({ table }) => table === `public.${name}`)?.rows;

/** What a manifest would say of the tables as they are now. */
export async function tablesNow(): Promise<Manifest['tables']> {
  const psql = ['psql', '--no-psqlrc', '--quiet', '--tuples-only', '--no-align', '--username=postgres', 'digits'];
  const sums = readFileSync(join(root, 'deploy/backup/table-sums.sql'));
  const lines = execFileSync('docker', ['exec', '--interactive', await container(), ...psql], { input: sums });
  return lines
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
