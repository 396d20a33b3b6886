import { createHash } from "node:crypto";
import { err, ok, type Result } from "../../../shared/result.ts";
import { type CodeFailure, codeFailure } from "./code-failure.ts";
import { explainRefusal } from "./operation/explain-refusal.ts";
import type { Repository } from "./repository.ts";

type Reader = Pick<Repository, "reader">;

/** Sizes in bytes of contents by hash; those that are not here are missing. */
export async function sizesOf({ reader }: Reader, blobs: readonly (string | null)[]): Promise<Map<string, number>> {
  const asked = [...new Set(blobs.filter((blob) => blob !== null))];
  if (asked.length === 0) return new Map();
  const answer = await reader.run(["cat-file", "--batch-check=%(objectname) %(objectsize)"], asked.map((blob) => `${blob}\n`).join(""));
  const lines = answer.ok ? answer.value.split("\n").map((line) => line.split(" ")) : [];
  return new Map(lines.flatMap(([blob = "", size = ""]) => (/^\d+$/.test(size) ? [[blob, Number(size)] as const] : [])));
}

/** A content from the repository, byte for byte. */
export async function readBlob(repository: Reader, blob: string): Promise<Result<Buffer, CodeFailure>> {
  return bytesOf(repository, ["cat-file", "blob", blob]);
}

/** A content as it would lie at `path` in the folder: with the filters and line ends that are set for it. */
export async function readForFolder(repository: Reader, blob: string, path: string): Promise<Result<Buffer, CodeFailure>> {
  return bytesOf(repository, ["cat-file", "--filters", `--path=${path}`, blob]);
}

/** Keeps a content, as it is, in the repository, and answers its hash. */
export async function writeBlob({ pathWriter }: Pick<Repository, "pathWriter">, content: Buffer): Promise<Result<string, CodeFailure>> {
  const command = ["hash-object", "-w", "--no-filters", "--stdin"];
  const written = await pathWriter.perform(command, { input: content });
  if (!written.ok) return err(codeFailure(written.failure));
  return written.value.exitCode === 0 ? ok(written.value.output.trim()) : err(explainRefusal(command, written.value));
}

/** The hash that git gives a content; `like` is one of the same repository, which tells the kind of hash. */
export function hashOfBlob(content: Buffer, like: string): string {
  return createHash(like.length === 64 ? "sha256" : "sha1")
    .update(`blob ${content.length}\0`)
    .update(content)
    .digest("hex");
}

async function bytesOf({ reader }: Reader, command: readonly string[]): Promise<Result<Buffer, CodeFailure>> {
  const pieces: Buffer[] = [];
  const read = await reader.perform(command, { onBytes: (bytes) => pieces.push(bytes) });
  if (!read.ok) return err(codeFailure(read.failure));
  return read.value.exitCode === 0 ? ok(Buffer.concat(pieces)) : err(explainRefusal(command, read.value));
}
