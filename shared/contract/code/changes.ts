import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, storeFailures } from "../failures.ts";
import { projectIdSchema } from "../schemas.ts";
import { codeFailures, commitHashSchema, operationEventSchema, pathSchema } from "./shared.ts";

/** How a file differs on one side. `type`: a file became a link, or the other way round. */
export const fileChangeSchema = z.enum(["added", "modified", "deleted", "renamed", "copied", "type"]);
/** See {@link fileChangeSchema}. */
export type FileChange = z.infer<typeof fileChangeSchema>;

/** A file that is not as the commit has it. */
export const changedFileSchema = z.object({
  path: pathSchema,
  /** What it was called; `null` when it is not renamed or copied. */
  oldPath: pathSchema.nullable(),
  /** Between the commit and the index; `null` when they are equal. */
  staged: fileChangeSchema.nullable(),
  /** Between the index and the folder; `null` when they are equal. `added`: git does not know the file yet. */
  unstaged: fileChangeSchema.nullable(),
  /** Who did what to a file whose sides could not be merged; `null` for all others. */
  conflict: z
    .enum(["both-modified", "both-added", "both-deleted", "added-by-us", "added-by-them", "deleted-by-us", "deleted-by-them"])
    .nullable(),
  isSubmodule: z.boolean(),
});
/** See {@link changedFileSchema}. */
export type ChangedFile = z.infer<typeof changedFileSchema>;

/** Something that git is in the middle of. */
export const pendingOperationSchema = z.object({
  kind: z.enum(["merge", "rebase", "cherry-pick", "revert", "bisect", "apply-mail"]),
  /** The branch that is rebased; `null` for all else. */
  branch: z.string().nullable(),
  /** What comes in, or what a rebase goes onto: a branch, a tag or a short hash; `null` when unknown. */
  other: z.string().nullable(),
  /** The commit whose change is brought in, as a short hash with its subject; `null` for a merge, and where there is none. */
  commit: z.string().nullable(),
  subject: z.string().nullable(),
  /** Which of how many commits; `null` where there is one only. */
  step: z.number().int().nullable(),
  steps: z.number().int().nullable(),
});
/** See {@link pendingOperationSchema}. */
export type PendingOperation = z.infer<typeof pendingOperationSchema>;

/** A working folder as git sees it. */
export const codeStatusSchema = z.object({
  /** `null` on a detached HEAD. */
  branch: z.string().nullable(),
  /** `null` before the first commit. */
  commit: commitHashSchema.nullable(),
  /** Such as `origin/main`; `null` without one. */
  upstream: z.string().nullable(),
  /** `null` without an upstream, or when it is gone. */
  ahead: z.number().int().nullable(),
  behind: z.number().int().nullable(),
  pending: pendingOperationSchema.nullable(),
  /** A lock of the index that another git holds, or left behind; `null` mostly. */
  lock: z.object({ path: z.string(), ageMs: z.number(), isHeld: z.boolean() }).nullable(),
  isShallow: z.boolean(),
  isSparse: z.boolean(),
  /** Sorted by path; at most 5,000. */
  files: z.array(changedFileSchema),
  /** All of them. */
  fileCount: z.number().int(),
  stagedCount: z.number().int(),
  /** Staged files outside of the project's folder, where it is only a part of a repository: a commit holds them, too. */
  stagedOutsideCount: z.number().int(),
  conflictCount: z.number().int(),
  stashCount: z.number().int(),
  /** How the last commits were written, for suggestions: scopes seen in conventional commits, the most frequent first. */
  scopes: z.array(z.string()),
  /** The message of the commit that would be amended; `null` before the first. */
  lastMessage: z.string().nullable(),
  /** Whether the last commit is on a remote already, so that amending it needs a forced push. */
  isLastPushed: z.boolean(),
});
/** See {@link codeStatusSchema}. */
export type CodeStatus = z.infer<typeof codeStatusSchema>;

/** One line of a difference. */
export const diffLineSchema = z.object({
  kind: z.enum(["same", "added", "removed"]),
  /** Without its line feed; at most 2,000 characters, see `isCut`. Bytes that are no UTF-8 are shown as U+FFFD. */
  text: z.string(),
  /** From 1; `null` on the side that has not got it. */
  oldLine: z.number().int().nullable(),
  newLine: z.number().int().nullable(),
  isCut: z.boolean(),
  /** It is the last one and ends without a line feed. */
  isUnended: z.boolean(),
});
/** See {@link diffLineSchema}. */
export type DiffLine = z.infer<typeof diffLineSchema>;

