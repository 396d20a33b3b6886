import { oc } from "@orpc/contract";
import { z } from "zod";
import { notFound, storeFailures } from "./failures.ts";
import { failureIdSchema, projectIdSchema, runIdSchema, stageRunIdSchema } from "./schemas.ts";

/** A run in which a stage failed in a certain way. */
export const failureSightSchema = z.object({
  runId: runIdSchema,
  runNumber: z.number().int(),
  stageRunId: stageRunIdSchema,
  /** When the run was created. */
  at: z.number(),
  branch: z.string().nullable(),
  commit: z.string().nullable(),
  /** First line of the commit; `null` where `commit` is. */
  subject: z.string().nullable(),
});
/** See {@link failureSightSchema}. */
export type FailureSight = z.infer<typeof failureSightSchema>;

/** The first run on the same branch, after a failure, in which the stage passed. */
export const failureEndSchema = failureSightSchema.omit({ stageRunId: true }).extend({
  /** Whether there were changes that were not committed: the commit alone need not be what helped. */
  dirty: z.boolean(),
  /** Whether it ran on the very files on which the stage had failed: nothing was mended then. */
  isSameTree: z.boolean(),
});
/** See {@link failureEndSchema}. */
export type FailureEnd = z.infer<typeof failureEndSchema>;

/** Failures of one stage that are alike. */
export const failureGroupSchema = z.object({
  id: failureIdSchema,
  projectId: projectIdSchema,
  stage: z.string(),
  /** One line, as it was said the first time. */
  title: z.string(),
  /** What is the same each time, without numbers, times, addresses and the like: its kind in the first line, then its parts. */
  signature: z.string(),
  /** How many runs failed so. */
  runCount: z.number().int(),
  first: failureSightSchema,
  last: failureSightSchema,
  /** Of the last 500 of these runs, the newest first; `null` for none. */
  branches: z.array(z.object({ branch: z.string().nullable(), runs: z.number().int() })),
  /** With which run it went away; `null` while it is there, and when nobody looked since. */
  end: failureEndSchema.nullable(),
});
/** See {@link failureGroupSchema}. */
export type FailureGroup = z.infer<typeof failureGroupSchema>;

/** How a stage of a run failed, and when it did so before. */
export const runFailureSchema = z.object({
  stageRunId: stageRunIdSchema,
  group: failureGroupSchema,
  /** The last run before this one that failed so; `null` when this was the first. */
  before: failureSightSchema.nullable(),
  /** With which run that failure went away, before this one; `null` when it did not. */
  beforeEnd: failureEndSchema.nullable(),
  /** With which run it went away after this one, whether or not it came back; `null` when it did not. */
  end: failureEndSchema.nullable(),
});
/** See {@link runFailureSchema}. */
export type RunFailure = z.infer<typeof runFailureSchema>;

/** Failed stages of all runs, put together by what is the same about them. Of a search for a culprit there are none. */
export const failures = {
  /** Those that were seen last first. `text`: only where stage, title or signature holds it, without regard to case. */
  page: oc
    .input(
      z.object({
        projectId: projectIdSchema,
        text: z.string().max(200).default(""),
        after: z
          .string()
          .regex(/^r\d{1,15} f\d{1,15}$/)
          .nullable()
          .default(null),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(z.object({ groups: z.array(failureGroupSchema), next: z.string().nullable() }))
    .errors({ ...notFound, ...storeFailures }),
  /** In the order of the run's stages. */
  ofRun: oc
    .input(z.object({ runId: runIdSchema }))
    .output(z.array(runFailureSchema))
    .errors({ ...notFound, ...storeFailures }),
};
