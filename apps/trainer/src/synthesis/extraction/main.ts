// Extracts the glyphs of the listed fonts into assets/handwriting-strokes.json.gz, and writes the notice of their authors. Run by name:
//   npm run generate:glyphs -w apps/trainer -- FOLDER
// FOLDER is where the font packages are installed, or will be.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Point } from '@digits/ink';
import type { FontGlyphs } from '../glyphs.js';
import { type ListedFont, listedFonts } from './font-list.js';
import { fontNotice } from './notice.js';
import { readOutlineFont } from './outline-font.js';
import { simplify } from './simplify.js';
import { readStrokeFont } from './stroke-font.js';
import { WANTED } from './wanted.js';

/** Height of a capital H, units of the file. */
const CAPITAL_HEIGHT = 120;
/** How far a simplified path may be from the font's, same units. */
const TOLERANCE = 0.9;

const ASSETS = new URL('../../../assets/', import.meta.url);

function installPackages(folder: string, fonts: readonly ListedFont[]): void {
  mkdirSync(folder, { recursive: true });
  const missing = fonts.filter((font) => !existsSync(join(folder, 'node_modules', font.package, font.file)));
  const packages = [...new Set(missing.map((font) => `${font.package}@${font.version}`))];
  if (packages.length === 0) return;
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder];
  execFileSync('npm', ['install', ...options, ...packages], { stdio: 'inherit' });
}

async function extract(folder: string, font: ListedFont): Promise<FontGlyphs> {
  const wanted = new Set(font.only ?? WANTED);
  const file = join(folder, 'node_modules', font.package, font.file);
  const data = readFileSync(file);
  const raw = file.endsWith('.svg')
    ? readStrokeFont(data.toString('utf8'), wanted)
    : await readOutlineFont(data, wanted);
  // A font of Greek or Cyrillic letters has no H, but capitals of its height.
  const capital = ['H', 'П', 'Π'].flatMap((character) => raw.get(character) ?? []).flat();
  if (capital.length === 0) throw new Error(`${font.font} needs its H, to be scaled and placed by.`);
  // Not all fonts stand on their baselines.
  const bottom = Math.max(...capital.map(([, y]) => y));
  const scale = CAPITAL_HEIGHT / (bottom - Math.min(...capital.map(([, y]) => y)));
  const glyphs: Record<string, number[][]> = {};
  for (const [character, strokes] of raw) {
    if (font.without?.includes(character)) continue;
    glyphs[character] = strokes.map((stroke) => {
      const placed = stroke.map(([x, y]): Point => [x * scale, (y - bottom) * scale]);
      return simplify(placed, TOLERANCE).flatMap(([x, y]) => [Math.round(x), Math.round(y)]);
    });
  }
  return { split: font.split, glyphs };
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  console.error('Say where the font packages are to be installed: npm run generate:glyphs -w apps/trainer -- FOLDER');
  process.exit(2);
}
const fonts = listedFonts();
installPackages(folder, fonts);
const notice = 'Pen strokes derived from fonts; authors and licences: handwriting-strokes.NOTICE.md beside this file.';
const extracted: Record<string, FontGlyphs> = {};
for (const font of fonts) extracted[font.font] = await extract(folder, font);
const file = gzipSync(JSON.stringify({ notice, fonts: extracted }), { level: 9 });
writeFileSync(new URL('handwriting-strokes.json.gz', ASSETS), file);
writeFileSync(new URL('handwriting-strokes.NOTICE.md', ASSETS), fontNotice(folder, fonts));
const glyphCount = Object.values(extracted).reduce((sum, { glyphs }) => sum + Object.keys(glyphs).length, 0);
console.log(`${fonts.length} fonts, ${glyphCount} glyphs, ${Math.round(file.length / 1024)} KB`);
