/** The public face of the plan: work items as files, how they are read, written and merged, and what moves them. */

export { automaticMove, columnOf, type ItemEvidence, movedNow } from "./automatic-move.ts";
export { boardFileName, readColumns, usualColumns, writeColumns } from "./columns.ts";
export { type CommitNote, noteOf } from "./commit-note.ts";
export { type CommitWords, describeCommits } from "./describe-commits.ts";
export { composeItem, editItem, type ItemEdit } from "./edit-item.ts";
export { readBranchTimes, readMainBranch } from "./gather-links.ts";
export { branchNameFor } from "./item-names.ts";
export { type ItemValues, noValues } from "./item-values.ts";
export type { TextFault } from "./layout.ts";
export { evidenceOf, type ItemLinks, type KnownRelease, type Links, linkItems, linksOf } from "./links.ts";
export { type Choices, type MergedItem, mergeItems } from "./merge-items.ts";
export { newCommentId, newItemKey, slugOf } from "./new-key.ts";
export { findNumberRepairs, type NumberRepair, nextNumber } from "./numbers.ts";
export { compareRanks, placeInColumn } from "./rank.ts";
export { mergeMarked, type ReadItem, readItem } from "./read-item.ts";
