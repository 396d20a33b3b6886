import { z } from "zod";
import { runIdSchema } from "../schemas.ts";

/** A full hash of a commit, SHA-1 or SHA-256. */
export const commitHashSchema = z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, "expected the full hash of a commit");

/**
 * A file's path relative to the project, with `/`. Names that are no UTF-8 are written with U+FFFD and cannot be handed
 * back: what is done with them is refused.
 */
export const pathSchema = z
  .string()
  .min(1)
  .max(4_096)
  .refine((path) => !path.includes("\0") && !path.startsWith("/") && !path.split("/").includes(".."), "expected a path inside the project");

/** What a long operation tells while it goes; `done` or nothing more than a failure is the last. */
export const operationEventSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("progress"),
    /** As git says it: "Receiving objects". */
    what: z.string(),
    /** From 0 to 1; `null` when git does not know. */
    fraction: z.number().nullable(),
  }),
  /** A line that git, a hook or the other side printed. Terminal controls are taken out. */
  z.object({ type: z.literal("line"), text: z.string() }),
  /** Git or ssh asks for something: answer with `code.answer`. Nothing of it is kept. */
  z.object({ type: z.literal("prompt"), promptId: z.string(), text: z.string(), isSecret: z.boolean() }),
  z.object({
    type: z.literal("done"),
    /** One sentence for the person: "3 commits from origin/main". */
    text: z.string(),
    /** Where HEAD is now; `null` before the first commit. */
    commit: commitHashSchema.nullable(),
    /** Whether there are conflicts to resolve before it can go on. */
    hasConflicts: z.boolean(),
  }),
]);
/** See {@link operationEventSchema}. */
export type OperationEvent = z.infer<typeof operationEventSchema>;

const told = z.object({ hint: z.string() });

/** Why git was not asked, or did not do it. Messages carry git's own words. */
export const codeFailures = {
  NOT_TRUSTED: { message: "This project has not been trusted yet.", data: told },
  NO_REPOSITORY: { message: "This folder is in no git repository.", data: told },
  GIT_MISSING: { message: "Git is not installed.", data: told },
  /**
   * Git said no; `output` is all that it printed, bounded. `hook`: a hook did, with the run in which one of Millrace's had
   * stages run.
   */
  GIT_FAILED: {
    message: "Git could not do it.",
    data: told.extend({ output: z.string(), hook: z.object({ runId: runIdSchema.nullable() }).nullable() }),
  },
  /** A person stopped it. The message says what of it was done already, and what is left half done. */
  GIT_STOPPED: { message: "It was stopped.", data: told },
  /** Another git holds the index's lock, or left it behind. */
  GIT_LOCKED: { message: "Another git is at work here.", data: told },
  /** What the window shows is not what is there any more: read it again. */
  CODE_STALE: { message: "The files have changed meanwhile.", data: told },
  /** It would lose work, and was not done. */
  CODE_IN_THE_WAY: { message: "Changes are in the way.", data: told.extend({ paths: z.array(z.string()) }) },
  /** Both sides have commits that the other has not: they have to be brought together first. `output` is what git printed. */
  CODE_DIVERGED: { message: "Both sides have commits that the other has not.", data: told.extend({ output: z.string() }) },
  /** It cannot be done here: bare repository, unborn branch, no upstream, … */
  CODE_IMPOSSIBLE: { message: "This cannot be done here.", data: told },
} as const;
