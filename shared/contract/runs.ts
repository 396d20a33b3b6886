import { oc } from "@orpc/contract";
import { z } from "zod";
import { approveFailures, cancelFailures, notFound, startFailures, storeFailures } from "./failures.ts";
import { runEnvironmentSchema } from "./fingerprint.ts";
import {
  artifactSchema,
  projectIdSchema,
  runIdSchema,
  runSchema,
  stageRunIdSchema,
  stageRunSchema,
  statusCountSchema,
  statusSchema,
  stepRunSchema,
  triggerSchema,
} from "./schemas.ts";

/** Where a page ended; hand it back unchanged to get the next. */
export const runCursorSchema = z.object({ createdAt: z.number(), id: runIdSchema });

/** What a list of runs may be narrowed to. Absent means any. */
export const runFilterSchema = z.object({
  projectId: projectIdSchema.optional(),
  status: statusSchema.optional(),
  branch: z.string().optional(),
  trigger: triggerSchema.optional(),
  /** Runs of this stage, by its name; only together with `projectId`: no run has a stage of no project. */
  stage: z.string().optional(),
  /** How that stage stands in them; means nothing without `stage`. */
  stageStatus: statusSchema.optional(),
  /** Created at this moment or later, epoch milliseconds. */
  fromMs: z.number().optional(),
  /** Created before this moment. */
  toMs: z.number().optional(),
  /** Only those that have ended. */
  isFinished: z.literal(true).optional(),
  /** Only those of the whole pipeline. */
  isWhole: z.literal(true).optional(),
  /** Only those that are no part of a search for a culprit and deploy nothing: the ones that figures count. */
  isOrdinary: z.literal(true).optional(),
});
/** See {@link runFilterSchema}. */
export type RunFilter = z.infer<typeof runFilterSchema>;

/** A run with its stages in the plan's order. */
export const runDetailSchema = z.object({
  run: runSchema,
  stages: z.array(stageRunSchema),
  /** Steps by stage run id; only for stages with more than one. */
  steps: z.record(stageRunIdSchema as unknown as z.ZodString, z.array(stepRunSchema)),
  /** What each stage ran, by name, for the log's head. */
  commands: z.record(z.string(), z.array(z.string())),
  /** Median duration of the project's earlier passed runs of the same selection, and the 90th percentile. */
  usualMs: z.number().nullable(),
  usualP90Ms: z.number().nullable(),
  /** The last run of the same branch that passed before this one with at least the same stages; `null` without. */
  lastGreen: runSchema.nullable(),
});
/** See {@link runDetailSchema}. */
export type RunDetail = z.infer<typeof runDetailSchema>;

/** What a stage run told in Markdown. */
export const stageSummarySchema = z.object({
  stageRunId: stageRunIdSchema,
  name: z.string(),
  variant: z.string(),
  /** Markdown, of which nothing is trusted. */
  text: z.string(),
  /** How long all of it is. */
  bytes: z.number(),
  /** Whether there is more than `text`. */
  isCut: z.boolean(),
});
/** See {@link stageSummarySchema}. */
export type StageSummary = z.infer<typeof stageSummarySchema>;

/** A run that has been started. */
const startedRunSchema = z.object({
  runId: runIdSchema,
  number: z.number().int(),
  /** What git could not tell, or a checkout does not hold, for the person; `null` mostly. */
  note: z.string().nullable(),
});

