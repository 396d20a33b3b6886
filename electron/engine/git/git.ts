/** The public face of git: where a folder stands, its files as they lie, what changed, and checkouts of any commit. */

export { askRemotes } from "./ask-remote.ts";
export { readBranchNames } from "./branch-names.ts";
export { type FileLines, readChangedLines, readMergeBase } from "./changed-lines.ts";
export { type ChangeBase, type Changes, emptyTreeFor, readChanges } from "./changes.ts";
export {
  addCheckout,
  type Checkout,
  type CheckoutFailure,
  type CheckoutRequest,
  type CheckoutUse,
  moveCheckout,
  type RemovalFailure,
  removeCheckout,
  sweepCheckouts,
} from "./checkout.ts";
export {
  findAncestorWithTree,
  findCommitsWithout,
  findNearestOf,
  type ListedCommit,
  type RangeFailure,
  readChangedFiles,
  readCommitRange,
  readCommitsBeyond,
  readCountBeyond,
  readFileOf,
} from "./commit-range.ts";
export { type FileDifference, readCommitsTouching, readFilesBetween } from "./files-between.ts";
export { type FolderTrust, type Git, type GitEnd, type GitFailure, openGit } from "./gateway.ts";
export {
  commitOnArrival,
  type Head,
  isAncestor,
  lastMovedByPush,
  type RemoteBranches,
  readHead,
  readRemoteBranches,
  referencePaths,
} from "./head.ts";
export {
  type ChangedFile,
  type KeptChanges,
  moveKeptChanges,
  readKeptChanges,
  readKeptDiff,
  refuseInChanges,
  type TextFinder,
} from "./kept-changes.ts";
export { readPatchIds } from "./patch-ids.ts";
export { listProjectFiles } from "./project-files.ts";
export { type Revision, type RevisionFailure, readTagOf, resolveRevision } from "./revision.ts";
export { findIgnored, fingerprintFiles } from "./saved-files.ts";
export { type GitState, gitVersion, gitWatchPaths, readGitState } from "./state.ts";
export { openWorkingTree, readWorkingTreeHash, type WorkingTree } from "./working-tree.ts";
