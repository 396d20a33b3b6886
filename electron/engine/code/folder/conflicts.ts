import { createHash } from "node:crypto";
import { lstat, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Conflict } from "../../../../shared/contract/code/changes.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { type CodeFailure, impossible, refused } from "../code-failure.ts";
import { isBelow } from "../inside.ts";
import { pathInput, pathsFromInput, perform } from "../operation/change-in.ts";
import { fromTop, type Repository } from "../repository.ts";
import { type ConflictPart, type MarkedFile, readMarks, usualMarkLength } from "./conflict-marks.ts";
import { readSides } from "./conflict-sides.ts";

/** How a side, or both, are taken for one part. */
export type PartChoice = "ours" | "theirs" | "ours-theirs" | "theirs-ours" | "base";

/** How a conflict is resolved. */
export type Resolution =
  | { readonly take: "ours" | "theirs" | "deletion" | "file" }
  | { readonly take: "parts"; readonly fingerprint: string; readonly parts: readonly PartChoice[] };

/** A larger file is resolved as a whole. */
const maxBytes = 16 * 1024 * 1024;

/** A file with conflicts, cut where its sides differ. */
export async function readConflict(repository: Repository, path: string): Promise<Result<Conflict, CodeFailure>> {
  const stages = await stagesOf(repository, path);
  if (stages.size === 0) return err(noConflict(path));
  const content = await contentOf(repository, path);
  const marked =
    content === null || stages.size < 2 || content.includes(0) ? null : readMarks(content, await markLengthOf(repository, path));
  return ok({
    path,
    ...(await readSides(repository, marked)),
    parts:
      marked?.parts.map((part) =>
        part.kind === "same"
          ? { kind: "same", text: part.bytes.toString("utf8") }
          : {
              kind: "conflict",
              ours: part.ours.toString("utf8"),
              base: part.base?.toString("utf8") ?? null,
              theirs: part.theirs.toString("utf8"),
            },
      ) ?? null,
    fingerprint: fingerprintOf(content),
  });
}

/** Writes the file as it shall be, and stages it. */
export async function resolveConflict(repository: Repository, path: string, how: Resolution): Promise<Result<undefined, CodeFailure>> {
  const stages = await stagesOf(repository, path);
  if (stages.size === 0) return err(noConflict(path));
  switch (how.take) {
    case "ours":
    case "theirs":
      return takeSide(repository, path, stages.has(how.take === "ours" ? 2 : 3) ? how.take : "deletion");
    case "deletion":
      return takeSide(repository, path, "deletion");
    case "file":
      return takeFile(repository, path);
    case "parts":
      return takeParts(repository, path, how);
  }
}

function noConflict(path: string): CodeFailure {
  return failure("code-stale", `${path} has no conflicts any more.`, "Look at the status again.");
}

async function takeSide(
  repository: Repository,
  path: string,
  side: "ours" | "theirs" | "deletion",
): Promise<Result<undefined, CodeFailure>> {
  const input = pathInput([fromTop(repository, path)]);
  if (side === "deletion") {
    const removed = await perform(repository.pathWriter, ["rm", "--force", "--sparse", ...pathsFromInput], input);
    return removed.ok ? ok(undefined) : removed;
  }
  const written = await perform(repository.pathWriter, ["checkout", `--${side}`, ...pathsFromInput], input);
  return written.ok ? add(repository, path) : written;
}

async function takeFile(repository: Repository, path: string): Promise<Result<undefined, CodeFailure>> {
  const content = await contentOf(repository, path);
  if (content !== null && readMarks(content, await markLengthOf(repository, path)) !== null) {
    return err(impossible(`${path} has marks of conflicts still.`, "Take them out, or choose a side for each."));
  }
  return add(repository, path);
}

async function takeParts(
  repository: Repository,
  path: string,
  { fingerprint, parts }: Extract<Resolution, { take: "parts" }>,
): Promise<Result<undefined, CodeFailure>> {
  const stale = failure("code-stale", `${path} has changed meanwhile.`, "Look at it again, and choose once more.");
  const content = await contentOf(repository, path);
  if (content === null || fingerprintOf(content) !== fingerprint) return err(stale);
  const marked = readMarks(content, await markLengthOf(repository, path));
  if (marked === null) return err(stale);
  const chosen = joinParts(marked, parts);
  if (chosen === null) return err(impossible("Not every conflict has a side that can be taken.", "Choose one for each of them."));
  try {
    await writeFile(join(repository.top, fromTop(repository, path)), chosen);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return err(refused(`${path} could not be written: ${why}`, "", why));
  }
  return add(repository, path);
}

/** The file with a choice for each of its conflicts; `null` when one is missing, or wants a base that is not there. */
export function joinParts({ parts }: Pick<MarkedFile, "parts">, choices: readonly PartChoice[]): Buffer | null {
  const pieces: Buffer[] = [];
  let next = 0;
  for (const part of parts) {
    if (part.kind === "same") {
      pieces.push(part.bytes);
      continue;
    }
    const taken = takenOf(part, choices[next]);
    if (taken === null) return null;
    pieces.push(...taken);
    next += 1;
  }
  return next === choices.length ? Buffer.concat(pieces) : null;
}

function takenOf({ ours, theirs, base }: Extract<ConflictPart, { kind: "conflict" }>, choice: PartChoice | undefined): Buffer[] | null {
  switch (choice) {
    case "ours":
      return [ours];
    case "theirs":
      return [theirs];
    case "ours-theirs":
      return [ours, theirs];
    case "theirs-ours":
      return [theirs, ours];
    case "base":
      return base === null ? null : [base];
    case undefined:
      return null;
  }
}

async function add(repository: Repository, path: string): Promise<Result<undefined, CodeFailure>> {
  const command = ["add", "--all", "--sparse", "--verbose", ...pathsFromInput];
  const added = await perform(repository.pathWriter, command, pathInput([fromTop(repository, path)]));
  return added.ok ? ok(undefined) : added;
}

/** Which of base (1), ours (2) and theirs (3) there are. */
async function stagesOf({ reader, prefix }: Repository, path: string): Promise<ReadonlySet<number>> {
  const listed = (await reader.textOf(["ls-files", "--unmerged", "-z", "--", prefix + path])).split("\0");
  return new Set(
    listed.flatMap((entry) => {
      const [, stage, name] = /^\d+ [0-9a-f]+ ([123])\t(.*)$/s.exec(entry) ?? [];
      return name === prefix + path ? [Number(stage)] : [];
    }),
  );
}

async function markLengthOf({ reader, prefix }: Repository, path: string): Promise<number> {
  const told = await reader.textOf(["check-attr", "-z", "conflict-marker-size", "--", prefix + path]);
  const size = Number(told.split("\0")[2]);
  return Number.isInteger(size) && size > 0 ? size : usualMarkLength;
}

/** What lies there; `null` for no file, and for one that is too large. */
async function contentOf({ top, prefix }: Repository, path: string): Promise<Buffer | null> {
  const file = join(top, prefix + path);
  if (!(await isBelow(top, file))) return null;
  const facts = await lstat(file).catch(() => null);
  return facts?.isFile() === true && facts.size <= maxBytes ? readFile(file) : null;
}

function fingerprintOf(content: Buffer | null): string {
  return createHash("sha256")
    .update(content ?? "")
    .digest("hex");
}
