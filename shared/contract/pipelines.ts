import { oc } from "@orpc/contract";
import { z } from "zod";
import { fileFailures, notFound, startFailures, storeFailures } from "./failures.ts";
import { phaseSchema, pipelineSchema, projectIdSchema, runIdSchema, stageRunIdSchema, stageRunSchema, statusSchema } from "./schemas.ts";

const byProject = z.object({ projectId: projectIdSchema });

/** One past run of a stage: a bar on its card. */
export const stageBarSchema = z.object({
  stageRunId: stageRunIdSchema,
  runId: runIdSchema,
  runNumber: z.number().int(),
  status: statusSchema,
  /** Whether a failure counts as a pass. */
  mayFail: z.boolean(),
  startedAt: z.number().nullable(),
  finishedAt: z.number().nullable(),
  durationMs: z.number().nullable(),
  /** What it was expected to take when its run was started; `null` when nobody knew. */
  expectedMs: z.number().nullable(),
  commit: z.string().nullable(),
});
/** See {@link stageBarSchema}. */
export type StageBar = z.infer<typeof stageBarSchema>;

/** What a card shows of a stage's past. */
export const stageHistorySchema = z.object({
  name: z.string(),
  phase: phaseSchema,
  /** The newest stage run, finished or not; `null` before the first. */
  latest: stageRunSchema.nullable(),
  /** All variants of that run, in order, when there are several. */
  latestVariants: z.array(stageRunSchema),
  latestRunNumber: z.number().int().nullable(),
  /** Up to 20, the oldest first. */
  bars: z.array(stageBarSchema),
  /** Median and 90th percentile of up to 20 passed runs; `null` before the first. */
  expectedMs: z.number().nullable(),
  expectedP90Ms: z.number().nullable(),
});
/** See {@link stageHistorySchema}. */
export type StageHistory = z.infer<typeof stageHistorySchema>;

/** The pipeline of a project as it stands now, and the past of its stages. */
export const pipelines = {
  /** The pipeline as its file, or else the folder, says now. */
  get: oc
    .input(byProject)
    .output(pipelineSchema)
    .errors({ ...notFound, ...storeFailures }),
  /** The past of every stage of the present pipeline. */
  history: oc
    .input(byProject)
    .output(z.array(stageHistorySchema))
    .errors({ ...notFound, ...storeFailures }),
  /** Writes the detected pipeline to `millrace.yml`; never over a file that is there. */
  save: oc
    .input(byProject)
    .output(z.object({ path: z.string() }))
    .errors({ ...notFound, ...fileFailures, NOTHING_TO_RUN: startFailures.NOTHING_TO_RUN, ...storeFailures }),
};
