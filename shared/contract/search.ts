import { eventIterator, oc } from "@orpc/contract";
import { z } from "zod";
import { storeFailures } from "./failures.ts";
import { projectIdSchema, runIdSchema, stageRunIdSchema, statusSchema } from "./schemas.ts";

/** Which logs are looked through. Absent means any. */
export const logFilterSchema = z.object({
  /** Of these projects; none named means all. */
  projectIds: z.array(projectIdSchema).max(1_000).default([]),
  /** Logs of the stage of this name, in any project. */
  stage: z.string().optional(),
  /** Logs of runs of this branch. */
  branch: z.string().optional(),
  /** Logs of runs that stand so. */
  status: statusSchema.optional(),
  /** Of runs created at this moment or later, epoch milliseconds. */
  fromMs: z.number().optional(),
  /** Of runs created before this moment. */
  toMs: z.number().optional(),
});
/** See {@link logFilterSchema}. */
export type LogFilter = z.infer<typeof logFilterSchema>;

/** A line that matched. */
export const logHitSchema = z.object({
  /** From 1. */
  line: z.number().int(),
  /** As people see it, without escape sequences; around the first match when the line is long. */
  text: z.string(),
  /** What matched within `text`, each as start and end in UTF-16 units; the first 20. */
  ranges: z.array(z.tuple([z.number().int(), z.number().int()])).readonly(),
  /** Whether something of the line was left out of `text`. */
  isCut: z.boolean(),
  /** When it was seen, as exactly as the sparse index knows; `null` when it knows nothing. */
  at: z.number().nullable(),
});
/** See {@link logHitSchema}. */
export type FoundHit = z.infer<typeof logHitSchema>;

/** A log with matches. Told again when more was found in it: `hits` are new ones, the counts are of all so far. */
export const foundLogSchema = z.object({
  projectId: projectIdSchema,
  runId: runIdSchema,
  runNumber: z.number().int(),
  runStatus: statusSchema,
  runCreatedAt: z.number(),
  branch: z.string().nullable(),
  stageRunId: stageRunIdSchema,
  stage: z.string(),
  variant: z.string(),
  attempt: z.number().int(),
  /** In order. */
  hits: z.array(logHitSchema),
  /** How many lines match, and how many places in them. More than there are hits when not all are kept. */
  lines: z.number().int(),
  matches: z.number().int(),
});
/** See {@link foundLogSchema}. */
export type FoundLog = z.infer<typeof foundLogSchema>;

/** Where something was seen. `at` is when the stage started. */
export const seenInSchema = z.object({
  projectId: projectIdSchema,
  runId: runIdSchema,
  runNumber: z.number().int(),
  stageRunId: stageRunIdSchema,
  stage: z.string(),
  at: z.number(),
});
/** See {@link seenInSchema}. */
export type SeenIn = z.infer<typeof seenInSchema>;

/** How often something was seen under one name. */
const namedCountSchema = z.object({ lines: z.number().int(), logs: z.number().int() });

/** What a search came to so far. All counts are exact, also of what is not kept. */
export const searchSummarySchema = z.object({
  lines: z.number().int(),
  /** Places in those lines, without overlap; of a line that took too long at least one. */
  matches: z.number().int(),
  logs: z.number().int(),
  runs: z.number().int(),
  projects: z.number().int(),
  /** In the oldest and in the newest run; `null` when nothing was found. */
  firstSeen: seenInSchema.nullable(),
  lastSeen: seenInSchema.nullable(),
  /** With the most lines first, at most 50 of each; `name` is `null` for runs without a branch. */
  branches: z.array(namedCountSchema.extend({ name: z.string().nullable() })),
  stages: z.array(namedCountSchema.extend({ name: z.string() })),
  /** How many branches and stages there are in all. */
  branchCount: z.number().int(),
  stageCount: z.number().int(),
  /** How many of `lines` were told as hits. */
  keptHits: z.number().int(),
  /** What was looked through. */
  searchedLogs: z.number().int(),
  searchedRuns: z.number().int(),
  searchedBytes: z.number(),
  /** Runs whose logs a rule of retention took away, so that nobody can tell what was in them. */
  removedRuns: z.number().int(),
  /** Logs whose files are not there, or are damaged in part. */
  missingLogs: z.number().int(),
  damagedLogs: z.number().int(),
  /** Whether lines were passed over on which the pattern took too long. */
  hasGivenUp: z.boolean(),
});
/** See {@link searchSummarySchema}. */
export type SearchSummary = z.infer<typeof searchSummarySchema>;

/** What a search tells as it goes. */
export const searchNewsSchema = z.discriminatedUnion("type", [
  /** Newest runs first, and within a run in the plan's order. */
  z.object({ type: z.literal("found"), log: foundLogSchema }),
  z.object({ type: z.literal("progress"), summary: searchSummarySchema }),
  /** The last news. `failure` says why not everything was looked through; `null` when it was. */
  z.object({
    type: z.literal("done"),
    summary: searchSummarySchema,
    failure: z.object({ message: z.string(), hint: z.string() }).nullable(),
  }),
]);
/** See {@link searchNewsSchema}. */
export type SearchNews = z.infer<typeof searchNewsSchema>;

/** What is asked of all logs. */
export const searchRequestSchema = z.object({
  /** A text, or a regular expression that is held against each line by itself. */
  query: z.string().min(1).max(1_000),
  isRegularExpression: z.boolean().default(false),
  isCaseSensitive: z.boolean().default(false),
  filter: logFilterSchema.default({ projectIds: [] }),
  /** So many lines are told as hits, in all and of one log; everything else is only counted. */
  maxHits: z.number().int().min(0).max(20_000).default(2_000),
  maxHitsPerLog: z.number().int().min(0).max(20_000).default(50),
});
/** See {@link searchRequestSchema}. */
export type SearchRequest = z.infer<typeof searchRequestSchema>;

/** Looking through what was ever written. */
export const search = {
  /** Searches the logs of all runs and tells what it finds as it goes; ending the iterator ends the search. */
  logs: oc
    .input(searchRequestSchema)
    .output(eventIterator(searchNewsSchema))
    .errors({
      ...storeFailures,
      BAD_PATTERN: { message: "This is no regular expression.", data: z.object({ hint: z.string() }) },
    }),
};
