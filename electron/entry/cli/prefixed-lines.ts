import { Writable } from "node:stream";

/** A line that has no end yet waits for it, up to this long. */
const mostBytes = 64 * 1024;

const lineFeed = 0x0a;
const escapeByte = 0x1b;
// Cyan, yellow, green, magenta, blue: red is for what went wrong.
const colors = [36, 33, 32, 35, 34] as const;
const reset = Buffer.from("\x1b[0m");

/** What stands before the lines of one of several: its name, as wide as the longest, in a colour of its own. */
export function prefixOf(name: string, widestName: number, place: number, isColored: boolean): Buffer {
  const text = `${name.padEnd(widestName)} | `;
  return Buffer.from(isColored ? `\x1b[${colors[place % colors.length]}m${text}\x1b[0m` : text);
}

/** Hands whole lines on, each with what stands before it, so that several can share `target`. Ends `target` never. */
export class PrefixedLines extends Writable {
  readonly #target: Writable;
  readonly #prefix: Buffer;
  readonly #isColored: boolean;
  #rest: Buffer = Buffer.alloc(0);

  constructor(target: Writable, prefix: Buffer, isColored: boolean) {
    super({ decodeStrings: true });
    this.#target = target;
    this.#prefix = prefix;
    this.#isColored = isColored;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    const parts: Buffer[] = [];
    let text: Buffer = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (let end = text.indexOf(lineFeed); end !== -1 || text.length > mostBytes; end = text.indexOf(lineFeed)) {
      const length = end === -1 ? mostBytes : Math.min(end, mostBytes);
      this.#add(parts, text.subarray(0, length));
      text = text.subarray(length === end ? length + 1 : length);
    }
    this.#rest = Buffer.from(text);
    this.#send(parts, done);
  }

  override _final(done: () => void): void {
    const parts: Buffer[] = [];
    if (this.#rest.length > 0) this.#add(parts, this.#rest);
    this.#send(parts, done);
  }

  #add(parts: Buffer[], line: Buffer): void {
    parts.push(this.#prefix, line);
    // A colour that a line does not end is not the next one's.
    if (this.#isColored && line.includes(escapeByte)) parts.push(reset);
    parts.push(Buffer.of(lineFeed));
  }

  #send(parts: readonly Buffer[], done: () => void): void {
    if (parts.length === 0 || this.#target.write(Buffer.concat(parts))) done();
    else this.#target.once("drain", done);
  }
}
