// Modules that exist only while a test runs: augmentations, which a training's loader imports by URL.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface ModuleFolder {
  /** Writes a module; gives its URL. */
  write(name: string, source: string): string;
  remove(): void;
}

export function makeModuleFolder(): ModuleFolder {
  const folder = mkdtempSync(join(tmpdir(), 'nn-modules-'));
  return {
    write(name, source) {
      const path = join(folder, name);
      writeFileSync(path, source);
      return pathToFileURL(path).href;
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/** Shifts an image's bytes by a random number of places below `options.most`. */
export const SHIFT_SOURCE = `export default ({ most }) => (image, into, random) => {
  const shift = Math.floor(random() * most);
  for (let i = 0; i < image.length; i++) into[i] = image[(i + shift) % image.length];
};
`;
