import type { LineSelection } from "../../../../shared/contract/code/changes.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { formatBytes } from "../../../../shared/time.ts";
import { readBlob, writeBlob } from "../blobs.ts";
import { type CodeFailure, impossible } from "../code-failure.ts";
import type { Patch } from "../difference/patch.ts";
import { askedBy, type ReadDiff, readChange } from "../difference/read-diff.ts";
import { perform } from "../operation/change-in.ts";
import { fromTop, type Repository } from "../repository.ts";
import { applyChosen, type ChosenLines, chosenLines, countChosen, revertChosen } from "./select-lines.ts";
import { stagePaths, unstagePaths } from "./stage.ts";

/** A difference of lines, and which of them are meant. */
export interface ChosenChange {
  readonly diff: ReadDiff;
  readonly patch: Patch;
  readonly isChosen: ChosenLines;
  /** Then the file as a whole is meant, with its mode and whether it is there at all. */
  readonly isAll: boolean;
}

/** All of a file is held in memory while parts of it are staged. */
const maxBytes = 64 * 1024 * 1024;
const everything = { maxLines: Number.POSITIVE_INFINITY, maxLineBytes: maxBytes };

/** Stages the chosen lines of an unstaged difference. */
export async function stageLines(repository: Repository, selection: LineSelection): Promise<Result<undefined, CodeFailure>> {
  const found = await findChosen(repository, selection, "unstaged");
  if (!found.ok) return found;
  const { diff, patch, isChosen, isAll } = found.value;
  if (isAll) return stagePaths(repository, [selection.path]);
  const before = diff.oldBlob === null ? ok(Buffer.alloc(0)) : await readBlob(repository, diff.oldBlob);
  if (!before.ok) return before;
  const lines = diff.isNew ? await asGitKeepsIt(repository, selection.path, patch) : ok(patch);
  if (!lines.ok) return lines;
  return writeEntry(repository, selection.path, diff.oldMode ?? diff.newMode, applyChosen(before.value, lines.value.hunks, isChosen));
}

/** Takes the chosen lines of a staged difference out of the index. */
export async function unstageLines(repository: Repository, selection: LineSelection): Promise<Result<undefined, CodeFailure>> {
  const found = await findChosen(repository, selection, "staged");
  if (!found.ok) return found;
  const { diff, patch, isChosen, isAll } = found.value;
  if (isAll) return unstagePaths(repository, [selection.path]);
  const after = diff.newMode === null || patch.newBlob === null ? ok(Buffer.alloc(0)) : await readBlob(repository, patch.newBlob);
  if (!after.ok) return after;
  return writeEntry(repository, selection.path, diff.newMode ?? diff.oldMode, revertChosen(after.value, patch.hunks, isChosen));
}

/** The difference that a selection is of, when it is still the same. */
export async function findChosen(
  repository: Repository,
  { path, fingerprint, lines }: LineSelection,
  of: "staged" | "unstaged",
): Promise<Result<ChosenChange, CodeFailure>> {
  const asked = askedBy(fingerprint);
  const stale = failure("code-stale", `${path} has changed meanwhile.`, "Look at it again, and choose once more.");
  if (asked === null) return err(stale);
  if (asked.isSpaceIgnored) {
    return err(impossible("Lines cannot be chosen while changed spaces are hidden.", "Show them, and choose again."));
  }
  const diff = await readChange(repository, { path, side: { of }, ...asked, maxBytes }, everything);
  if (!diff.ok) return diff;
  const { content } = diff.value;
  if (content.kind === "large") {
    return err(impossible(`${path} has more than ${formatBytes(maxBytes)}: its lines cannot be chosen.`, "Choose the whole file."));
  }
  if (diff.value.fingerprint !== fingerprint) return err(stale);
  const modes = [diff.value.oldMode, diff.value.newMode];
  if (content.kind !== "lines" || modes.some((mode) => mode?.startsWith("120") === true)) {
    return err(impossible(`${path} has no lines that could be chosen one by one.`, "Choose the whole file."));
  }
  const isChosen = chosenLines(lines);
  const { chosen, isAll } = countChosen(content.patch.hunks, isChosen);
  if (chosen === 0) return err(impossible("No changed line was chosen.", "Choose lines that were added or removed."));
  return ok({ diff: diff.value, patch: content.patch, isChosen, isAll });
}

/** The lines of a new file as git would keep them, with its filters and line ends. Shown are those that lie there. */
async function asGitKeepsIt(repository: Repository, path: string, patch: Patch): Promise<Result<Patch, CodeFailure>> {
  const hashed = await perform(repository.pathWriter, ["hash-object", "-w", "--", fromTop(repository, path)]);
  if (!hashed.ok) return hashed;
  const content = await readBlob(repository, hashed.value.output.trim());
  if (!content.ok) return content;
  const [hunk] = patch.hunks;
  const kept = linesOf(content.value);
  if (hunk === undefined || kept.length !== hunk.lines.length) {
    return err(impossible(`A filter rewrites ${path}, so its lines cannot be staged one by one.`, "Stage the whole file."));
  }
  const lines = hunk.lines.map((line, index) => ({ ...line, bytes: kept[index] ?? line.bytes }));
  return ok({ ...patch, hunks: [{ ...hunk, lines }] });
}

function linesOf(content: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let at = 0; at < content.length; ) {
    const end = content.indexOf(0x0a, at);
    lines.push(content.subarray(at, end === -1 ? content.length : end));
    at = end === -1 ? content.length : end + 1;
  }
  return lines;
}

async function writeEntry(
  repository: Repository,
  path: string,
  mode: string | null,
  content: Buffer,
): Promise<Result<undefined, CodeFailure>> {
  const blob = await writeBlob(repository, content);
  if (!blob.ok) return blob;
  const entry = `${mode ?? "100644"} ${blob.value}\t${fromTop(repository, path)}\0`;
  const written = await perform(repository.pathWriter, ["update-index", "-z", "--index-info"], entry);
  return written.ok ? ok(undefined) : written;
}
