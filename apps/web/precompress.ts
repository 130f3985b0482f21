// A Vite plugin: beside each file of the built page that gets shorter by it, its brotli and gzip forms, which the server
// sends as they are.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Kinds of files that are text, or compress as well; pictures and fonts are compressed already. */
const COMPRESSIBLE = /\.(?:js|css|html|svg|wasm|webmanifest|json)$/;

/** What comes beside `name`: the forms of its content that are shorter, each with its file's name. */
export function compressedForms(name: string, content: Uint8Array): { name: string; content: Uint8Array }[] {
  if (!COMPRESSIBLE.test(name)) return [];
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  return [
    { name: `${name}.br`, content: brotliCompressSync(content, { params }) },
    { name: `${name}.gz`, content: gzipSync(content, { level: constants.Z_BEST_COMPRESSION }) },
  ].filter((form) => form.content.length < content.length);
}

/** The plugin. It goes through the folder when all is written, so that files of public/ and of other plugins are among them. */
export function precompress(): Plugin {
  let folder = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved({ root, build }) {
      folder = resolve(root, build.outDir);
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
          if (!COMPRESSIBLE.test(name)) continue;
          const forms = compressedForms(name, readFileSync(join(folder, name)));
          for (const form of forms) writeFileSync(join(folder, form.name), form.content);
        }
      },
    },
  };
}
