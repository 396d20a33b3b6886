import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, storeFailures } from "../failures.ts";
import { projectIdSchema, runIdSchema, statusSchema } from "../schemas.ts";
import { fileChangeSchema } from "./changes.ts";
import { codeFailures, commitHashSchema, operationEventSchema, pathSchema } from "./shared.ts";

/** A name that points to a commit. */
export const refSchema = z.object({
  kind: z.enum(["branch", "remote", "tag", "head", "stash"]),
  /** Short: `main`, `origin/main`, `v1.2.0`, `HEAD`. */
  name: z.string(),
});
/** See {@link refSchema}. */
export type Ref = z.infer<typeof refSchema>;

/** A commit as a row of the graph. */
export const commitRowSchema = z.object({
  commit: commitHashSchema,
  parents: z.array(commitHashSchema),
  tree: commitHashSchema,
  /** At most 500 characters. */
  subject: z.string(),
  author: z.string(),
  email: z.string(),
  /** When it was authored. */
  at: z.number(),
  refs: z.array(refSchema),
  /** Runs of this commit or of its tree, the newest first, at most 5. */
  runs: z.array(
    z.object({ runId: runIdSchema, number: z.number().int(), status: statusSchema, isWhole: z.boolean(), isSameTree: z.boolean() }),
  ),
});
/** See {@link commitRowSchema}. */
export type CommitRow = z.infer<typeof commitRowSchema>;

/** A commit with all that it says. */
export const commitDetailSchema = commitRowSchema.extend({
  /** All of the message, at most 64 KiB. */
  message: z.string(),
  committer: z.string(),
  committedAt: z.number(),
  /** What git says of its signature; `null` for an unsigned one. Only told in trusted folders. */
  signature: z.object({ isGood: z.boolean(), signer: z.string() }).nullable(),
  /** In the project's folder, against the first parent; at most 2,000. */
  files: z.array(
    z.object({
      path: pathSchema,
      oldPath: pathSchema.nullable(),
      change: fileChangeSchema,
      /** Lines; `null` for a binary file, and for all of them in a commit with more than 2,000 files. */
      added: z.number().int().nullable(),
      removed: z.number().int().nullable(),
    }),
  ),
  fileCount: z.number().int(),
});
/** See {@link commitDetailSchema}. */
export type CommitDetail = z.infer<typeof commitDetailSchema>;

/** A branch, here or on a remote. */
export const branchSchema = z.object({
  kind: z.enum(["branch", "remote"]),
  name: z.string(),
  commit: commitHashSchema,
  subject: z.string(),
  author: z.string(),
  /** When its last commit was made. */
  at: z.number(),
  /** When it was last switched to or from here; `null` when HEAD's log does not say, and for those of remotes. */
  usedAt: z.number().nullable(),
  isCurrent: z.boolean(),
  /** The worktree that has it checked out, when that is another one; `null` mostly. */
  worktree: z.string().nullable(),
  upstream: z.string().nullable(),
  /** Whether the upstream was deleted. */
  isGone: z.boolean(),
  /** Against the upstream; `null` without one, or when it is gone. */
  ahead: z.number().int().nullable(),
  behind: z.number().int().nullable(),
  /** Whether all its commits are in the current branch. */
  isMerged: z.boolean(),
});
/** See {@link branchSchema}. */
export type Branch = z.infer<typeof branchSchema>;

/** A tag. */
export const tagSchema = z.object({
  name: z.string(),
  /** The commit behind it. */
  commit: commitHashSchema,
  /** `null` for a lightweight one. */
  message: z.string().nullable(),
  at: z.number(),
});
/** See {@link tagSchema}. */
export type Tag = z.infer<typeof tagSchema>;

/** A repository elsewhere. Passwords in addresses are never told. */
export const remoteSchema = z.object({ name: z.string(), fetchUrl: z.string(), pushUrl: z.string() });
/** See {@link remoteSchema}. */
export type Remote = z.infer<typeof remoteSchema>;

/** What of ours runs before git commits or pushes. */
export const hookSchema = z.object({
  hook: z.enum(["pre-commit", "pre-push"]),
  /** The stages that it runs; empty when none of ours is there. */
  stages: z.array(z.string()),
  /** Whether one that is not ours is there, too; it is kept and runs first. */
  hasOther: z.boolean(),
  /** Where it is, or would be; `null` with a note when it cannot be set here. */
  path: z.string().nullable(),
  note: z.string().nullable(),
});
/** See {@link hookSchema}. */
export type Hook = z.infer<typeof hookSchema>;

const project = { projectId: projectIdSchema };
const errors = { ...notFound, ...codeFailures, ...storeFailures };
/** Git's own rules for names decide; this only keeps out what no name can be. */
const refName = z.string().min(1).max(250);
/** A branch, a tag, a hash or whatever git understands. */
const revision = z.string().min(1).max(1_000);
const undoable = z.object({ undoId: z.string() });
const operation = eventIterator(operationEventSchema);

