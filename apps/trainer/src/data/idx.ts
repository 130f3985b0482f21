// The IDX format of the MNIST files: magic number, sides, bytes. http://yann.lecun.com/exdb/mnist/
import { UserError } from '../user-error.js';

const UNSIGNED_BYTE = 0x08;

export interface IdxArray {
  /** Sides, such as [60000, 28, 28]. */
  readonly shape: readonly number[];
  /** All values, row by row. */
  readonly data: Uint8Array;
}

/**
 * Reads an IDX file of unsigned bytes.
 * @param name The file's name, for messages.
 * @param rank How many sides it must have: 1 for labels, 3 for images.
 * @throws UserError that says which file is wrong and why.
 */
export function parseIdx(name: string, bytes: Uint8Array, rank: number): IdxArray {
  const header = 4 + 4 * rank;
  if (bytes.length < header) {
    throw new UserError(`${name}: is ${bytes.length} bytes long, too short for the ${header} of an IDX header.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const expected = (UNSIGNED_BYTE << 8) | rank;
  if (magic !== expected) {
    const hex = (value: number): string => `0x${value.toString(16).padStart(8, '0')}`;
    throw new UserError(
      `${name}: starts with the magic number ${hex(magic)}, not ${hex(expected)} (unsigned bytes, ${rank} ${rank === 1 ? 'side' : 'sides'}): it is another kind of file.`,
    );
  }
  const shape = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const size = shape.reduce((product, side) => product * side, 1);
  if (bytes.length !== header + size) {
    throw new UserError(
      `${name}: its header says ${shape.join('×')}, which is ${header + size} bytes with the header, but it has ${bytes.length}: it is cut short or damaged.`,
    );
  }
  return { shape, data: bytes.subarray(header) };
}
