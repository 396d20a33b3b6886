import { createHash } from "node:crypto";
import { lstat, mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { LineSelection } from "../../../../shared/contract/code/changes.ts";
import { err, failure, ok, type Result } from "../../../../shared/result.ts";
import { hashOfBlob, readBlob, readForFolder, writeBlob } from "../blobs.ts";
import { type CodeFailure, refused } from "../code-failure.ts";
import { isBelow } from "../inside.ts";
import { fromTop, type Repository } from "../repository.ts";
import { discardPaths } from "./discard.ts";
import { copyEntry } from "./move-file.ts";
import { applyChosen, revertChosen } from "./select-lines.ts";
import { type ChosenChange, findChosen } from "./stage-lines.ts";
import { keepRecord } from "./undo-store.ts";

/** Takes the chosen lines of an unstaged difference back in the folder. The file as it was is kept first. */
export async function discardLines(
  repository: Repository,
  selection: LineSelection,
  nowMs: number,
): Promise<Result<{ undoId: string }, CodeFailure>> {
  const found = await findChosen(repository, selection, "unstaged");
  if (!found.ok) return found;
  if (found.value.isAll) return discardPaths(repository, [selection.path], nowMs);
  const path = fromTop(repository, selection.path);
  const file = join(repository.top, path);
  if (!(await isBelow(repository.top, file))) return err(failure("code-stale", `${selection.path} is not there any more.`));
  const isThere = (await lstat(file).catch(() => null)) !== null;
  const lying = isThere ? await readFile(file) : Buffer.alloc(0);
  const content = await contentWithout(repository, path, found.value, lying);
  if (!content.ok) return content;
  const after = createHash("sha256").update(content.value).digest("hex");
  try {
    const record = await keepRecord(repository, { kind: "files", files: [{ path, kept: isThere ? "file-0" : null, after }] }, nowMs);
    if (isThere) await copyEntry(file, join(record.folder, "file-0"));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content.value, { mode: found.value.diff.oldMode === "100755" ? 0o777 : 0o666 });
    return ok({ undoId: record.undoId });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return err(refused(`${selection.path} could not be written: ${why}`, "As it was, it is among what can be undone.", why));
  }
}

/** What is to lie there: what lies there without the chosen changes. */
async function contentWithout(
  repository: Repository,
  path: string,
  { diff, patch, isChosen }: ChosenChange,
  lying: Buffer,
): Promise<Result<Buffer, CodeFailure>> {
  // Of a new file the lines are those that lie there.
  if (diff.isNew || diff.oldBlob === null) return ok(revertChosen(lying, patch.hunks, isChosen));
  const before = await readBlob(repository, diff.oldBlob);
  if (!before.ok) return before;
  const kept = applyChosen(before.value, patch.hunks, () => true);
  if (patch.newBlob !== null && diff.newMode !== null && hashOfBlob(kept, diff.oldBlob) !== patch.newBlob) {
    return err(failure("code-stale", `${path} has changed meanwhile.`, "Look at it again, and choose once more."));
  }
  const wanted = revertChosen(kept, patch.hunks, isChosen);
  if (kept.equals(lying)) return ok(wanted);
  // Git keeps it in another form than it lies there: with other line ends, or through a filter.
  const blob = await writeBlob(repository, wanted);
  return blob.ok ? readForFolder(repository, blob.value, path) : blob;
}
