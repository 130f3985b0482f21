// Imports go one way (docs/ARCHITECTURE.md): the lint must fail on each one that does not, and on no other.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
const workspaces = ['ink', 'nn', 'recognizer', 'contract', 'service', 'store'].map((name) => `packages/${name}`);
const apps = ['trainer', 'model-server', 'server', 'web'].map((name) => `apps/${name}`);

/** A copy of what the rules stand in, without the sources. */
let tree = '';
beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'import-direction-'));
  for (const file of ['biome.json', ...[...workspaces, ...apps].map((folder) => `${folder}/package.json`)]) {
    cpSync(join(root, file), join(tree, file), { recursive: true });
  }
});
afterAll(() => rmSync(tree, { recursive: true }));

/** The import rules that a file with only this import breaks. */
function brokenRules(file: string, imported: string): string[] {
  mkdirSync(dirname(join(tree, file)), { recursive: true });
  writeFileSync(join(tree, file), `export { value } from '${imported}';\n`);
  const args = [biome, 'lint', '--vcs-enabled=false', '--reporter=json', file];
  const { stdout } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8' });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { category: string; severity: string }[] };
  return diagnostics.filter(({ severity }) => severity === 'error').map(({ category }) => category);
}

it.each([
  ['packages/ink/src/a.ts', '@digits/nn'],
  ['packages/ink/src/a.ts', 'node:fs'],
  ['packages/contract/src/a.ts', '@digits/ink'],
  ['packages/contract/src/a.ts', 'node:fs'],
  ['packages/nn/src/a.ts', '@digits/ink'],
  ['packages/recognizer/src/a.ts', '@digits/nn'],
  ['packages/recognizer/src/a.ts', 'onnxruntime-node'],
  ['packages/recognizer/src/a.ts', './node/index.js'],
  ['packages/recognizer/src/a.ts', 'node:fs'],
  ['packages/recognizer/src/node/a.ts', '@digits/contract'],
  ['packages/store/src/a.ts', '@digits/recognizer'],
  ['packages/service/src/a.ts', '@digits/contract'],
  ['apps/trainer/src/a.ts', '@digits/store'],
  ['apps/model-server/src/a.ts', '@digits/ink'],
  ['apps/model-server/src/a.ts', '@digits/contract'],
  ['apps/server/src/a.ts', '@digits/nn'],
  ['apps/web/src/a.ts', '@digits/recognizer/node'],
  ['apps/web/src/a.ts', '@digits/store'],
  ['apps/web/src/a.ts', 'node:fs'],
])('%s may not import %s', (file, imported) => {
  expect(brokenRules(file, imported).join()).toMatch(/noRestrictedImports|noNodejsModules/);
});

it.each([
  ['packages/recognizer/src/a.ts', '@digits/ink'],
  ['packages/recognizer/src/node/a.ts', 'onnxruntime-node'],
  ['packages/store/src/a.ts', '@digits/contract'],
  ['apps/trainer/src/a.ts', '@digits/recognizer/node'],
  ['apps/model-server/src/a.ts', '@digits/recognizer/node'],
  ['apps/model-server/src/a.ts', '@digits/service'],
  ['apps/server/src/a.ts', '@digits/recognizer/node'],
  ['apps/server/src/a.ts', '@digits/service'],
  ['apps/web/src/a.ts', '@digits/contract'],
])('%s may import %s', (file, imported) => {
  expect(brokenRules(file, imported)).toEqual([]);
});
