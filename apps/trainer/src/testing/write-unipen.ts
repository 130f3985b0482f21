// The pen digits as their archive's original file writes them, for tests that have only what became of it.
import type { PenDigit } from '../data/load-pen-digits.js';

/** UNIPEN, laid out as in pendigits-orig.tra; `yOf` is the y on the tablet of a y that counts down. */
export function writeUnipen(digits: readonly PenDigit[], yOf = (y: number): number => 500 - y): string {
  const lines = [
    '.INCLUDE        dene.doc',
    '',
    '.LEXICON "0" "1" "2" "3" "4" "5" "6" "7" "8" "9"',
    '.HIERARCHY      DIGIT',
    '',
  ];
  let stroke = 0;
  digits.forEach(({ label, writer, strokes }, i) => {
    const numbers = strokes.length === 1 ? `${stroke}` : `${stroke}-${stroke + strokes.length - 1}`;
    stroke += strokes.length;
    lines.push(`.SEGMENT DIGIT    ${numbers} ? "${label}"`, `.COMMENT ${label}  ${writer.slice(1)}  ${i}`);
    for (const points of strokes) {
      lines.push('.PEN_DOWN', ...points.map(([x, y]) => ` ${x}  ${yOf(y)}`), '.PEN_UP', '.DT 100');
    }
    lines.push('');
  });
  return lines.join('\n');
}
