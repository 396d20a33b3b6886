import { createHash } from "node:crypto";
import { lstat, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DiffSide, FileDiff } from "../../../../shared/contract/code/changes.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { readBlob, sizesOf } from "../blobs.ts";
import { type CodeFailure, codeFailure } from "../code-failure.ts";
import { explainRefusal } from "../operation/explain-refusal.ts";
import { fromTop, type Repository } from "../repository.ts";
import { type Change, findChange } from "./find-change.ts";
import { maxPointerBytes, pointedBytes } from "./lfs-pointer.ts";
import { readNewFile } from "./new-file.ts";
import { createPatchReader, type Patch, type PatchLimits } from "./patch.ts";
import type { ReadContent } from "./read-content.ts";
import { submoduleChange } from "./submodule-change.ts";
import { hunksForWire, shownLimits } from "./wire-hunks.ts";

/** What is to be compared, and how. */
export interface DiffQuestion {
  readonly path: string;
  readonly side: DiffSide;
  readonly contextLines: number;
  readonly isSpaceIgnored: boolean;
  /** A larger file is not read. */
  readonly maxBytes: number;
}

/** A difference with its lines as bytes. */
export interface ReadDiff {
  readonly oldPath: string | null;
  readonly oldMode: string | null;
  readonly newMode: string | null;
  readonly content: ReadContent;
  readonly fingerprint: string;
  /** The hash of the old content; `null` without one. */
  readonly oldBlob: string | null;
  /** Git does not know the file yet. */
  readonly isNew: boolean;
}

const submoduleMode = "160000";

/** More than this is shown only when it is asked for. */
export const largeBytes = 16 * 1024 * 1024;

/** A difference as it is shown. */
export async function readDiff(repository: Repository, question: DiffQuestion): Promise<Result<FileDiff, CodeFailure>> {
  const read = await readChange(repository, question, shownLimits);
  if (!read.ok) return read;
  const { oldPath, oldMode, newMode, content, fingerprint } = read.value;
  const shown = content.kind === "lines" ? hunksForWire(content.patch) : content;
  return ok({ path: question.path, oldPath, oldMode, newMode, content: shown, fingerprint });
}

/** A difference; `limits` say how much of its lines is kept. */
export async function readChange(
  repository: Repository,
  question: DiffQuestion,
  limits: PatchLimits,
): Promise<Result<ReadDiff, CodeFailure>> {
  const { path, side } = question;
  const change = await findChange(repository, path, side);
  if (!change.ok) return change;
  if (change.value !== null) return readKnown(repository, question, change.value, limits);
  const gone = failure("code-stale", `${path} has no such changes any more.`, "Look at the status again.");
  if (!isOfFolder(side)) return err(gone);
  const isKnown = (await repository.reader.textOf(["ls-files", "-z", "--", fromTop(repository, path)])) !== "";
  const found = isKnown ? null : await readNewFile(repository, path, { limits, maxBytes: question.maxBytes });
  if (found === null) return err(gone);
  const { mode, content, identity } = found;
  const fingerprint = fingerprintOf(question, [null, mode, null, identity]);
  return ok({ oldPath: null, oldMode: null, newMode: mode, content, fingerprint, oldBlob: null, isNew: true });
}

/** How a difference was asked for that has this fingerprint; `null` when it is none of ours. */
export function askedBy(fingerprint: string): { contextLines: number; isSpaceIgnored: boolean } | null {
  const [, contextLines, space] = /^[0-9a-f]{64}\.(\d{1,4})(w?)$/.exec(fingerprint) ?? [];
  return contextLines === undefined ? null : { contextLines: Number(contextLines), isSpaceIgnored: space === "w" };
}

function fingerprintOf({ path, side, contextLines, isSpaceIgnored }: DiffQuestion, identity: readonly unknown[]): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([path, side, identity]))
    .digest("hex");
  return `${hash}.${contextLines}${isSpaceIgnored ? "w" : ""}`;
}

/** Whether the newer side lies in the folder. */
function isOfFolder(side: DiffSide): boolean {
  return side.of === "unstaged" || side.of === "folder" || (side.of === "whole" && side.commit === null);
}

