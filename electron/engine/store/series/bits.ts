/** Writes numbers in as many bits as each needs. */
export class BitWriter {
  #bytes = new Uint8Array(256);
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  /** Writes the lowest `width` bits of a whole number, up to 24. */
  write(value: number, width: number): void {
    this.#pending = (this.#pending << width) | value;
    this.#pendingBits += width;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      this.#push(this.#pending >>> this.#pendingBits);
    }
    this.#pending &= (1 << this.#pendingBits) - 1;
  }

  /** All that was written, filled up with zeros to a whole byte. */
  finish(): Uint8Array {
    if (this.#pendingBits > 0) this.#push(this.#pending << (8 - this.#pendingBits));
    this.#pendingBits = 0;
    return this.#bytes.slice(0, this.#length);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const longer = new Uint8Array(2 * this.#length);
      longer.set(this.#bytes);
      this.#bytes = longer;
    }
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }
}

/** Reads what a {@link BitWriter} wrote. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Reads `width` bits, up to 24. */
  read(width: number): number {
    const value = width === 0 ? 0 : this.#next32() >>> (32 - width);
    this.#position += width;
    return value;
  }

  /** Reads the zeros before the next one, up to 24, and leaves that one to be read. */
  zeros(): number {
    const count = Math.clz32(this.#next32());
    if (count > 24) throw new RangeError("The packed series is damaged.");
    this.#position += count;
    return count;
  }

  /** The next 25 bits at least, at the top of 32; zeros behind the end. */
  #next32(): number {
    const at = this.#position >>> 3;
    const bytes = this.#bytes;
    if (at + 4 > bytes.length) return (this.#edge(at) << (this.#position & 7)) >>> 0;
    const word =
      ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
    return (word << (this.#position & 7)) >>> 0;
  }

  #edge(at: number): number {
    const byte = (index: number) => this.#bytes[index] ?? 0;
    return (byte(at) << 24) | (byte(at + 1) << 16) | (byte(at + 2) << 8) | byte(at + 3);
  }
}
