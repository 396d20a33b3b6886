import { oc } from "@orpc/contract";
import { z } from "zod";
import { dora } from "./dora.ts";
import { notFound, storeFailures } from "./failures.ts";
import { health } from "./health.ts";
import { phaseSchema, projectIdSchema } from "./schemas.ts";

/**
 * The runs that were created on one day and have ended since. Days are counted in UTC since 1970-01-01, so that they
 * never overlap or split.
 */
export const runDaySchema = z.object({
  /** Days since 1970-01-01, UTC. */
  day: z.number().int(),
  passed: z.number().int(),
  failed: z.number().int(),
  /** Canceled, interrupted, errored and skipped together. */
  other: z.number().int(),
  /** How many passed runs of the whole pipeline there are: those that the durations are of. */
  measured: z.number().int(),
  /** Of the measured runs; `null` on a day without. At most 2 % off, from logarithmic buckets. */
  medianMs: z.number().nullable(),
  p90Ms: z.number().nullable(),
});
/** See {@link runDaySchema}. */
export type RunDay = z.infer<typeof runDaySchema>;

/** One stage in the runs that were created in the period and have ended since. */
export const stageInsightSchema = z.object({
  name: z.string(),
  phase: phaseSchema,
  /** Its stage runs, the skipped ones, too. */
  runs: z.number().int(),
  passed: z.number().int(),
  failed: z.number().int(),
  /** Of the stage runs that passed, as is `p90Ms`. */
  medianMs: z.number().nullable(),
  p90Ms: z.number().nullable(),
  /** The median against that of the period before, as a fraction (0.06 is 6 % slower); `null` without both. */
  change: z.number().nullable(),
});
/** See {@link stageInsightSchema}. */
export type StageInsight = z.infer<typeof stageInsightSchema>;

/** The charts of one project over a period, and the one before it, just as long, to compare with. */
export const insightsSchema = z.object({
  fromDay: z.number().int(),
  toDay: z.number().int(),
  /** Those that have ended. */
  runs: z.number().int(),
  previousRuns: z.number().int(),
  passed: z.number().int(),
  failed: z.number().int(),
  /** As on a day: how many runs the durations are of. */
  measured: z.number().int(),
  medianMs: z.number().nullable(),
  p90Ms: z.number().nullable(),
  previousMedianMs: z.number().nullable(),
  previousP90Ms: z.number().nullable(),
  /** Passed of passed and failed, as a fraction; `null` without any. */
  passRate: z.number().nullable(),
  previousPassRate: z.number().nullable(),
  /** Every day of the period that has runs, in order. */
  days: z.array(runDaySchema),
  /** The last 371 days (53 weeks) that have runs, for the calendar. */
  calendar: z.array(runDaySchema.pick({ day: true, passed: true, failed: true, other: true })),
  /** The slowest first. */
  stages: z.array(stageInsightSchema),
});
/** See {@link insightsSchema}. */
export type Insights = z.infer<typeof insightsSchema>;

/** Charts, DORA's keys, the health of builds, and comparisons. */
export const insights = {
  ...dora,
  ...health,
  /** The charts of one project, read from rollups: cost does not grow with the history. */
  project: oc
    .input(z.object({ projectId: projectIdSchema, days: z.union([z.literal(30), z.literal(90), z.literal(365)]) }))
    .output(insightsSchema)
    .errors({ ...notFound, ...storeFailures }),
};
