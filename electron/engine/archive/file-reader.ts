import { isUtf8 } from "node:buffer";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { failure } from "../../../shared/result.ts";
import { mostLineBytes } from "./format.ts";
import { Refusal, refuse } from "./refusal.ts";

/** A line of a file, and how far into the file it was found. */
export interface RawLine {
  /** From 1. */
  readonly number: number;
  readonly bytes: Buffer;
  /** Of the packed file, out of `size`. */
  readonly at: number;
  readonly size: number;
}

const lineFeed = 10;
const noHistory = "This is no file of a history.";

/**
 * The lines of a packed file, one after the other and never more than one of them in memory. Throws a {@link Refusal} for what is
 * no such file, was cut off, is damaged, or has a line that no export writes.
 */
export async function* readRawLines(path: string): AsyncGenerator<RawLine, void, void> {
  const found = await stat(path).catch(() => null);
  if (found === null)
    throw new Refusal(failure("file-missing", `${path} is not there.`, "Name a file that millrace history export has written."));
  if (!found.isFile()) refuse(`${path} is no file.`, null, "Name a file that millrace history export has written.");
  const { size } = found;
  const packed = createReadStream(path);
  const unpacked = createGunzip();
  packed.on("error", (error) => unpacked.destroy(error));
  packed.pipe(unpacked);
  let parts: Buffer[] = [];
  let length = 0;
  let number = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, from)) {
        number += 1;
        const bytes = Buffer.concat([...parts, chunk.subarray(from, end)]);
        parts = [];
        length = 0;
        from = end + 1;
        check(bytes, number);
        yield { number, bytes, at: packed.bytesRead, size };
      }
      length += chunk.length - from;
      if (length > mostLineBytes) refuse("It is longer than any line of a history.", number + 1);
      if (from < chunk.length) parts.push(Buffer.from(chunk.subarray(from)));
    }
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw brokenFile(error, number);
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
  if (length > 0) refuse("The file ends in the middle of it.", number + 1);
  if (number === 0) refuse(noHistory);
  if (unpacked.bytesWritten < size) refuse("Something that is no part of it stands behind the history.", number);
}

function check(bytes: Buffer, number: number): void {
  if (bytes.length === 0) refuse("It is empty.", number);
  if (bytes.length > mostLineBytes) refuse("It is longer than any line of a history.", number);
  if (!isUtf8(bytes)) refuse("It is no text.", number);
}

function brokenFile(error: unknown, number: number): Refusal {
  const { code = "", message } = error as NodeJS.ErrnoException;
  const say = (what: string) => new Refusal(failure("history-file-refused", what, "Ask for the file once more; nothing of it was taken."));
  if (code === "Z_BUF_ERROR") return say(`The file ends too early, behind line ${number}.`);
  if (number === 0 && code.startsWith("Z_")) return say(noHistory);
  if (code.startsWith("Z_")) return say(`The file is damaged behind line ${number}.`);
  if (code === "") throw error;
  return say(`The file cannot be read: ${message}.`);
}