/** Commits, branches, tags, remotes and hooks. */
export const history = {
  /**
   * Commits by date, children before parents. `after` is the `next` of the page before, valid as long as no ref has moved
   * (`CODE_STALE` then). With `text` a page may hold fewer than `limit`, even none, and yet have a `next`: it answers after
   * a second at the latest. Only where clocks were wrong by more than 500 commits may a child come after its parent.
   */
  graph: oc
    .input(
      z.object({
        ...project,
        /** Where to start: `all` branches, tags and remotes, the `current` branch, or these revisions. */
        from: z.union([z.enum(["all", "current"]), z.array(revision).min(1).max(50)]).default("all"),
        /** In message, author or hash, without regard to case; empty for all. Matching commits only, without lines between them. */
        text: z.string().max(200).default(""),
        /** Only commits that changed this file or folder. */
        path: pathSchema.optional(),
        after: z.string().nullable().default(null),
        limit: z.number().int().min(1).max(1_000).default(200),
      }),
    )
    .output(z.object({ commits: z.array(commitRowSchema), next: z.string().nullable() }))
    .errors(errors),
  commitDetail: oc
    .input(z.object({ ...project, revision }))
    .output(commitDetailSchema)
    .errors(errors),
  branches: oc.input(z.object(project)).output(z.array(branchSchema)).errors(errors),
  /** From a remote's branch it follows that one; from anything else, none. */
  createBranch: oc
    .input(z.object({ ...project, name: refName, from: revision.default("HEAD"), isSwitch: z.boolean().default(true) }))
    .errors(errors),
  /** Changes that would be lost are in the way; `isStashed` puts them aside and brings them back on the other branch. */
  switchTo: oc
    .input(z.object({ ...project, revision, isDetached: z.boolean().default(false), isStashed: z.boolean().default(false) }))
    .output(operation)
    .errors(errors),
  renameBranch: oc.input(z.object({ ...project, name: refName, to: refName })).errors(errors),
  /** An unmerged one only with `isForced`; it can be brought back either way. */
  deleteBranch: oc
    .input(z.object({ ...project, name: refName, isForced: z.boolean().default(false) }))
    .output(undoable)
    .errors(errors),
  merge: oc
    .input(z.object({ ...project, revision, how: z.enum(["auto", "fast-forward-only", "always-commit", "squash"]).default("auto") }))
    .output(operation)
    .errors(errors),
  rebase: oc
    .input(z.object({ ...project, onto: revision }))
    .output(operation)
    .errors(errors),
  cherryPick: oc
    .input(z.object({ ...project, commit: commitHashSchema }))
    .output(operation)
    .errors(errors),
  revert: oc
    .input(z.object({ ...project, commit: commitHashSchema }))
    .output(operation)
    .errors(errors),
  tags: oc.input(z.object(project)).output(z.array(tagSchema)).errors(errors),
  /** With a message it is an annotated one, signed where git is set up so. */
  createTag: oc
    .input(z.object({ ...project, name: refName, revision: revision.default("HEAD"), message: z.string().max(100_000).default("") }))
    .errors(errors),
  deleteTag: oc
    .input(z.object({ ...project, name: refName }))
    .output(undoable)
    .errors(errors),
  remotes: oc.input(z.object(project)).output(z.array(remoteSchema)).errors(errors),
  /** From one remote or from all; branches that are gone there are forgotten here with `isPruned`. */
  fetch: oc
    .input(z.object({ ...project, remote: z.string().optional(), isPruned: z.boolean().default(true) }))
    .output(operation)
    .errors(errors),
  pull: oc
    .input(z.object({ ...project, how: z.enum(["configured", "fast-forward-only", "merge", "rebase"]).default("configured") }))
    .output(operation)
    .errors(errors),
  /** The current branch, or `refs`. `isForced` overwrites only what was last seen there (`--force-with-lease`). */
  push: oc
    .input(
      z.object({
        ...project,
        remote: z.string().optional(),
        refs: z.array(refName).optional(),
        /** All tags, too. */
        hasTags: z.boolean().default(false),
        isForced: z.boolean().default(false),
        isUpstreamSet: z.boolean().default(true),
      }),
    )
    .output(operation)
    .errors(errors),
  /** Answers a `prompt` of an operation that still asks; `null` gives up. The text is handed to git and forgotten. */
  answer: oc.input(z.object({ promptId: z.string(), text: z.string().max(10_000).nullable() })).errors(notFound),
  hooks: oc.input(z.object(project)).output(z.array(hookSchema)).errors(errors),
  /**
   * Installs, changes or (with no stages) removes our part of a hook; what else is there stays byte for byte. The stages run
   * on the files as they lie there, also those that are not staged. A stage that fails keeps git from going on; that
   * Millrace is gone, or cannot run them, is said and does not.
   */
  setHook: oc
    .input(z.object({ ...project, hook: z.enum(["pre-commit", "pre-push"]), stages: z.array(z.string()).max(100) }))
    .errors(errors),
};