async function readKnown(
  repository: Repository,
  question: DiffQuestion,
  change: Change,
  limits: PatchLimits,
): Promise<Result<ReadDiff, CodeFailure>> {
  const { oldMode, newMode, oldBlob, newBlob, oldPath: from } = change.record;
  const oldPath = from?.startsWith(repository.prefix) === true ? from.slice(repository.prefix.length) : null;
  const answer = (content: ReadContent, identity: readonly unknown[]) =>
    ok({
      oldPath,
      oldMode,
      newMode,
      content,
      fingerprint: fingerprintOf(question, [oldMode, newMode, oldBlob, ...identity]),
      oldBlob,
      isNew: false,
    });
  const read = (kept: PatchLimits) => readPatch(repository, question, change, kept);
  if (oldMode === submoduleMode || newMode === submoduleMode) {
    const patch = await read(shownLimits);
    if (!patch.ok) return patch;
    const content = submoduleChange(patch.value, change.record);
    return answer(content, [content]);
  }
  const sizes = await sizesOf(repository, [oldBlob, newBlob]);
  const file =
    isOfFolder(question.side) && newMode !== null ? await lstat(join(repository.top, change.record.path)).catch(() => null) : null;
  const oldBytes = oldBlob === null ? null : (sizes.get(oldBlob) ?? null);
  const newBytes = file?.size ?? (newBlob === null ? null : (sizes.get(newBlob) ?? null));
  const lying = file?.isFile() === true && file.size < maxPointerBytes ? await readFile(join(repository.top, change.record.path)) : null;
  const pointer = await readPointers(repository, { oldBlob, newBlob, oldBytes, newBytes, lying }, sizes);
  if (pointer !== null) return answer({ kind: "lfs", ...pointer }, [newBlob, file?.size, file?.mtimeMs]);
  if (oldBlob !== null && oldBlob === newBlob) return answer({ kind: "same" }, [newBlob]);
  if (Math.max(oldBytes ?? 0, newBytes ?? 0) > question.maxBytes) {
    return answer({ kind: "large", oldBytes, newBytes }, [newBlob, file?.size, file?.mtimeMs]);
  }
  const patch = await read(limits);
  if (!patch.ok) return patch;
  const identity = [patch.value.newBlob ?? newBlob];
  if (patch.value.isBinary) return answer({ kind: "binary", oldBytes, newBytes }, identity);
  if (patch.value.hunks.length === 0) return answer({ kind: "same" }, identity);
  return answer({ kind: "lines", patch: patch.value }, identity);
}

async function readPatch(
  { reader }: Repository,
  { contextLines, isSpaceIgnored }: DiffQuestion,
  { command, paths, sections }: Change,
  limits: PatchLimits,
): Promise<Result<Patch, CodeFailure>> {
  const patch = createPatchReader(limits, (section) => sections.has(section));
  const how = [
    `--unified=${contextLines}`,
    "--inter-hunk-context=0",
    "--submodule=short",
    ...(isSpaceIgnored ? ["--ignore-all-space"] : []),
  ];
  const asked = await reader.perform([...command, "--patch", ...how, "--", ...paths], { onBytes: patch.take });
  if (!asked.ok) return err(codeFailure(asked.failure));
  if (asked.value.exitCode !== 0) return err(explainRefusal(command, asked.value));
  return ok(patch.end());
}

interface Sides {
  readonly oldBlob: string | null;
  readonly newBlob: string | null;
  readonly oldBytes: number | null;
  readonly newBytes: number | null;
  /** A short file in the folder: a pointer itself where LFS is not installed. */
  readonly lying: Buffer | null;
}

/** Sizes of what pointers point to, when one side is one; a file in the folder is what its pointer points to. */
async function readPointers(
  repository: Repository,
  { oldBlob, newBlob, oldBytes, newBytes, lying }: Sides,
  sizes: ReadonlyMap<string, number>,
): Promise<{ oldBytes: number | null; newBytes: number | null } | null> {
  const pointed = async (blob: string | null) => {
    if (blob === null || (sizes.get(blob) ?? maxPointerBytes) >= maxPointerBytes) return null;
    const content = await readBlob(repository, blob);
    return content.ok ? pointedBytes(content.value) : null;
  };
  const [before, kept] = await Promise.all([pointed(oldBlob), pointed(newBlob)]);
  const after = lying === null ? kept : pointedBytes(lying);
  return before === null && after === null ? null : { oldBytes: before ?? oldBytes, newBytes: after ?? newBytes };
}
