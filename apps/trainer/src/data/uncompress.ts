// Unpacks what Unix `compress` packed (.Z): LZW with codes that grow from 9 to at most 16 bits. No small typed package does it.
// Source: Welch, "A Technique for High-Performance Data Compression", Computer 17(6), 1984; the layout is ncompress 4.2.4's.
import { UserError } from '../user-error.js';

const HEADER_BYTES = 3;
const FIRST_WIDTH = 9;
/** Not 9: what compress writes when told to stay at 9 bits, it cannot read itself. */
const LEAST_LAST_WIDTH = 10;
const GREATEST_LAST_WIDTH = 16;
const LITERALS = 256;
/** In block mode this code is no string: it empties the table. */
const CLEAR = 256;

/** The codes of a .Z file, the lowest bit first. Those of one width fill groups of eight; the rest of a begun group is padding. */
class CodeReader {
  width = FIRST_WIDTH;
  #bit = HEADER_BYTES * 8;
  #groupsFrom = HEADER_BYTES * 8;
  readonly #packed: Uint8Array;

  constructor(packed: Uint8Array) {
    this.#packed = packed;
  }

  /** Where the next code begins, in bytes. */
  get offset(): number {
    return this.#bit >> 3;
  }

  /** undefined when less than a code is left. */
  next(): number | undefined {
    if (this.#bit + this.width > this.#packed.length * 8) return undefined;
    let code = 0;
    for (let i = 0; i < this.width; i++, this.#bit++) {
      code |= (((this.#packed[this.#bit >> 3] ?? 0) >> (this.#bit & 7)) & 1) << i;
    }
    return code;
  }

  /** Goes on with codes of another width, behind the group that was begun. */
  changeWidth(width: number): void {
    const group = this.width * 8;
    this.#bit = this.#groupsFrom + Math.ceil((this.#bit - this.#groupsFrom) / group) * group;
    this.#groupsFrom = this.#bit;
    this.width = width;
  }
}

/** Bytes, more of which can be put behind: room is doubled as it runs out. */
class Output {
  #bytes = new Uint8Array(1 << 16);
  length = 0;

  #makeRoom(count: number): void {
    if (this.length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(2 * (this.length + count));
    larger.set(this.#bytes.subarray(0, this.length));
    this.#bytes = larger;
  }

  push(byte: number): void {
    this.#makeRoom(1);
    this.#bytes[this.length++] = byte;
  }

  /** Repeats what was put out before. One by one: the piece may reach into what it is itself writing. */
  repeat(from: number, count: number): void {
    this.#makeRoom(count);
    for (let i = 0; i < count; i++) this.#bytes[this.length++] = this.#bytes[from + i] ?? 0;
  }

  take(): Uint8Array {
    return this.#bytes.slice(0, this.length);
  }
}

/**
 * Unpacks a whole .Z file. The format has neither a length nor a checksum: that a file is cut off is not noticed, and what is there
 * of it is unpacked.
 * @param path For messages.
 * @throws UserError that says what is wrong: no .Z file, or a code that cannot stand where it does.
 */
export function uncompress(path: string, packed: Uint8Array): Uint8Array {
  const [magic1, magic2, flags = 0] = packed;
  if (packed.length < HEADER_BYTES || magic1 !== 0x1f || magic2 !== 0x9d) {
    throw new UserError(`${path}: is not a file of Unix compress (.Z): it does not begin with the bytes 1f 9d.`);
  }
  const bits = flags & 0x1f;
  if (bits < LEAST_LAST_WIDTH || bits > GREATEST_LAST_WIDTH) {
    throw new UserError(`${path}: asks for codes of up to ${bits} bits; only 10 to 16 can be read. It may be damaged.`);
  }
  const blockMode = (flags & 0x80) !== 0;
  const tableSize = 1 << bits;

  // A code's string is one that was put out before: the string of the code before it, and the byte that followed that.
  const starts = new Uint32Array(tableSize);
  const lengths = new Uint32Array(tableSize);
  const firstFree = blockMode ? CLEAR + 1 : LITERALS;
  let free = firstFree;
  let previous: { start: number; length: number } | undefined;
  const codes = new CodeReader(packed);
  const output = new Output();

  for (;;) {
    if (free > (1 << codes.width) - 1 && codes.width < bits) codes.changeWidth(codes.width + 1);
    const { offset } = codes;
    const code = codes.next();
    if (code === undefined) return output.take();
    if (blockMode && code === CLEAR) {
      codes.changeWidth(FIRST_WIDTH);
      free = firstFree;
      previous = undefined;
      continue;
    }
    if (previous && free < tableSize) {
      starts[free] = previous.start;
      lengths[free++] = previous.length + 1;
    }
    if (code >= LITERALS && code >= free) {
      throw new UserError(`${path}: is damaged at byte ${offset}: code ${code} stands for nothing yet.`);
    }
    const start = output.length;
    if (code < LITERALS) output.push(code);
    else output.repeat(starts[code] ?? 0, lengths[code] ?? 0);
    previous = { start, length: output.length - start };
  }
}