/** Lines that changed, with those around them. */
export const diffHunkSchema = z.object({
  oldStart: z.number().int(),
  oldLines: z.number().int(),
  newStart: z.number().int(),
  newLines: z.number().int(),
  /** What git writes behind `@@`: the function around it; empty mostly. */
  heading: z.string(),
  lines: z.array(diffLineSchema),
});
/** See {@link diffHunkSchema}. */
export type DiffHunk = z.infer<typeof diffHunkSchema>;

/** How a file differs. */
export const fileDiffSchema = z.object({
  path: pathSchema,
  oldPath: pathSchema.nullable(),
  /** `null` where that side has no file. Such as `100755`. */
  oldMode: z.string().nullable(),
  newMode: z.string().nullable(),
  content: z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("text"),
      hunks: z.array(diffHunkSchema),
      added: z.number().int(),
      removed: z.number().int(),
      /** Only the first 20,000 lines are told. */
      isCut: z.boolean(),
    }),
    z.object({ kind: z.literal("binary"), oldBytes: z.number().nullable(), newBytes: z.number().nullable() }),
    /** Over 16 MiB: shown only when asked for with `isLargeWanted`. */
    z.object({ kind: z.literal("large"), oldBytes: z.number().nullable(), newBytes: z.number().nullable() }),
    z.object({ kind: z.literal("submodule"), oldCommit: z.string().nullable(), newCommit: z.string().nullable(), isDirty: z.boolean() }),
    /** A pointer of Git LFS: the sizes are those of what it points to. */
    z.object({ kind: z.literal("lfs"), oldBytes: z.number().nullable(), newBytes: z.number().nullable() }),
    /** Only the name or the mode. */
    z.object({ kind: z.literal("same") }),
  ]),
  /** Stands for exactly this difference; hand it back when parts of it are staged or discarded. */
  fingerprint: z.string(),
});
/** See {@link fileDiffSchema}. */
export type FileDiff = z.infer<typeof fileDiffSchema>;

/** What to compare. */
export const diffSideSchema = z.discriminatedUnion("of", [
  /** Index against folder. */
  z.object({ of: z.literal("unstaged") }),
  /** Commit against index. */
  z.object({ of: z.literal("staged") }),
  /** A commit against its first parent, or against `base`. Also for stashes. */
  z.object({ of: z.literal("commit"), commit: commitHashSchema, base: commitHashSchema.nullable().default(null) }),
  /** A commit against the folder, whatever of it is staged. */
  z.object({ of: z.literal("folder"), base: commitHashSchema }),
  /** Nothing against all of a file, as a commit has it or else the folder: every line counts as added. */
  z.object({ of: z.literal("whole"), commit: commitHashSchema.nullable() }),
]);
/** See {@link diffSideSchema}. */
export type DiffSide = z.infer<typeof diffSideSchema>;

/** Lines of a difference, each by its hunk and its place in `lines`, from 0. */
export const lineSelectionSchema = z.object({
  path: pathSchema,
  fingerprint: z.string(),
  lines: z.array(z.object({ hunk: z.number().int().min(0), lines: z.array(z.number().int().min(0)) })).min(1),
});
/** See {@link lineSelectionSchema}. */
export type LineSelection = z.infer<typeof lineSelectionSchema>;

/** A side of a conflict in a person's words: "main", "your commit 1a2b3c4". */
export const conflictSideSchema = z.object({
  name: z.string(),
  /** Of the commit, where the side is one. */
  subject: z.string().nullable(),
});
/** See {@link conflictSideSchema}. */
export type ConflictSide = z.infer<typeof conflictSideSchema>;

/** A file whose sides could not be merged, cut where they differ. */
export const conflictSchema = z.object({
  path: pathSchema,
  /** What git calls `ours`: while it rebases that is the branch that is rebased onto. */
  ours: conflictSideSchema,
  theirs: conflictSideSchema,
  /** `null` when the file is binary, was deleted by a side, or has no marks any more. */
  parts: z
    .array(
      z.discriminatedUnion("kind", [
        z.object({ kind: z.literal("same"), text: z.string() }),
        /** `base` is `null` unless git was told to write it. */
        z.object({ kind: z.literal("conflict"), ours: z.string(), base: z.string().nullable(), theirs: z.string() }),
      ]),
    )
    .nullable(),
  /** Stands for the file as it was read. */
  fingerprint: z.string(),
});
/** See {@link conflictSchema}. */
export type Conflict = z.infer<typeof conflictSchema>;

/** Changes that were put aside. */
export const stashSchema = z.object({
  /** Counts from 0, the newest. */
  index: z.number().int(),
  commit: commitHashSchema,
  message: z.string(),
  branch: z.string().nullable(),
  at: z.number(),
});
/** See {@link stashSchema}. */
export type Stash = z.infer<typeof stashSchema>;

