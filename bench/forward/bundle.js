// JavaScript as a browser gets it: bundled and minified by Vite, for the browsers that the page supports.
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Bundles a module of this folder. @param {string} file @returns {Promise<string>} */
export async function bundle(file) {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    build: {
      write: false,
      target: ['chrome111', 'firefox114', 'safari16.4'],
      modulePreload: { polyfill: false },
      rolldownOptions: {
        input: fileURLToPath(new URL(file, import.meta.url)),
        preserveEntrySignatures: 'strict',
      },
    },
  });
  const [output] = [result].flat();
  const [chunk] = output && 'output' in output ? output.output : [];
  if (chunk?.type !== 'chunk') throw new Error(`Vite made no JavaScript of ${file}.`);
  return chunk.code;
}
