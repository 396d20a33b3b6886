import { err, ok, type Result } from "../../../../shared/result.ts";
import {
  type Choices,
  findPlan,
  hasOwnMarks,
  type MergedItem,
  mergeItems,
  mergeMarked,
  type PlanFault,
  planPath,
  readPlanFile,
  refused,
  stale,
  type UnmergedFile,
} from "../../plan/plan.ts";

/** A file that was merged, or has to be. */
export interface OpenMerge {
  /** As it lies there. */
  readonly text: string;
  readonly merged: MergedItem;
  /** Whether writing or staging it changes anything. */
  readonly isMended: boolean;
}

/**
 * Merges what lies in an item's file: by git's three versions where git could not, else by the marks in it. A file without
 * marks was put right by hand, or was changed here and removed there: it stays as it is. `null` when there is nothing to
 * merge.
 */
export function openMerge(
  projectFolder: string,
  key: string,
  unmerged: UnmergedFile | undefined,
  choices?: Choices,
): Result<OpenMerge | null, PlanFault> {
  const path = `${planPath}/${key}.md`;
  const place = findPlan(projectFolder);
  if (place.kind !== "there") return ok(null);
  const read = readPlanFile(place.folder, `${key}.md`);
  if (!read.ok) return err(refused(`${path}: ${read.failure.message}.`));
  if (read.value === null) return ok(null);
  const { text } = read.value;
  const isMarked = /^<{7} /m.test(text);
  const byMarks = isMarked ? mergeMarked(text, choices) : null;
  const hasStages = unmerged !== undefined && unmerged.ours !== null && unmerged.theirs !== null;
  const merged =
    byMarks !== null && hasStages && !hasOwnMarks(text)
      ? mergeItems({
          base: unmerged.base,
          ours: unmerged.ours ?? "",
          theirs: unmerged.theirs ?? "",
          choices,
          isCrlf: /^[^\n]*\r\n/.test(text),
        })
      : byMarks;
  if (merged === null) {
    return ok(unmerged === undefined ? null : { text, merged: { text, shown: text, conflicts: [] }, isMended: false });
  }
  if (!merged.ok) return err(refused(`${path}:${merged.failure.line}: ${merged.failure.message}.`, "Put the file right by hand."));
  return ok({ text, merged: merged.value, isMended: merged.value.text === text && merged.value.conflicts.length > 0 });
}

/** The merge with a side chosen for one more field. */
export function chooseSide(
  projectFolder: string,
  key: string,
  unmerged: UnmergedFile | undefined,
  { field, take }: { readonly field: string; readonly take: "ours" | "theirs" },
): Result<OpenMerge, PlanFault> {
  const before = openMerge(projectFolder, key, unmerged);
  if (!before.ok) return before;
  if (!before.value?.merged.conflicts.some((conflict) => conflict.field === field)) return err(stale(`${planPath}/${key}.md`));
  const chosen = openMerge(projectFolder, key, unmerged, new Map([[field, take]]));
  if (!chosen.ok) return chosen;
  return chosen.value === null ? err(stale(`${planPath}/${key}.md`)) : ok(chosen.value);
}
