// The notice that goes with the extracted glyphs: each font, whose work it is, and its licence.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ListedFont } from './font-list.js';

const HEADER = `# Whose handwriting this is

\`handwriting-strokes.json.gz\` holds single-line pen strokes derived from the fonts below. The strokes of a font stay under that font's
licence: those of fonts under the SIL Open Font License 1.1 (OFL-1.1) are distributed under that licence, those under the Apache License 2.0
under that; both stand in full in \`licences/\` beside this file. The strokes are not the fonts as their authors made them: they were thinned to
the middle of their strokes, simplified, rounded. Fonts' names say where a style comes from; the file is not a version of any of these fonts.

The Hershey fonts were originally created by Dr. A. V. Hershey while working at the U. S. National Bureau of Standards. The format of the
font data in the distribution used was originally created by James Hurt, Cognition, Inc., 900 Technology Park Drive, Billerica, MA 01821
(mit-eddie!ci-dandelion!hurt).

| font | package | licence | by |
| --- | --- | --- | --- |
`;

/** Writes the notice, in Markdown. @param folder where the font packages are installed */
export function fontNotice(folder: string, fonts: readonly ListedFont[]): string {
  const row = (font: ListedFont): string => {
    const credit = font.credit ?? attribution(join(folder, 'node_modules', font.package, 'metadata.json'));
    return `| ${font.font} | ${font.package} ${font.version} | ${font.license} | ${credit.replaceAll('|', '/')} |`;
  };
  return `${HEADER}${fonts.map(row).join('\n')}\n`;
}

/** Whose work a font is, as its package says; where it says so file by file, as for the first. */
function attribution(path: string): string {
  const metadata = JSON.parse(readFileSync(path, 'utf8')) as { license?: { attribution?: string } };
  const text = metadata.license?.attribution;
  if (!text) throw new Error(`${path} does not say whose work the font is: give its credit in the list.`);
  return text.replace(/ \S+\.ttf: .*$/, '');
}
