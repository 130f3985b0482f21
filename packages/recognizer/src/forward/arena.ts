// One block of memory for everything that a forward pass reads and writes: WebAssembly can only see one.

/** Elements of 4 bytes; starts of blocks are multiples of it, so that vectors lie within cache lines. */
const ALIGNMENT = 16;

/** Hands out places in a memory that is made afterwards. Places and lengths are in elements of 4 bytes. */
export class Arena {
  #length = 0;
  readonly #constants: { readonly start: number; readonly values: Float32Array | Int32Array }[] = [];

  /** How large the memory must be, in bytes. */
  get byteLength(): number {
    return this.#length * 4;
  }

  /** A place for `length` elements, which are 0 in the beginning. */
  reserve(length: number): number {
    const start = this.#length;
    this.#length += Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    return start;
  }

  /** A place that holds these values. */
  put(values: Float32Array | Int32Array): number {
    const start = this.reserve(values.length);
    this.#constants.push({ start, values });
    return start;
  }

  /** Writes the values of all `put`s into the memory, which is new, and forgets them. */
  fill(memory: ArrayBuffer): void {
    for (const { start, values } of this.#constants.splice(0)) {
      const place = new (values instanceof Float32Array ? Float32Array : Int32Array)(memory, start * 4, values.length);
      place.set(values);
    }
  }
}
