/** The public face of the plan: what moves its items. */

export { automaticMove, columnOf, type ItemEvidence, movedNow } from "./automatic-move.ts";
export { type CommitNote, noteOf } from "./commit-note.ts";
export { type CommitWords, describeCommits } from "./describe-commits.ts";
export { readBranchTimes, readMainBranch } from "./gather-links.ts";
export { branchNameFor } from "./item-names.ts";
export { evidenceOf, type ItemLinks, type KnownRelease, type Links, linkItems, linksOf } from "./links.ts";