/** Runs: starting, stopping, and all that is known of them. */
export const runs = {
  /** Starts a run in a process of its own and answers when it is recorded. */
  start: oc
    .input(
      z.object({
        projectId: projectIdSchema,
        /** Names of stages; empty for the whole pipeline. */
        stages: z.array(z.string()).default([]),
        /** Leave out what the named stages need. */
        only: z.boolean().default(false),
        /** How many stages at once; the setting when left out. */
        parallel: z.number().int().min(1).max(256).optional(),
        /** Whether stages may be left out because nothing that they depend on has changed. Default: yes. */
        useCache: z.boolean().optional(),
        /** A commit, branch or tag to run in a checkout of its own, and not in the project's folder. */
        revision: z.string().min(1).max(1_000).optional(),
      }),
    )
    .output(startedRunSchema)
    .errors({ ...notFound, ...startFailures, ...storeFailures }),
  /** Runs something of an earlier run again, as the pipeline stands now; what passed on the same files is kept. */
  retry: oc
    .input(
      z.discriminatedUnion("what", [
        z.object({ runId: runIdSchema, what: z.literal("all") }),
        /** What did not pass, and all that needs it. */
        z.object({ runId: runIdSchema, what: z.literal("failed") }),
        /** These stages, and all that needs them. */
        z.object({ runId: runIdSchema, what: z.literal("from"), stages: z.array(z.string()).min(1) }),
        /** These stages alone. */
        z.object({ runId: runIdSchema, what: z.literal("only"), stages: z.array(z.string()).min(1) }),
      ]),
    )
    .output(startedRunSchema)
    .errors({ ...notFound, ...startFailures, ...storeFailures }),
  /** Answers a stage that waits for a person; the run goes on. */
  approve: oc
    .input(z.object({ stageRunId: stageRunIdSchema, decision: z.enum(["granted", "denied"]), comment: z.string().max(10_000).default("") }))
    .errors({ ...notFound, ...approveFailures, ...storeFailures }),
  /** Asks a run, or one stage of it, to stop. Answers when it was told, not when it has stopped. */
  cancel: oc
    .input(z.object({ runId: runIdSchema, stageRunId: stageRunIdSchema.optional() }))
    .errors({ ...notFound, ...storeFailures, ...cancelFailures }),
  /** Keeps a run with its logs and artifacts, whatever the rules of retention say, or lets go of it. */
  pin: oc
    .input(z.object({ runId: runIdSchema, isPinned: z.boolean() }))
    .output(runSchema)
    .errors({ ...notFound, ...storeFailures }),
  get: oc
    .input(z.object({ runId: runIdSchema }))
    .output(runDetailSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** The unfinished runs of all projects, with their stages: what a window needs after it connects. */
  active: oc.output(z.array(z.object({ run: runSchema, stages: z.array(stageRunSchema) }))).errors(storeFailures),
  /** Newest first, by key: any depth costs the same. `next` is `null` at the end. */
  page: oc
    .input(
      z.object({
        filter: runFilterSchema.default({}),
        before: runCursorSchema.nullable().default(null),
        limit: z.number().int().min(1).max(500).default(50),
      }),
    )
    .output(z.object({ runs: z.array(runSchema), next: runCursorSchema.nullable() }))
    .errors(storeFailures),
  /** How the stages of many runs stand, in the plan's order: what a page of a list draws. Runs that are not there are left out. */
  stageStatuses: oc
    .input(z.object({ runIds: z.array(runIdSchema).max(500) }))
    .output(z.object({ runs: z.record(runIdSchema as unknown as z.ZodString, z.array(statusCountSchema)) }))
    .errors(storeFailures),
  /** Branches that have runs, the most recent first: the choices of the filter. */
  branches: oc
    .input(z.object({ projectId: projectIdSchema }))
    .output(z.array(z.string()))
    .errors(storeFailures),
  artifacts: oc
    .input(z.object({ runId: runIdSchema }))
    .output(z.array(artifactSchema))
    .errors({ ...notFound, ...storeFailures }),
  /** What a run ran on beside its files, and how that differs from the last green run before it. */
  fingerprint: oc
    .input(z.object({ runId: runIdSchema }))
    .output(runEnvironmentSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** What the stages of a run wrote to `$MILLRACE_SUMMARY`, in the plan's order, without attempts that were made again. */
  summaries: oc
    .input(z.object({ runId: runIdSchema }))
    .output(z.array(stageSummarySchema))
    .errors({ ...notFound, ...storeFailures }),
};
