// npm run generate:wasm: compiles kernels.ts (AssemblyScript) into src/forward/wasm-module.ts.
// With --check writes nothing, and fails when the file is not what the source makes.
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const target = fileURLToPath(new URL('../src/forward/wasm-module.ts', import.meta.url));
const options = ['-O3', '--noAssert', '--runtime', 'stub', '--importMemory', '--noExportMemory', '--enable', 'simd'];

/** @type {Record<string, string>} */
const sources = { 'kernels.ts': readFileSync(new URL('kernels.ts', import.meta.url), 'utf8') };
/** @type {Record<string, string | Uint8Array>} */
const written = {};
const { error, stderr } = await asc.main(['kernels.ts', '--outFile', 'kernels.wasm', ...options], {
  readFile: (name) => sources[name] ?? null,
  writeFile: (name, contents) => {
    written[name] = contents;
  },
  listFiles: () => [],
});
if (error) throw new Error(`AssemblyScript refuses kernels.ts:\n${stderr}`);

const base64 = Buffer.from(written['kernels.wasm'] ?? '').toString('base64');
const lines = base64.match(/.{1,110}/g) ?? [];
const text = `// Made by "npm run generate:wasm" from wasm/kernels.ts; not to be edited by hand.

/** The WebAssembly module, in base64. */
export const WASM_MODULE = [
${lines.map((line) => `  '${line}',\n`).join('')}].join('');
`;

if (!process.argv.includes('--check')) writeFileSync(target, text);
else if (readFileSync(target, 'utf8') !== text) {
  process.stderr.write('src/forward/wasm-module.ts is not what wasm/kernels.ts makes: run "npm run generate:wasm".\n');
  process.exitCode = 1;
}
