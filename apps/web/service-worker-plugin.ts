// Writes dist/sw.js: the service worker with the names of all files that the page may need, and a hash of what is in them.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';

const source = fileURLToPath(new URL('./service-worker.js', import.meta.url));

export function serviceWorker(): Plugin {
  let publicDir = '';
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      publicDir = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const hash = createHash('sha256');
        const built = Object.values(bundle).filter(({ fileName }) => !fileName.endsWith('.map'));
        for (const file of built) hash.update(file.type === 'asset' ? file.source : file.code);
        const fixed = readdirSync(publicDir);
        for (const name of fixed) hash.update(readFileSync(join(publicDir, name)));
        // The page itself is kept under the address at which it is served.
        const names = [...built.map(({ fileName }) => fileName), ...fixed].filter((name) => !name.endsWith('.html'));
        const code = readFileSync(source, 'utf8')
          .replace(/^\/\* global .*\n/m, '')
          .replaceAll('__FILES__', JSON.stringify(names.map((name) => `/${name}`)))
          .replaceAll('__VERSION__', JSON.stringify(hash.digest('hex').slice(0, 16)));
        this.emitFile({ type: 'asset', fileName: 'sw.js', source: code });
      },
    },
  };
}
