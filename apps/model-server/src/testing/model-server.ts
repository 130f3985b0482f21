// A real model server for tests, over models folders of their own.
import { cpSync, mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MODEL_NAME } from '@digits/recognizer/node';
import { type RunningService, runService } from '@digits/service/testing';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
export const MAIN = join(ROOT, 'apps/model-server/dist/main.js');
export const MODELS = join(ROOT, 'models');

/** Starts a model server and waits until it can answer. */
export const runModelServer = (env: Record<string, string> = {}): Promise<RunningService> =>
  runService(MAIN, 'Model server', env);

/** A models folder of a test's own, into which releases are copied. */
export interface ModelsFolder {
  readonly path: string;
  /** The folder of a version, there or not. */
  folderOf(version: string): string;
  /** Copies a released version, whole at once as releases are made. @param as the name of its folder */
  release(version: string, as?: string): void;
  /** Makes `version` the one in use. */
  use(version: string): void;
}

export function createModelsFolder(): ModelsFolder {
  const path = mkdtempSync(join(tmpdir(), 'digits-models-'));
  const home = join(path, MODEL_NAME);
  mkdirSync(home);
  return {
    path,
    folderOf: (version) => join(home, version),
    release(version, as = version) {
      const unfinished = join(home, `.${as}.unfinished`);
      cpSync(join(MODELS, MODEL_NAME, version), unfinished, { recursive: true });
      renameSync(unfinished, join(home, as));
    },
    use(version) {
      const file = join(home, 'current.json');
      writeFileSync(`${file}.new`, JSON.stringify({ version }));
      renameSync(`${file}.new`, file);
    },
  };
}