/** Something that was taken away and can be brought back. */
export const undoableSchema = z.object({
  undoId: z.string(),
  at: z.number(),
  /** What bringing it back does: "bring back 3 files". */
  what: z.string(),
  /** The files that it is about, at most 100; empty for a stash, a branch or a tag. */
  paths: z.array(z.string()),
});
/** See {@link undoableSchema}. */
export type Undoable = z.infer<typeof undoableSchema>;

const project = { projectId: projectIdSchema };
const errors = { ...notFound, ...codeFailures, ...storeFailures };
const paths = z.array(pathSchema).min(1).max(100_000);
/** Something that can be taken back with `code.undo`, as long as the answer lives. */
const undoable = z.object({ undoId: z.string() });

/** The working folder: what changed, and what is done about it. */
export const changes = {
  status: oc.input(z.object(project)).output(codeStatusSchema).errors(errors),
  diff: oc
    .input(
      z.object({
        ...project,
        path: pathSchema,
        side: diffSideSchema,
        contextLines: z.number().int().min(0).max(1_000).default(3),
        isSpaceIgnored: z.boolean().default(false),
        isLargeWanted: z.boolean().default(false),
      }),
    )
    .output(fileDiffSchema)
    .errors(errors),
  stage: oc.input(z.object({ ...project, paths })).errors(errors),
  unstage: oc.input(z.object({ ...project, paths })).errors(errors),
  /** Stages these lines of the unstaged difference. Refused as `CODE_STALE` when it is another one by now. */
  stageLines: oc.input(z.object({ ...project, selection: lineSelectionSchema })).errors(errors),
  /** Takes these lines of the staged difference out of the index. */
  unstageLines: oc.input(z.object({ ...project, selection: lineSelectionSchema })).errors(errors),
  /** Puts files back to what the index has, and removes those that git does not know. */
  discard: oc
    .input(z.object({ ...project, paths }))
    .output(undoable)
    .errors(errors),
  discardLines: oc
    .input(z.object({ ...project, selection: lineSelectionSchema }))
    .output(undoable)
    .errors(errors),
  /** Brings back what was discarded, dropped or deleted. Refused when files have been changed since in the same place. */
  undo: oc.input(z.object({ ...project, undoId: z.string() })).errors(errors),
  /** What can be brought back, the newest first: also what a window that was closed has forgotten. */
  undoables: oc.input(z.object(project)).output(z.array(undoableSchema)).errors(errors),
  /** Commits what is staged, or all that changed. Hooks run, and what they print is told. */
  commit: oc
    .input(
      z.object({
        ...project,
        message: z.string().min(1).max(100_000),
        isAmend: z.boolean().default(false),
        isSignedOff: z.boolean().default(false),
        /** Leaves hooks out; a person has to ask for it. */
        isHookless: z.boolean().default(false),
        /** New files as well. What is refused or stopped leaves the index as it was. */
        isAll: z.boolean().default(false),
      }),
    )
    .output(eventIterator(operationEventSchema))
    .errors(errors),
  conflict: oc
    .input(z.object({ ...project, path: pathSchema }))
    .output(conflictSchema)
    .errors(errors),
  /** Writes a file whose sides could not be merged and stages it. */
  resolve: oc
    .input(
      z.object({
        ...project,
        path: pathSchema,
        how: z.discriminatedUnion("take", [
          z.object({ take: z.enum(["ours", "theirs", "deletion", "file"]) }),
          z.object({
            take: z.literal("parts"),
            fingerprint: z.string(),
            parts: z.array(z.enum(["ours", "theirs", "ours-theirs", "theirs-ours", "base"])),
          }),
        ]),
      }),
    )
    .errors(errors),
  /** Goes on with, leaves out a commit of, or gives up what git is in the middle of. */
  pending: oc
    .input(z.object({ ...project, what: z.enum(["continue", "skip", "abort"]) }))
    .output(eventIterator(operationEventSchema))
    .errors(errors),
  /** Removes a lock of the index that nobody holds. */
  unlock: oc.input(z.object(project)).errors(errors),
  stashes: oc.input(z.object(project)).output(z.array(stashSchema)).errors(errors),
  stash: oc
    .input(
      z.object({
        ...project,
        message: z.string().max(1_000).default(""),
        hasUntracked: z.boolean().default(true),
        paths: paths.optional(),
      }),
    )
    .errors(errors),
  /** Brings a stash back; `pop` drops it when that went well. Conflicts are shown as those of a merge. */
  unstash: oc.input(z.object({ ...project, commit: commitHashSchema, what: z.enum(["apply", "pop"]) })).errors(errors),
  dropStash: oc
    .input(z.object({ ...project, commit: commitHashSchema }))
    .output(undoable)
    .errors(errors),
};
