/** The public face of the Code area: what a person does with a repository. */
export { type ChangePlace, changeIn } from "./change-in.ts";
export type { CodeFailure } from "./code-failure.ts";
export { type CommitWish, commit } from "./commit.ts";
export { type Resolution, readConflict, resolveConflict } from "./conflicts.ts";
export { continuePending } from "./continue-pending.ts";
export { discardPaths } from "./discard.ts";
export { discardLines } from "./discard-lines.ts";
export { removeIndexLock } from "./index-lock.ts";
export { type Operation, type OperationPlace, operate } from "./operation.ts";
export { type DiffQuestion, largeBytes, readDiff } from "./read-diff.ts";
export { readStatus } from "./read-status.ts";
export { openRepository, type Repository } from "./repository.ts";
export { stagePaths, unstagePaths } from "./stage.ts";
export { stageLines, unstageLines } from "./stage-lines.ts";
export { applyStash, dropStash, listStashes, pushStash, type StashWish } from "./stash.ts";
export { createTurns, type Turns } from "./turns.ts";
export { listUndoables, undo } from "./undo.ts";
export { dropRecord, keepRecord } from "./undo-store.ts";
