// Reading UNIPEN as the archive of the pen digits writes it.
import { describe, expect, it } from 'vitest';
import { parseUnipenDigits } from './parse-unipen.js';

const FILE = `.INCLUDE        dene.doc

.LEXICON "0" "1" "2" "3" "4" "5" "6" "7" "8" "9"
.HIERARCHY      DIGIT

.SEGMENT DIGIT    0 ? "8"
.COMMENT 8  6  138
.PEN_DOWN
 273  323
 270  -2
.PEN_UP
.DT 100

.SEGMENT DIGIT    1-2 ? "4"
.COMMENT 4  12  224
.PEN_DOWN
 1  2
.PEN_UP
.DT 100
.PEN_DOWN
 3  4
 3  4
.PEN_UP
.DT 100
`;

describe('parseUnipenDigits', () => {
  it.each([
    ['as it is', FILE],
    ['with the line ends of Windows', FILE.replaceAll('\n', '\r\n')],
  ])('reads labels, writers, strokes and repeated points, %s', (_, text) => {
    expect(parseUnipenDigits('x', text)).toEqual([
      {
        label: 8,
        writer: 6,
        strokes: [
          [
            [273, 323],
            [270, -2],
          ],
        ],
      },
      {
        label: 4,
        writer: 12,
        strokes: [
          [[1, 2]],
          [
            [3, 4],
            [3, 4],
          ],
        ],
      },
    ]);
  });

  it('finds no digits where there are none', () => {
    expect(parseUnipenDigits('x', '<html>Not the file</html>')).toEqual([]);
  });

  it.each([
    ['? "8"', '? "A"', 'x, line 6: is no segment that is a digit: ".SEGMENT DIGIT    0 ? \\"A\\""'],
    ['.COMMENT 8  6  138', '.COMMENT by the sixth', 'x, line 7: is no comment of a label, a writer and a number'],
    ['.COMMENT 8', '.COMMENT 3', "x, line 7: is not about the segment's 8"],
    ['.COMMENT 8  6  138\n', '', 'x, line 6: the digit has no ".COMMENT label writer number"'],
    [' 270  -2', ' 270', 'x, line 10: is no point of two whole numbers: "270"'],
    [' 1  2\n', '', 'x, line 14: the digit has no stroke, or one without points'],
    ['.SEGMENT DIGIT    0 ? "8"\n', '', 'x, line 7: belongs to no segment: ".PEN_DOWN"'],
  ])('says which line is wrong: %s', (whole, broken, message) => {
    expect(() => parseUnipenDigits('x', FILE.replace(whole, broken))).toThrow(message);
  });
});
