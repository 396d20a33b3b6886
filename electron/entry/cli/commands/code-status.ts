import type { ChangedFile, CodeStatus, FileChange, PendingOperation } from "../../../../shared/contract/code/changes.ts";
import { ok } from "../../../../shared/result.ts";
import { formatAge } from "../../../../shared/time.ts";
import { visible } from "../../../../shared/visible.ts";
import { failCode, withCode } from "../code-place.ts";
import type { Execute } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";

/** `millrace code status`: what changed in the project's folder. */
export const executeCodeStatus: Execute = async (invocation) => {
  return withCode(invocation, async (place) => {
    const status = await place.code.status(place.project);
    if (!status.ok) return failCode(status.failure);
    invocation.print(invocation.isJson ? `${JSON.stringify(status.value)}\n` : `${linesOf(status.value).map(visible).join("\n")}\n`);
    return ok(exitCodes.passed);
  });
};

function linesOf(status: CodeStatus): string[] {
  const { files, fileCount, stagedOutsideCount, lock, pending, stashCount } = status;
  return [
    headOf(status),
    ...(pending === null ? [] : [`In the middle of: ${pendingWords(pending)}`]),
    ...(lock === null
      ? []
      : [`The index is locked, ${formatAge(lock.ageMs)}, ${lock.isHeld ? "by a git at work" : "and nobody holds it"}.`]),
    ...files.map(lineOf),
    ...(fileCount > files.length ? [`… and ${fileCount - files.length} more`] : []),
    ...(fileCount === 0 ? ["Nothing has changed."] : []),
    ...(stagedOutsideCount > 0 ? [`${stagedOutsideCount} more are staged outside of the project's folder.`] : []),
    ...(stashCount > 0 ? [`${stashCount} put aside; see millrace code stash list.`] : []),
  ];
}

function pendingWords({ kind, branch, other, commit, subject, step, steps }: PendingOperation): string {
  const place = kind === "rebase" ? `${branch === null ? "" : ` of ${branch}`}${other === null ? "" : ` onto ${other}`}` : "";
  const of = kind !== "rebase" && other !== null ? ` of ${other}` : "";
  const at = steps === null ? "" : `, ${step} of ${steps}`;
  return `${kind}${place}${of}${at}${subject === null ? "" : `: ${commit} ${subject}`}`;
}

function headOf({ branch, commit, upstream, ahead, behind }: CodeStatus): string {
  const where = branch ?? `detached at ${commit?.slice(0, 7) ?? "nothing"}`;
  const unborn = commit === null ? ", no commit yet" : "";
  const distance = ahead === null || behind === null ? "" : `: ${ahead} ahead, ${behind} behind`;
  return `${where}${unborn}${upstream === null ? "" : `, follows ${upstream}${distance}`}`;
}

const letters: Readonly<Record<FileChange, string>> = { added: "A", modified: "M", deleted: "D", renamed: "R", copied: "C", type: "T" };

function lineOf({ path, oldPath, staged, unstaged, conflict, isSubmodule }: ChangedFile): string {
  const isNew = staged === null && unstaged === "added";
  const marks =
    conflict !== null ? "!!" : isNew ? "??" : `${staged === null ? " " : letters[staged]}${unstaged === null ? " " : letters[unstaged]}`;
  const from = oldPath === null ? "" : ` (was ${oldPath})`;
  return `${marks} ${path}${from}${conflict === null ? "" : ` (${conflict})`}${isSubmodule ? " (a repository of its own)" : ""}`;
}
