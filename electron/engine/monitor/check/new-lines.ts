import { type FileHandle, open } from "node:fs/promises";
import { networkReason } from "../../../../shared/network-words.ts";
import { createTimeGuard } from "../../log/log.ts";
import { bad, type Found, good } from "./found.ts";

const pieceBytes = 1024 * 1024;

/** Of what is written faster than this, the end is looked at. */
const mostBytes = 64 * pieceBytes;

/** Of a line without an end, the end is looked at. */
const mostLineCharacters = 1024 * 1024;

const patternMs = 500;

/** Where in a file it was read to. */
interface Place {
  readonly file: string;
  readonly inode: number;
  readonly offset: number;
  /** A line that had no end yet. */
  readonly rest: string;
}

/** Looks for a pattern in what is added to a file. What stands there at the first look does not count. */
export class NewLines {
  #place: Place | null = null;

  /** A line that matches is a failure; a file that is not there, too. One that was replaced, or cut, is read from its beginning. */
  async check(file: string, pattern: string): Promise<Found> {
    let handle: FileHandle | null = null;
    try {
      handle = await open(file, "r");
      return await this.#read(handle, file, new RegExp(pattern));
    } catch (error) {
      return bad(networkReason(error));
    } finally {
      await handle?.close();
    }
  }

  async #read(handle: FileHandle, file: string, expression: RegExp): Promise<Found> {
    const { size, ino: inode } = await handle.stat();
    const before = this.#place;
    if (before === null) {
      this.#place = { file, inode, offset: size, rest: "" };
      return good("no line yet");
    }
    const isSame = before.file === file && before.inode === inode && before.offset <= size;
    const start = Math.max(isSame ? before.offset : 0, size - mostBytes);
    let rest = isSame && start === before.offset ? before.rest : "";
    const decoder = new TextDecoder();
    const hits = { count: 0, first: "" };
    const guard = createTimeGuard(patternMs);
    const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, Math.max(1, size - start)));
    let isTooSlow = false;
    for (let offset = start; offset < size; ) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, size - offset), offset);
      if (bytesRead === 0) break;
      offset += bytesRead;
      const lines = (rest + decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split("\n");
      rest = (lines.pop() ?? "").slice(-mostLineCharacters);
      isTooSlow = !guard(() => testAll(lines, expression, hits)) || isTooSlow;
    }
    this.#place = { file, inode, offset: size, rest };
    if (hits.count > 0) return bad(`${hits.count === 1 ? "" : `${hits.count} lines, the first: `}${hits.first.trim()}`);
    return isTooSlow ? bad("the pattern takes too long") : good("no such line");
  }
}

function testAll(lines: readonly string[], expression: RegExp, hits: { count: number; first: string }): void {
  for (const line of lines) {
    if (!expression.test(line)) continue;
    if (hits.count === 0) hits.first = line;
    hits.count += 1;
  }
}
