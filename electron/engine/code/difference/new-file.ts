import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readlink } from "node:fs/promises";
import { join } from "node:path";
import { isBelow } from "../inside.ts";
import { createLineCutter } from "../operation/line-cutter.ts";
import { fromTop, type Repository } from "../repository.ts";
import type { PatchLimits, PatchLine } from "./patch.ts";
import type { ReadContent } from "./read-content.ts";

/** A file that git does not know yet. */
export interface NewFile {
  readonly mode: string;
  readonly content: ReadContent;
  /** Stands for its content. */
  readonly identity: string;
}

/** As far as git looks for a NUL, which makes a file binary for it (`xdiff-interface.c`). */
const lookedAtBytes = 8_000;

/**
 * Reads a file as if all of it was added; `null` when it is not there, or no file. A folder with a repository of its own
 * is what would become a submodule. Over `maxBytes` nothing of it is read.
 */
export async function readNewFile(
  repository: Repository,
  path: string,
  { limits, maxBytes }: { limits: PatchLimits; maxBytes: number },
): Promise<NewFile | null> {
  const file = join(repository.top, fromTop(repository, path));
  if (!(await isBelow(repository.top, file))) return null;
  const facts = await lstat(file).catch(() => null);
  if (facts === null) return null;
  if (facts.isSymbolicLink()) {
    const target = Buffer.from(await readlink(file, "buffer"));
    return { mode: "120000", content: await linesOf([target], limits), identity: hashOf([target]) };
  }
  if (facts.isDirectory()) {
    const isRepository = (await lstat(join(file, ".git")).catch(() => null)) !== null;
    return isRepository
      ? { mode: "160000", content: { kind: "submodule", oldCommit: null, newCommit: null, isDirty: false }, identity: "repository" }
      : null;
  }
  if (!facts.isFile()) return null;
  const mode = (facts.mode & 0o100) === 0 ? "100644" : "100755";
  const identity = `${facts.size} ${facts.mtimeMs} ${facts.ino}`;
  if (facts.size > maxBytes) return { mode, content: { kind: "large", oldBytes: null, newBytes: facts.size }, identity };
  const hash = createHash("sha256");
  const reading = createReadStream(file);
  const content = await linesOf(
    (async function* () {
      for await (const piece of reading as AsyncIterable<Buffer>) {
        hash.update(piece);
        yield piece;
      }
    })(),
    limits,
  );
  return { mode, content: content.kind === "binary" ? { ...content, newBytes: facts.size } : content, identity: hash.digest("hex") };
}

async function linesOf(pieces: Iterable<Buffer> | AsyncIterable<Buffer>, limits: PatchLimits): Promise<ReadContent> {
  const lines: PatchLine[] = [];
  let count = 0;
  let looked = 0;
  let isBinary = false;
  let isEnded = true;
  const cutter = createLineCutter(limits.maxLineBytes, (bytes, isCut) => {
    count += 1;
    if (count <= limits.maxLines) lines.push({ kind: "added", bytes, isCut, isUnended: false, oldLine: null, newLine: count });
  });
  for await (const piece of pieces) {
    if (looked < lookedAtBytes && piece.subarray(0, lookedAtBytes - looked).includes(0)) isBinary = true;
    looked += piece.length;
    if (piece.length > 0) isEnded = piece.at(-1) === 0x0a;
    if (!isBinary) cutter.take(piece);
  }
  cutter.end();
  if (isBinary) return { kind: "binary", oldBytes: null, newBytes: looked };
  if (count === 0) return { kind: "same" };
  const last = lines.at(-1);
  if (!isEnded && last !== undefined && last.newLine === count) lines[lines.length - 1] = { ...last, isUnended: true };
  const hunk = { oldStart: 0, oldLines: 0, newStart: 1, newLines: count, heading: "", lines };
  const patch = { oldMode: null, newMode: null, oldBlob: null, newBlob: null, isBinary: false };
  return { kind: "lines", patch: { ...patch, hunks: [hunk], added: count, removed: 0, isCut: count > limits.maxLines } };
}

function hashOf(pieces: readonly Buffer[]): string {
  const hash = createHash("sha256");
  for (const piece of pieces) hash.update(piece);
  return hash.digest("hex");
}
