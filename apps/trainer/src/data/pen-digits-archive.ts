// The pen digits as their public archive has them: where it is, how its original training file becomes our JSON lines.
// Source: Alpaydin, Alimoglu, "Pen-Based Recognition of Handwritten Digits", UCI Machine Learning Repository 1998, CC BY 4.0,
// https://doi.org/10.24432/C5MG6K.
import type { Stroke } from '@digits/ink';
import { unzipSync } from 'fflate';
import { UserError } from '../user-error.js';
import type { PenDigit } from './load-pen-digits.js';
import { parseUnipenDigits } from './parse-unipen.js';
import { uncompress } from './uncompress.js';

/** The training file before it was resampled to eight points a digit. */
const MEMBER = 'pendigits-orig.tra.Z';

/** Addresses that have it, alone or in a zip file, in the order tried. */
export const PEN_DIGITS_ADDRESSES = [
  'https://archive.ics.uci.edu/static/public/81/pen+based+recognition+of+handwritten+digits.zip',
  `https://archive.ics.uci.edu/ml/machine-learning-databases/pendigits/${MEMBER}`,
] as const;

/** Side of the box on the tablet that each digit was written in. */
const BOX = 500;

/**
 * How far below the box's top the topmost point of all digits is. The archive lacks the document (dene.doc) that would say where
 * the tablet's y begins; measured from the topmost point, it need not be known.
 */
const TOP = 51;

/** Zip files begin with these letters. */
const isZip = (content: Uint8Array): boolean => content[0] === 0x50 && content[1] === 0x4b;

function unzipMember(path: string, zip: Uint8Array): Uint8Array {
  let member: Uint8Array | undefined;
  try {
    member = unzipSync(zip, { filter: ({ name }) => name === MEMBER })[MEMBER];
  } catch (error) {
    throw new UserError(`${path}: is not a whole zip file (${(error as Error).message}).`);
  }
  if (!member) throw new UserError(`${path}: has no ${MEMBER} in it.`);
  return member;
}

/** The same strokes with y down, the topmost point of all at TOP. */
function turned(highest: number, strokes: readonly Stroke[]): Stroke[] {
  return strokes.map((stroke) => stroke.map(([x, y]) => [x, TOP + highest - y] as const));
}

/**
 * The digits in what an address sent: a zip file with the training file in it, or that file itself.
 * @throws UserError that says what is wrong with it. That it is the right content, only its checksum tells.
 */
export function readPenDigitsArchive(path: string, content: Uint8Array): PenDigit[] {
  const packed = isZip(content) ? unzipMember(path, content) : content;
  const digits = parseUnipenDigits(path, Buffer.from(uncompress(path, packed)).toString('latin1'));
  if (digits.length === 0) throw new UserError(`${path}: has no digits in it.`);
  let highest = -Infinity;
  for (const { strokes } of digits)
    for (const stroke of strokes) for (const [, y] of stroke) highest = Math.max(highest, y);
  return digits.map(({ label, writer, strokes }) => ({
    label,
    writer: `p${writer}`,
    strokes: turned(highest, strokes),
  }));
}

/** The digits as JSON lines, as `loadPenDigits` reads them. */
export function penDigitsLines(digits: readonly PenDigit[]): string {
  const lines = digits.map(({ label, writer, strokes }, i) =>
    JSON.stringify({ id: `pn-${i}`, label: String(label), writer, size: BOX, strokes }),
  );
  return `${lines.join('\n')}\n`;
}
