import { createHash } from "node:crypto";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { link, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { err, type Failure, failure, ok, type Result } from "../../../shared/result.ts";

/** Why no file was written; nothing of it is there then. */
export type WriteFailure = Failure<"file-exists" | "file-unwritable" | "disk-full">;

/** Lines on their way into a file. */
export interface FileWriter {
  /** Adds a line; what was added is written when it is enough. */
  add(line: string): void;
  /** Waits until little is left in memory. */
  settle(): Promise<void>;
  /** How much was added, unpacked. */
  readonly bytes: number;
  /** Adds the last line and gives the file its name; answers how long it is. */
  finish(): Promise<Result<number, WriteFailure>>;
  /** Leaves nothing behind. After {@link finish} it does nothing. */
  discard(): Promise<void>;
}

/** So much is packed in one go. */
const batchCharacters = 256 * 1024;

/**
 * Begins a file beside `path` under another name, so that there is a whole one or none. Never over one that is there, unless
 * `isForced`.
 */
export async function writeFile(path: string, isForced: boolean): Promise<Result<FileWriter, WriteFailure>> {
  if (!isForced && (await stat(path).catch(() => null)) !== null) return err(existing(path));
  const draft = `${path}.${process.pid}.partial`;
  try {
    const file = createWriteStream(draft, { flags: "wx", mode: 0o600 });
    await once(file, "open");
    return ok(writerOf(path, draft, file, isForced));
  } catch (error) {
    return err(unwritable(path, error));
  }
}

function writerOf(path: string, draft: string, file: NodeJS.WritableStream, isForced: boolean): FileWriter {
  const gzip = createGzip({ level: 6 });
  const hash = createHash("sha256");
  let problem: unknown = null;
  const written = pipeline(gzip, file).catch((error: unknown) => {
    problem = error;
  });
  let waiting: string[] = [];
  let characters = 0;
  let lines = 0;
  let bytes = 0;
  let isOver = false;
  function flush(): void {
    if (waiting.length === 0 || problem !== null) return;
    const text = Buffer.from(`${waiting.join("\n")}\n`);
    waiting = [];
    characters = 0;
    bytes += text.length;
    hash.update(text);
    gzip.write(text);
  }
  return {
    get bytes() {
      return bytes;
    },
    add: (line) => {
      waiting.push(line);
      lines += 1;
      characters += line.length;
      if (characters >= batchCharacters) flush();
    },
    settle: async () => {
      if (gzip.writableNeedDrain && problem === null) await Promise.race([once(gzip, "drain"), written]);
    },
    finish: async () => {
      flush();
      gzip.end(`${JSON.stringify({ end: { lines, sha256: hash.digest("hex") } })}\n`);
      await written;
      isOver = true;
      try {
        if (problem !== null) throw problem;
        await syncFile(draft);
        await giveName(draft, path, isForced);
        await syncFile(dirname(path)).catch(() => {});
        return ok((await stat(path)).size);
      } catch (error) {
        await rm(draft, { force: true });
        return err((error as NodeJS.ErrnoException).code === "EEXIST" ? existing(path) : unwritable(path, error));
      }
    },
    discard: async () => {
      if (isOver) return;
      isOver = true;
      gzip.destroy();
      await written;
      await rm(draft, { force: true });
    },
  };
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path, "r");
  await file.sync().finally(() => file.close());
}

/** By a second name where the disk knows that, as it never replaces a file that came there meanwhile. */
async function giveName(draft: string, path: string, isForced: boolean): Promise<void> {
  if (isForced) return rename(draft, path);
  try {
    await link(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST" || (await stat(path).catch(() => null)) !== null) throw error;
    return rename(draft, path);
  }
  await rm(draft);
}

function existing(path: string): WriteFailure {
  return failure("file-exists", `${path} is there already.`, "Name another file, or say --force.");
}

function unwritable(path: string, error: unknown): WriteFailure {
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  if (code === "ENOSPC" || code === "EDQUOT")
    return failure("disk-full", `The disk with ${path} is full.`, "Make room on it, or name a file on another one.");
  return failure("file-unwritable", `${path} cannot be written: ${code}.`, "Name a file in a folder that is there and yours.");
}
