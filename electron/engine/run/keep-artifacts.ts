import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, glob, mkdir, open, readdir, realpath, rm, stat } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { Artifact } from "../../../shared/contract/schemas.ts";
import type { StatusReason } from "../../../shared/status.ts";
import type { Redactor } from "../secret/secret.ts";

/** What was kept, and why not everything was; what was copied before a fault stays and is listed. */
export interface KeepOutcome {
  readonly files: readonly Pick<Artifact, "path" | "bytes" | "sha256">[];
  readonly fault: { readonly reason: StatusReason; readonly detail: string } | null;
}

/** How much is copied between two turns of the event loop: hashing it takes about a millisecond. */
const chunkBytes = 1024 * 1024;

/**
 * Copies what `patterns` match in the project to `target`, below the same relative paths. A folder that matches is kept
 * with all that it holds. Nothing outside the project is ever read, wherever links lead; each file is kept once, however
 * many links lead to it. A pattern that keeps nothing is a fault. When `signal` says so,
 * nothing is kept at all. A file that holds a secret, by what `newFinder` makes, in its path or in it, is not kept: that is
 * a fault.
 */
export async function keepArtifacts(
  projectPath: string,
  patterns: readonly string[],
  target: string,
  signal: AbortSignal,
  newFinder: (() => Redactor) | null = null,
): Promise<KeepOutcome> {
  const files: Pick<Artifact, "path" | "bytes" | "sha256">[] = [];
  try {
    const root = await realpath(projectPath);
    const keptPlaces = new Set<string>();
    for (const pattern of patterns) {
      const match = await findFiles(root, pattern, signal);
      if (match.files.size === 0 && !signal.aborted)
        return { files, fault: { reason: "artifact-missing", detail: nothingFound(pattern, match.outside) } };
      for (const [place, path] of match.files) {
        if (signal.aborted) break;
        if (keptPlaces.has(place)) continue;
        keptPlaces.add(place);
        // Before it is copied: not even for a moment may it be among the history's files.
        const leak = newFinder === null ? null : await findLeak(place, path, newFinder, signal);
        if (leak !== null) return { files, fault: { reason: "artifact-secret", detail: leak } };
        files.push({ path, ...(await copyFile(place, join(target, path), signal)) });
      }
    }
    if (!signal.aborted) return { files, fault: null };
    await rm(target, { recursive: true, force: true });
    return { files: [], fault: null };
  } catch (error) {
    return { files, fault: explain(error) };
  }
}

interface Match {
  /** Where each file really is, and its path in the project with `/`. */
  readonly files: Map<string, string>;
  /** A match that leads out of the project; empty when there is none. */
  outside: string;
}

async function findFiles(root: string, pattern: string, signal: AbortSignal): Promise<Match> {
  const match: Match = { files: new Map(), outside: "" };
  const folders = new Set<string>();
  async function add(path: string): Promise<void> {
    const place = await realpath(join(root, path)).catch(() => null);
    // A link to nowhere, or a file that went away meanwhile.
    if (place === null) return;
    if (place !== root && !place.startsWith(root + sep)) {
      match.outside ||= path;
      return;
    }
    const found = await stat(place);
    if (found.isDirectory()) {
      // A link back to where it came from would never end, nor is all that lies there meant.
      const isWayBack = (join(root, dirname(path)) + sep).startsWith(place + sep);
      if (isWayBack || folders.has(place)) return;
      folders.add(place);
      // What is reached through a linked folder is found again where it really is, if the pattern means it.
      for (const entry of await readdir(place)) {
        if (!signal.aborted) await add(relative(root, join(place, entry)));
      }
    } else if (found.isFile() && (!match.files.has(place) || place === join(root, path))) {
      match.files.set(place, path.split(sep).join("/"));
    }
  }
  for await (const path of glob(pattern, { cwd: root })) {
    if (signal.aborted) break;
    await add(path);
  }
  return match;
}

function nothingFound(pattern: string, outside: string): string {
  return outside === "" ? `No file matches ${pattern}.` : `No file in the project matches ${pattern}; ${outside} leads out of it.`;
}

/** A sentence when a secret is in the file or its path; `null` when none is. */
async function findLeak(place: string, path: string, newFinder: () => Redactor, signal: AbortSignal): Promise<string | null> {
  const inPath = newFinder();
  inPath.push(Buffer.from(path));
  const [named] = inPath.found;
  if (named !== undefined) return `The path ${path} shows the secret ${named}, so the file was not kept.`;
  const inFile = newFinder();
  const source = await openAsFound(place);
  try {
    await readChunks(source, signal, (chunk) => inFile.push(chunk));
  } finally {
    await source.close();
  }
  const [held] = inFile.found;
  return held === undefined ? null : `${path} holds the secret ${held}, so it was not kept.`;
}

/** If it has become a link or a pipe since it was looked at, it is neither followed nor waited for. */
function openAsFound(path: string): Promise<FileHandle> {
  return open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
}

async function copyFile(from: string, to: string, signal: AbortSignal): Promise<{ bytes: number; sha256: string }> {
  const source = await openAsFound(from);
  try {
    await mkdir(dirname(to), { recursive: true });
    const copy = await open(to, "w", (await source.stat()).mode & 0o777);
    try {
      return await pump(source, copy, signal);
    } finally {
      await copy.close();
    }
  } finally {
    await source.close();
  }
}

async function pump(source: FileHandle, copy: FileHandle, signal: AbortSignal): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash("sha256");
  let bytes = 0;
  await readChunks(source, signal, async (chunk) => {
    hash.update(chunk);
    bytes += chunk.length;
    await copy.writeFile(chunk);
  });
  return { bytes, sha256: hash.digest("hex") };
}

/** Hands over the file piece by piece. The memory of a piece is that of the next one. */
async function readChunks(source: FileHandle, signal: AbortSignal, take: (chunk: Buffer) => unknown): Promise<void> {
  const chunk = Buffer.allocUnsafe(chunkBytes);
  while (!signal.aborted) {
    const { bytesRead } = await source.read(chunk, 0, chunkBytes);
    if (bytesRead === 0) return;
    await take(chunk.subarray(0, bytesRead));
  }
}

function explain(error: unknown): { reason: StatusReason; detail: string } {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "string") throw error;
  if (code === "ENOSPC" || code === "EDQUOT") return { reason: "disk-full", detail: "The disk is full; the artifacts could not be kept." };
  return { reason: "artifact-unwritable", detail: `An artifact could not be kept: ${(error as Error).message}.` };
}
