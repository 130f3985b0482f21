// bench/RESULTS.md: each benchmark writes its own part and leaves the others' as they are.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('RESULTS.md', import.meta.url));

/** The parts in their order. */
const PARTS = /** @type {const} */ (['training', 'forward', 'recipe', 'quantization', 'page', 'http', 'soak']);

const heading = (/** @type {string} */ part) => `<!-- npm run bench -- ${part} -->\n`;

/** The text of a part in the file, without its heading; nothing when it was never measured. */
function readPart(/** @type {string} */ text, /** @type {string} */ part) {
  const start = text.indexOf(heading(part));
  if (start < 0) return '';
  const body = text.slice(start + heading(part).length);
  const end = body.indexOf('<!-- npm run bench -- ');
  return end < 0 ? body : body.slice(0, end);
}

/**
 * Puts a benchmark's results in the place of its last ones.
 * @param {(typeof PARTS)[number]} name
 * @param {string} results Markdown, with headings of the second level.
 */
export function writePart(name, results) {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const parts = PARTS.map((part) => [part, (part === name ? results : readPart(before, part)).trim()]);
  const written = parts.filter(([, text]) => text).map(([part = '', text]) => `${heading(part)}\n${text}\n`);
  writeFileSync(file, `# Results\n\n${written.join('\n')}`);
}

/** A table in Markdown. @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
export const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
