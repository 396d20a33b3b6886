import { BrokenArchive } from "./archive-entry.ts";

/** Takes exact numbers of bytes from a stream that comes in chunks of any size. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** So many bytes at once; `null` when the stream has ended before the first of them. */
  async take(count: number): Promise<Buffer | null> {
    const pieces: Buffer[] = [];
    for await (const piece of this.pass(count, true)) pieces.push(piece);
    return pieces.length === 0 && count > 0 ? null : Buffer.concat(pieces);
  }

  /** So many bytes in pieces. `mayEnd`: whether the stream may have ended before the first of them. */
  async *pass(count: number, mayEnd = false): AsyncGenerator<Buffer, void, undefined> {
    let left = count;
    while (left > 0) {
      if (this.#rest.length === 0) {
        const next = await this.#chunks.next();
        if (next.done) {
          if (mayEnd && left === count) return;
          throw new BrokenArchive("it ends too early");
        }
        this.#rest = next.value;
        continue;
      }
      const piece = this.#rest.subarray(0, left);
      this.#rest = this.#rest.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }

  /** Closes what is behind the stream, which need not be read to its end. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
