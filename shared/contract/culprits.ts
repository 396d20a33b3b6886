import { oc } from "@orpc/contract";
import { z } from "zod";
import { culpritFailures, notFound, storeFailures } from "./failures.ts";
import { culpritIdSchema, projectIdSchema, runIdSchema } from "./schemas.ts";

/** A commit as people know it. */
export const culpritCommitSchema = z.object({
  /** Full hash. */
  hash: z.string(),
  tree: z.string(),
  subject: z.string(),
  author: z.string(),
  /** When it was committed, epoch milliseconds. */
  committedAt: z.number(),
});
/** See {@link culpritCommitSchema}. */
export type CulpritCommit = z.infer<typeof culpritCommitSchema>;

/** Where a search stands. All but the first two are ends. */
export const culpritStatuses = [
  "running",
  /** Its process went away; it can go on. */
  "interrupted",
  /** One commit broke the stage. */
  "found",
  /** One of several commits did: those between could not be judged. */
  "several",
  /** The bad end passes: what failed was not what is committed, or it does not always fail. */
  "not-red",
  /** The good end fails. */
  "not-green",
  /** An end of the range could not be judged. */
  "unjudged",
  /** A person stopped it; it can go on. */
  "canceled",
  /** It met a fault of its own; it can go on. */
  "failed",
] as const;

/** One commit that was judged, or is. */
export const culpritStepSchema = z.object({
  commit: culpritCommitSchema,
  /** Its place in the range, from 1 for the oldest; 0 is the good end. */
  position: z.number().int(),
  /** To be sure of an end of the range, or to halve what lies between. */
  role: z.enum(["bad-end", "good-end", "between"]),
  /** `null` while it is being judged; `skipped` when that could not be done. */
  verdict: z.enum(["good", "bad", "skipped"]).nullable(),
  /** Whether the answer was in the history already. */
  isKnown: z.boolean(),
  /** Why it was skipped, to be read after the commit's name; `null` otherwise. */
  why: z.string().nullable(),
  /** What judged it; a known one names the run that knew. */
  runs: z.array(runIdSchema),
  startedAt: z.number(),
  decidedAt: z.number().nullable(),
  /** How many commits were left before it. */
  suspectCount: z.number().int(),
});
/** See {@link culpritStepSchema}. */
export type CulpritStep = z.infer<typeof culpritStepSchema>;

/** A file that the culprit changed. */
export const culpritFileSchema = z.object({
  /** From the top of the repository, with `/`. */
  path: z.string(),
  /** Git's letter: A added, M modified, D deleted, R renamed, T another type. */
  status: z.string(),
});
/** See {@link culpritFileSchema}. */
export type CulpritFile = z.infer<typeof culpritFileSchema>;

/** How often and where a stage is asked. */
const judgeFields = {
  projectId: projectIdSchema,
  stage: z.string(),
  /** The one variant that judges; `null` lets all of them, of which one that fails is enough. */
  variant: z.string().nullable(),
  /** How often each commit is run: all must pass for a good one. More than 1 for a stage that fails now and then. */
  repeat: z.number().int().min(1).max(20),
  /** Whether ignored files, such as what a build made, stay from one commit to the next. */
  keepsBuilds: z.boolean(),
};

/** A search for the commit that broke a stage. */
export const culpritSearchSchema = z.object({
  id: culpritIdSchema,
  ...judgeFields,
  status: z.enum(culpritStatuses),
  /** What came of it as one sentence, where the status does not say it all; `null` mostly. */
  detail: z.string().nullable(),
  hint: z.string().nullable(),
  /** The failed run that it was asked for; `null` when it was not asked for one. */
  runId: runIdSchema.nullable(),
  good: culpritCommitSchema,
  bad: culpritCommitSchema,
  /** How many commits could be the culprit at the start, and now. */
  total: z.number().int(),
  suspectCount: z.number().int(),
  /** In the order in which they were judged. */
  steps: z.array(culpritStepSchema),
  /** The culprit, or all that may be it, the earliest first; empty before the end. At most `mostSuspectsTold`. */
  culprits: z.array(culpritCommitSchema),
  /** What the one culprit changed, up to `mostFilesTold` files; empty before it is found. */
  files: z.array(culpritFileSchema),
  fileCount: z.number().int(),
  /** About how many runs are to come, and how long they may take; `null` where nobody knows. 0 at the end. */
  runsLeft: z.number().int(),
  leftMs: z.number().nullable(),
  createdAt: z.number(),
  finishedAt: z.number().nullable(),
});
/** See {@link culpritSearchSchema}. */
export type CulpritSearch = z.infer<typeof culpritSearchSchema>;

/** What is asked for: the stage that judges, and between which commits. */
const requestSchema = z.object({
  ...judgeFields,
  variant: judgeFields.variant.default(null),
  repeat: judgeFields.repeat.default(1),
  keepsBuilds: judgeFields.keepsBuilds.default(false),
  /** The failed run: its commit is the bad end, unless `bad` names another. */
  runId: runIdSchema.nullable().default(null),
  /** A commit, branch or tag. Default: the newest commit before the bad one on which the stage passed. */
  good: z.string().min(1).max(1_000).optional(),
  bad: z.string().min(1).max(1_000).optional(),
});

/** What a search would have to do. */
export const culpritPreviewSchema = z.object({
  good: culpritCommitSchema,
  bad: culpritCommitSchema,
  /** The run that showed that the good end passes; `null` when none did. */
  goodRunId: runIdSchema.nullable(),
  total: z.number().int(),
  /** How many commits would be left after all that is known was taken. */
  suspectCount: z.number().int(),
  knownCount: z.number().int(),
  runsLeft: z.number().int(),
  leftMs: z.number().nullable(),
});
/** See {@link culpritPreviewSchema}. */
export type CulpritPreview = z.infer<typeof culpritPreviewSchema>;

/** Searches for the commit that broke a stage. */
export const culprits = {
  /** Looks what a search would have to do, and runs nothing. */
  preview: oc
    .input(requestSchema)
    .output(culpritPreviewSchema)
    .errors({ ...notFound, ...culpritFailures, ...storeFailures }),
  /** Begins a search; it goes on by itself, and each step is announced. */
  start: oc
    .input(requestSchema)
    .output(culpritSearchSchema)
    .errors({ ...notFound, ...culpritFailures, ...storeFailures }),
  get: oc
    .input(z.object({ culpritId: culpritIdSchema }))
    .output(culpritSearchSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** The newest first. `runId`: those that were asked for this run, and the one that this run belongs to. */
  list: oc
    .input(z.object({ projectId: projectIdSchema, runId: runIdSchema.optional(), limit: z.number().int().min(1).max(200).default(50) }))
    .output(z.array(culpritSearchSchema))
    .errors({ ...notFound, ...storeFailures }),
  /** Ends a search and the run that is under way for it. */
  cancel: oc
    .input(z.object({ culpritId: culpritIdSchema }))
    .output(culpritSearchSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** Goes on with a search that was interrupted, canceled, or met a fault. What was judged stays judged. */
  resume: oc
    .input(z.object({ culpritId: culpritIdSchema }))
    .output(culpritSearchSchema)
    .errors({ ...notFound, ...culpritFailures, ...storeFailures }),
};
