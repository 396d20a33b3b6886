/** The public face of the plan: work items as files, how they are read, written and merged, and what moves them. */

export { automaticMove, columnOf, type ItemEvidence, movedNow } from "./automatic-move.ts";
export { cardOf, type FileCard } from "./board-items.ts";
export { readCodeComments } from "./code-comments.ts";
export { boardFileName, placeOfColumn, writeColumns } from "./columns.ts";
export { type CommitNote, noteOf } from "./commit-note.ts";
export { type CommitWords, describeCommits } from "./describe-commits.ts";
export { composeItem, composeRemoved, editItem, type ItemEdit } from "./edit-item.ts";
export { readBranchTimes, readMainBranch } from "./gather-links.ts";
export { branchNameFor, itemsNamedByBranch } from "./item-names.ts";
export { type FileSource, type ItemValues, noValues } from "./item-values.ts";
export { evidenceOf, type ItemLinks, type KnownRelease, type Links, linkItems, linksOf } from "./links.ts";
export { hasOwnMarks } from "./marks.ts";
export { type Choices, type MergedItem, mergeItems } from "./merge-items.ts";
export { newCommentId, newItemKey } from "./new-key.ts";
export { findNumberRepairs, nextNumber } from "./numbers.ts";
export { type PlanFault, refused, stale } from "./plan-fault.ts";
export { openPlanFolder, type PlanFile, type PlanFiles, type PlanFolder } from "./plan-folder.ts";
export { findPlan, planPath, planPatterns, readPlanFile } from "./plan-place.ts";
export { type ItemProgress, progressOf } from "./progress.ts";
export { compareRanks, placeInColumn } from "./rank.ts";
export { mergeMarked, readItem } from "./read-item.ts";
export { createPlanGitKey, type PlanGit, readMe, readPlanGit, type UnmergedFile } from "./read-plan-git.ts";
export { searchItems } from "./search-items.ts";
export { type PlanWrite, writePlanFile } from "./write-plan-file.ts";
