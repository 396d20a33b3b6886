import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { stripAnsi } from "../../../../shared/log/ansi.ts";
import { networkReason } from "../../../../shared/network-words.ts";
import { createTimeGuard } from "../../time-guard.ts";
import { bad, type Found, good } from "./found.ts";

const pieceBytes = 1024 * 1024;

/** Of what is written faster than this, the end is looked at. */
const mostBytes = 64 * pieceBytes;

/** Of a line without an end, the end is looked at. */
const mostLineCharacters = 1024 * 1024;

/** How long a pattern may take in one look: longer, and it keeps others from being looked at. */
const patternMs = 250;

/** What is looked at. */
export interface LogSource {
  /** The files of a log that goes on in a further file now and then, the oldest first; those of any other log are one. */
  readonly files: readonly string[];
  /** Whether they are Millrace's own. Another file of the same name is then one whose front is being cut off. */
  readonly isOwn: boolean;
}

/** Where in a file it was read to. */
interface Place {
  readonly file: string;
  readonly inode: number;
  readonly offset: number;
  /** A line that had no end yet. */
  readonly rest: string;
}

/** Looks for a pattern in what is added to a log. What stands there at the first look does not count. */
export class NewLines {
  #place: Place | null = null;

  /** A line that matches is a failure; a log that is not there, too. One that was replaced, or cut, is read from its beginning. */
  async check({ files, isOwn }: LogSource, pattern: string): Promise<Found> {
    const handles: { readonly file: string; readonly handle: FileHandle }[] = [];
    try {
      const known = Math.max(0, files.indexOf(this.#place?.file ?? files.at(-1) ?? ""));
      for (const file of this.#place === null ? files.slice(-1) : files.slice(known)) {
        // A pipe would be waited for.
        const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
        handles.push({ file, handle });
        if (!(await handle.stat()).isFile()) return bad("it is no file");
      }
      return await this.#read(handles, isOwn, new RegExp(pattern));
    } catch (error) {
      return bad(networkReason(error));
    } finally {
      await Promise.all(handles.map(({ handle }) => handle.close()));
    }
  }

  async #read(handles: readonly { file: string; handle: FileHandle }[], isOwn: boolean, expression: RegExp): Promise<Found> {
    const logs = await Promise.all(
      handles.map(async ({ file, handle }) => {
        const { size, ino: inode } = await handle.stat();
        return { file, handle, size, inode };
      }),
    );
    const [first] = logs;
    const last = logs.at(-1);
    if (first === undefined || last === undefined) return good("no line yet");
    const before = this.#place;
    const { file, inode, size } = last;
    if (before === null) {
      this.#place = { file, inode, offset: size, rest: "" };
      return good("no line yet");
    }
    const isSame = before.file === first.file && (logs.length > 1 || (before.inode === inode && before.offset <= size));
    if (isOwn && !isSame && before.file === file) return good("no such line");
    const search = new LineSearch(expression, isSame ? before.rest : "");
    // What was read of a file beyond where it was cut stands at the beginning of the next one.
    let skip = isSame ? before.offset : 0;
    for (const log of logs) {
      await search.read(log.handle, Math.min(skip, log.size), log.size);
      skip = Math.max(0, skip - log.size);
    }
    this.#place = { file, inode, offset: size, rest: search.rest };
    return search.found();
  }
}

/** Goes through text piece by piece. */
class LineSearch {
  /** A line that has no end yet. */
  rest: string;
  readonly #expression: RegExp;
  readonly #guard = createTimeGuard(patternMs);
  readonly #decoder = new TextDecoder();
  readonly #hits = { count: 0, first: "" };
  #usedMs = 0;

  constructor(expression: RegExp, rest: string) {
    this.#expression = expression;
    this.rest = rest;
  }

  /** Reads a file from `from` to `to`; of very much, the end. */
  async read(handle: FileHandle, from: number, to: number): Promise<void> {
    const start = Math.max(from, to - mostBytes);
    if (start > from) this.rest = "";
    const buffer = Buffer.allocUnsafe(Math.min(pieceBytes, Math.max(1, to - start)));
    for (let offset = start; offset < to; ) {
      const { bytesRead } = await handle.read(buffer, 0, Math.min(buffer.length, to - offset), offset);
      if (bytesRead === 0) break;
      offset += bytesRead;
      const lines = (this.rest + this.#decoder.decode(buffer.subarray(0, bytesRead), { stream: true })).split("\n");
      this.rest = (lines.pop() ?? "").slice(-mostLineCharacters);
      this.#test(lines);
    }
  }

  #test(lines: readonly string[]): void {
    if (this.#usedMs >= patternMs) return;
    const beganMs = performance.now();
    const isDone = this.#guard(() => testAll(lines, this.#expression, this.#hits));
    this.#usedMs += isDone ? performance.now() - beganMs : patternMs;
  }

  found(): Found {
    const { count, first } = this.#hits;
    if (count > 0) return bad(`${count === 1 ? "" : `${count} lines, the first: `}${stripAnsi(first).trim()}`);
    return this.#usedMs >= patternMs ? bad("the pattern takes too long") : good("no such line");
  }
}

function testAll(lines: readonly string[], expression: RegExp, hits: { count: number; first: string }): void {
  for (const line of lines) {
    if (!expression.test(line)) continue;
    if (hits.count === 0) hits.first = line;
    hits.count += 1;
  }
}
