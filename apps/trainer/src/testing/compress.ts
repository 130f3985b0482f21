// Packs like Unix `compress` (.Z), for tests on machines that lack it: codes of up to 16 bits, a table that is never emptied.

const FIRST_WIDTH = 9;
const LAST_WIDTH = 16;

/** The codes of a .Z file behind its header, the lowest bit first, in groups of eight of one width. */
class CodeWriter {
  width = FIRST_WIDTH;
  readonly bytes = [0x1f, 0x9d, LAST_WIDTH];
  #bits = 0;
  #bitCount = 0;
  /** Bytes of the group that was begun. */
  #inGroup = 0;

  put(code: number): void {
    this.#bits |= code << this.#bitCount;
    this.#bitCount += this.width;
    while (this.#bitCount >= 8) this.#writeByte();
  }

  widen(): void {
    while (this.#inGroup > 0 || this.#bitCount > 0) this.#writeByte();
    this.width++;
  }

  /** The last group is not filled up: zeros behind it would be read as codes. */
  end(): void {
    if (this.#bitCount > 0) this.#writeByte();
  }

  #writeByte(): void {
    this.bytes.push(this.#bits & 255);
    this.#bits >>= 8;
    this.#bitCount = Math.max(0, this.#bitCount - 8);
    this.#inGroup = (this.#inGroup + 1) % this.width;
  }
}

/** A .Z file that unpacks to `bytes`. */
export function compress(bytes: Uint8Array): Uint8Array {
  const codes = new CodeWriter();
  /** From a string's code and the byte behind it to the code of both. */
  const table = new Map<number, number>();
  let string: number | undefined;
  for (const byte of bytes) {
    if (string === undefined) {
      string = byte;
      continue;
    }
    const key = string * 256 + byte;
    const known = table.get(key);
    if (known !== undefined) {
      string = known;
      continue;
    }
    codes.put(string);
    if (256 + table.size < 1 << LAST_WIDTH) table.set(key, 256 + table.size);
    // One entry later than it seems due: whoever unpacks knows an entry only from the code after it.
    if (256 + table.size > 1 << codes.width && codes.width < LAST_WIDTH) codes.widen();
    string = byte;
  }
  if (string !== undefined) codes.put(string);
  codes.end();
  return Uint8Array.from(codes.bytes);
}
